// The networks of the two regions are peered by whoever owns them: by the stack, where it makes both.
import { expect } from "chai";
import { deployAs } from "../../stacks/environment.ts";
import type { NetworkSpec } from "../../stacks/platform-spec.ts";
import { capture, ofType, only, SUBSCRIPTION } from "../support/capture.ts";
import { NOW, testApp, testPlatformSpec } from "../support/fixtures.ts";

const prod = deployAs("prod");

const PEERING = "network:VirtualNetworkPeering";
const HUB = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks`;

type Paired = NonNullable<NetworkSpec["paired"]>;

const home = {
  virtualNetwork: { create: { name: "vnet", addressPrefix: "10.0.0.0/20" } },
  endpointSubnet: { create: { name: "snet", addressPrefix: "10.0.0.0/22" } },
};
const away: Paired = {
  virtualNetwork: { create: { name: "vnet-paired", addressPrefix: "10.1.0.0/20" } },
  endpointSubnet: { create: { name: "snet-paired", addressPrefix: "10.1.0.0/22" } },
};
const adopted = (name: string) => ({
  virtualNetwork: { adopt: { id: `${HUB}/${name}` } },
  endpointSubnet: { adopt: { id: `${HUB}/${name}/subnets/snet` } },
});

async function deployed(network: Omit<NetworkSpec, "adoptedZones">) {
  const platform = testPlatformSpec({ environment: "prod", network: { ...network, adoptedZones: {} } });
  const { resources } = await capture(async () => {
    await prod({ platform, applications: [testApp({})], part: { kind: "whole" }, now: NOW, keepAliases: false });
  });
  return resources;
}

describe("the networks of the two regions", () => {
  it("are peered where the stack makes both", async () => {
    const resources = await deployed({ ...home, paired: away });

    expect(ofType(resources, PEERING).map(({ name }) => name)).to.have.members([
      "network-peering-to-paired",
      "network-peering-to-home",
    ]);
  });

  it("are peered after every subnet and before every endpoint, since all of them change the networks", async () => {
    const runners = { subnetName: "snet-runners", addressPrefix: "10.0.8.0/26" };
    const resources = await deployed({ ...home, runners, paired: away });

    expect(only(resources, PEERING, "network-peering-to-paired").dependsOn).to.include.members([
      "network-endpoints",
      "network-admin-runners",
      "paired-network-endpoints",
    ]);
    const endpoints = ofType(resources, "azure-native:network:PrivateEndpoint");
    expect(endpoints).not.to.be.empty;
    for (const { name, dependsOn } of endpoints) expect(dependsOn, name).to.include("network-peering-to-home");
  });

  it("admit each other at their endpoints on 443 and 1433, and on no other port", async () => {
    const resources = await deployed({ ...home, paired: away });

    for (const name of ["network-endpoints-nsg", "paired-network-endpoints-nsg"]) {
      const rules = only(resources, "network:NetworkSecurityGroup", name).inputs["securityRules"];
      // `VirtualNetwork` is the network and what it is peered with (azure-docs: service-tags-overview).
      expect(rules, name).to.have.nested.property("[0].sourceAddressPrefix", "VirtualNetwork");
      expect(rules, name).to.have.deep.nested.property("[0].destinationPortRanges", ["443", "1433"]);
      expect(rules, name).to.have.nested.property("[1].access", "Deny");
    }
  });

  const left: Readonly<Record<string, Omit<NetworkSpec, "adoptedZones">>> = {
    "the settings leave it to a hub": { ...home, paired: { ...away, peering: "none" } },
    "the one here is adopted": { ...adopted("spoke"), paired: away },
    "the paired one is adopted": { ...home, paired: adopted("spoke-paired") },
    "both are adopted": { ...adopted("spoke"), paired: adopted("spoke-paired") },
    "there is but one": home,
  };
  for (const [when, network] of Object.entries(left)) {
    it(`are not peered where ${when}`, async () => {
      expect(ofType(await deployed(network), PEERING)).to.be.empty;
    });
  }
});
