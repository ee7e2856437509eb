import { expect } from "chai";
import { CLOUD_NAMES, CLOUDS } from "../../../facts/clouds.ts";
import { PrivateZones, type PrivateZonesArgs } from "../../../components/network/private-zones.ts";
import { capture, ofType, only, SUBSCRIPTION, TENANT } from "../../support/capture.ts";
import { refusal } from "../vault/fixtures.ts";

const HUB_SUBSCRIPTION = "99999999-9999-4999-8999-999999999999";
const zoneId = (subscription: string) =>
  `/subscriptions/${subscription}/resourceGroups/rg-hub-dns/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net`;

const base: PrivateZonesArgs = {
  cloud: CLOUDS.public,
  subscriptionId: SUBSCRIPTION,
  tenantId: TENANT,
  resourceGroupName: "rg-platform-dev",
  tags: { owner: "platform@contoso.com" },
  adopted: {},
  networks: { network: "/subscriptions/s/vnet-dev" },
};

const zones = (args: Partial<PrivateZonesArgs> = {}) => capture(() => new PrivateZones("zones", { ...base, ...args }));

describe("PrivateZones", () => {
  for (const cloud of CLOUD_NAMES) {
    it(`names the zones of the ${cloud} cloud`, async () => {
      const { resources } = await zones({ cloud: CLOUDS[cloud] });

      const names = ofType(resources, "privatedns:PrivateZone").map(({ inputs }) => inputs["privateZoneName"]);
      expect(names).to.have.members(Object.values(CLOUDS[cloud].zones));
    });
  }

  it("defaults: links every zone to every network, and registers no machine in it", async () => {
    const { resources } = await zones({ networks: { network: "/vnet-a", "paired-network": "/vnet-b" } });

    const links = ofType(resources, "privatedns:VirtualNetworkLink");
    expect(links.map(({ name }) => name)).to.have.members([
      "zones-vault-link-network",
      "zones-vault-link-paired-network",
      "zones-sqlServer-link-network",
      "zones-sqlServer-link-paired-network",
    ]);
    expect(links.map(({ inputs }) => inputs["registrationEnabled"])).to.deep.equal([false, false, false, false]);
  });

  it("adopts a zone and leaves its link to its owner", async () => {
    const { resources } = await zones({ adopted: { vault: { id: zoneId(HUB_SUBSCRIPTION), link: false } } });

    expect(ofType(resources, "privatedns:PrivateZone").map(({ name }) => name)).to.deep.equal(["zones-sqlServer"]);
    expect(ofType(resources, "privatedns:VirtualNetworkLink").map(({ name }) => name)).to.deep.equal([
      "zones-sqlServer-link-network",
    ]);
  });

  it("writes links of a hub in the cloud and the tenant that the stack is in", async () => {
    const cloud = CLOUDS.usgovernment;
    const id = zoneId(HUB_SUBSCRIPTION).replace("vaultcore.azure.net", "vaultcore.usgovcloudapi.net");

    const { resources } = await zones({ cloud, adopted: { vault: { id, link: true } } });

    expect(only(resources, "pulumi:providers:azure-native").inputs).to.include({
      subscriptionId: HUB_SUBSCRIPTION,
      environment: "usgovernment",
      tenantId: TENANT,
    });
  });

  it("max: links an adopted zone where it lies: in the hub's group and subscription", async () => {
    const { resources } = await zones({ adopted: { vault: { id: zoneId(HUB_SUBSCRIPTION), link: true } } });

    expect(only(resources, "privatedns:VirtualNetworkLink", "zones-vault-link-network").inputs).to.include({
      privateZoneName: "privatelink.vaultcore.azure.net",
      resourceGroupName: "rg-hub-dns",
    });
    expect(only(resources, "pulumi:providers:azure-native").inputs["subscriptionId"]).to.equal(HUB_SUBSCRIPTION);
  });

  it("hardened: no machine writes its own name into a zone, created or adopted", async () => {
    const { resources } = await zones({
      adopted: { vault: { id: zoneId(HUB_SUBSCRIPTION), link: true } },
      networks: { network: "/vnet-a", "paired-network": "/vnet-b" },
    });

    const links = ofType(resources, "privatedns:VirtualNetworkLink");
    expect(links).to.have.length(4);
    expect(links.filter(({ inputs }) => inputs["registrationEnabled"] !== false)).to.deep.equal([]);
  });

  it("hardened: refuses a zone in which the names of vaults or servers would not be found", async () => {
    const ofVaults = zoneId(HUB_SUBSCRIPTION);

    const message = await refusal(() =>
      zones({ adopted: { vault: { id: "my-zone", link: true }, sqlServer: { id: ofVaults, link: false } } }),
    );

    expect(message).to.equal(
      [
        'PrivateZones zones: adopted.vault: "my-zone" is not the ARM id of a zone "privatelink.vaultcore.azure.net", which is needed',
        `PrivateZones zones: adopted.sqlServer: "${ofVaults}" is not the ARM id of a zone "privatelink.database.windows.net", which is needed`,
      ].join("\n"),
    );
  });

  it("hardened: refuses a zone of another cloud", async () => {
    const id = zoneId(HUB_SUBSCRIPTION);

    expect(await refusal(() => zones({ cloud: CLOUDS.china, adopted: { vault: { id, link: true } } }))).to.equal(
      `PrivateZones zones: adopted.vault: "${id}" is not the ARM id of a zone "privatelink.vaultcore.azure.cn", which is needed`,
    );
  });

  it("needs no second provider for a zone of the same subscription", async () => {
    const { resources } = await zones({ adopted: { vault: { id: zoneId(SUBSCRIPTION), link: true } } });

    expect(ofType(resources, "pulumi:providers:azure-native")).to.be.empty;
  });
});
