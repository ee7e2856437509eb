import { expect } from "chai";
import { PrivateEndpoint, type PrivateEndpointArgs } from "../../../components/network/private-endpoint.ts";
import { capture, ofType, only } from "../../support/capture.ts";
import { TAGS, testPlatform } from "../../support/fixtures.ts";

const base: PrivateEndpointArgs = {
  target: { kind: "vault", id: "/subscriptions/s/vaults/kv-payments-dev-x1", name: "kv-payments-dev-x1" },
  network: testPlatform().network,
  resourceGroupName: "rg-payments-dev",
  tags: TAGS,
};

const endpoint = (args: Partial<PrivateEndpointArgs> = {}) =>
  capture(() => new PrivateEndpoint("endpoint", { ...base, ...args }));

describe("PrivateEndpoint", () => {
  it("defaults: leads to the vault, and registers its name in the vault zone", async () => {
    const { resources } = await endpoint();

    const { inputs } = only(resources, "azure-native:network:PrivateEndpoint");
    expect(inputs["privateLinkServiceConnections"]).to.deep.equal([
      { name: "kv-payments-dev-x1", privateLinkServiceId: base.target.id, groupIds: ["vault"] },
    ]);
    expect(inputs).to.include({ privateEndpointName: "pep-kv-payments-dev-x1", location: "westeurope" });
    expect(inputs).not.to.have.property("ipConfigurations");
    expect(only(resources, "network:PrivateDnsZoneGroup").inputs["privateDnsZoneConfigs"]).to.deep.equal([
      { name: "vault", privateDnsZoneId: base.network.zoneIds?.vault },
    ]);
  });

  it("picks sub-resource and zone by the target: a SQL server's are its own", async () => {
    const { resources } = await endpoint({ target: { kind: "sqlServer", id: "/servers/sql-x", name: "sql-x" } });

    const [connection] = only(resources, "azure-native:network:PrivateEndpoint").inputs[
      "privateLinkServiceConnections"
    ] as {
      groupIds: string[];
    }[];
    expect(connection?.groupIds).to.deep.equal(["sqlServer"]);
    expect(only(resources, "network:PrivateDnsZoneGroup").inputs["privateDnsZoneConfigs"]).to.deep.equal([
      { name: "sqlServer", privateDnsZoneId: base.network.zoneIds?.sqlServer },
    ]);
  });

  it("max: takes a fixed address", async () => {
    const { resources } = await endpoint({ address: "10.20.0.10" });

    expect(only(resources, "azure-native:network:PrivateEndpoint").inputs["ipConfigurations"]).to.deep.equal([
      { name: "vault", groupId: "vault", memberName: "default", privateIPAddress: "10.20.0.10" },
    ]);
  });

  it("hardened: lies in the region of its network, wherever the target is", async () => {
    const { resources } = await endpoint({ network: { ...base.network, location: "northeurope" } });

    expect(only(resources, "azure-native:network:PrivateEndpoint").inputs["location"]).to.equal("northeurope");
  });

  it("leaves DNS to the landing zone where its policy registers endpoints", async () => {
    const { zoneIds: _, ...elsewhere } = base.network;

    const { resources } = await capture(() => new PrivateEndpoint("vault", { ...base, network: elsewhere }));

    expect(ofType(resources, "network:PrivateDnsZoneGroup")).to.deep.equal([]);
  });
});
