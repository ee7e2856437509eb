// Two peered networks in the real engine: what Azure says of a peering changes without anybody's doing, and one that is left
// behind is in the way of a new one.
import { expect } from "chai";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { withSession, type Session } from "../../simulator/engine/session.ts";
import { changes, REFRESH, succeed, UP } from "../support/own-project.ts";
import { ROOT, tinyProject, type TinyProject } from "../support/tiny-project.ts";

const at = (file: string): string => JSON.stringify(path.join(ROOT, "components", file));

const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as network from ${at("azure/network.ts")};
import * as resources from ${at("azure/resources.ts")};
import { peerNetworks } from ${at("network/peering.ts")};

const config = new pulumi.Config();
const group = new resources.ResourceGroup("group", { resourceGroupName: "rg", location: "westeurope" });
const made = (name: string, virtualNetworkName: string, location: string, range: string) =>
  new network.VirtualNetwork(
    name,
    { virtualNetworkName, resourceGroupName: group.name, location, addressSpace: { addressPrefixes: [range] } },
    { ignoreChanges: ["subnets", "virtualNetworkPeerings"] },
  );
const home = made("home", config.get("home") ?? "vnet-home", config.get("location") ?? "westeurope", "10.0.0.0/16");
const paired = made("paired", config.get("paired") ?? "vnet-paired", "northeurope", "10.1.0.0/16");
const peerings = peerNetworks("peering", { resourceGroupName: group.name, home, paired, after: [] }, {});
export const states = peerings.map(({ peeringState }) => peeringState);
`;

const SETTINGS = "config:\n  azure-native:subscriptionId: 11111111-1111-4111-8111-111111111111\n";
const BOTH = ["to-home", "to-paired"];

describe("two peered networks, in the real engine", function () {
  this.timeout(240_000);
  let project: TinyProject;

  beforeEach(() => {
    project = tinyProject(SETTINGS, PROGRAM);
  });
  afterEach(() => {
    project.remove();
  });

  const session = (body: (session: Session) => Promise<void>): Promise<void> =>
    withSession({ root: ROOT, programDir: project.programDir, stateDir: project.stateDir }, body);

  async function expectConnected(one: Session): Promise<void> {
    succeed(await one.pulumi(["refresh", "--yes", "--skip-preview"]));
    const { stdout } = succeed(await one.pulumi(["stack", "export"]));
    const { deployment } = JSON.parse(stdout) as {
      deployment: { resources: { type: string; outputs?: Record<string, unknown> }[] };
    };
    const peerings = deployment.resources.filter(({ type }) => type.endsWith(":VirtualNetworkPeering"));
    expect(peerings.map(({ outputs }) => outputs?.["name"]).toSorted()).to.deep.equal(BOTH);
    expect(peerings.map(({ outputs }) => outputs?.["peeringState"])).to.deep.equal(["Connected", "Connected"]);
  }

  it("are connected, and the first refresh finds nothing", async () => {
    await session(async (one) => {
      succeed(await one.pulumi(UP));

      expect(changes(succeed(await one.pulumi(REFRESH, { events: true })))).to.deep.equal([]);
      expect(changes(succeed(await one.pulumi(UP, { events: true })))).to.deep.equal([]);
      await expectConnected(one);
    });
  });

  const anew: readonly (readonly [string, string])[] = [
    ["the network here is called otherwise", "home: vnet-other"],
    ["the paired network is called otherwise", "paired: vnet-other"],
    ["the network here moves, and keeps its name", "location: westus"],
  ];
  for (const [when, setting] of anew) {
    it(`are peered anew on both sides when ${when}`, async () => {
      await session(async (one) => {
        succeed(await one.pulumi(UP));
        writeFileSync(path.join(project.programDir, "Pulumi.dev.yaml"), `${SETTINGS}  tiny:${setting}\n`);

        const up = changes(succeed(await one.pulumi(UP, { events: true })));

        expect(up.filter((change) => change.startsWith("replace "))).to.include.members([
          "replace azure-native:network:VirtualNetworkPeering peering-to-home",
          "replace azure-native:network:VirtualNetworkPeering peering-to-paired",
        ]);
        await expectConnected(one);
      });
    });
  }
});
