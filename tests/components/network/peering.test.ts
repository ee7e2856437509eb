import * as network from "../../../components/azure/network.ts";
import { expect } from "chai";
import { peerNetworks } from "../../../components/network/peering.ts";
import { capture, only, SUBSCRIPTION, type Captured } from "../../support/capture.ts";

const PEERING = "network:VirtualNetworkPeering";

const peered = (preview = false) =>
  capture(
    () => {
      const made = (name: string) =>
        new network.VirtualNetwork(name, { virtualNetworkName: `vnet-${name}`, resourceGroupName: "rg-platform-prod" });
      const [home, paired, subnet] = [made("home"), made("paired"), made("subnet")];
      peerNetworks("peering", { resourceGroupName: "rg-platform-prod", home, paired, after: [subnet] }, {});
    },
    preview ? { preview, predictIds: true } : {},
  );

const idOf = (vnet: string): string =>
  `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-platform-prod/providers/Microsoft.Network/virtualNetworks/${vnet}`;
const ends = ({ inputs }: Captured): unknown => [inputs["virtualNetworkName"], inputs["remoteVirtualNetwork"]];

describe("peerNetworks", () => {
  it("leads from each of the two networks to the other", async () => {
    const { resources } = await peered();

    expect(ends(only(resources, PEERING, "peering-to-paired"))).to.deep.equal([
      "vnet-home",
      { id: idOf("vnet-paired") },
    ]);
    expect(ends(only(resources, PEERING, "peering-to-home"))).to.deep.equal(["vnet-paired", { id: idOf("vnet-home") }]);
  });

  it("lets the two reach each other and nothing behind either", async () => {
    const { resources } = await peered();

    for (const name of ["peering-to-paired", "peering-to-home"]) {
      expect(only(resources, PEERING, name).inputs, name).to.include({
        allowVirtualNetworkAccess: true,
        allowForwardedTraffic: false,
        allowGatewayTransit: false,
        useRemoteGateways: false,
      });
    }
  });

  it("comes after all subnets, one after the other, since a network takes one change at a time", async () => {
    const { resources } = await peered();

    expect(only(resources, PEERING, "peering-to-paired").dependsOn).to.include("subnet");
    expect(only(resources, PEERING, "peering-to-home").dependsOn).to.include.members(["subnet", "peering-to-paired"]);
  });

  it("says what it is to become, so that no refresh takes it for a change, and one that is down is written again", async () => {
    const { resources } = await peered();

    for (const name of ["peering-to-paired", "peering-to-home"]) {
      expect(only(resources, PEERING, name).inputs, name).to.include({
        peeringState: "Connected",
        peeringSyncLevel: "FullyInSync",
      });
    }
  });

  it("is told by its id before it is there", async () => {
    const { resources } = await peered(true);

    expect(only(resources, PEERING, "peering-to-home").id).to.equal(
      `${idOf("vnet-paired")}/virtualNetworkPeerings/to-home`,
    );
  });
});
