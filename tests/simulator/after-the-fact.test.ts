// What Azure says of a resource only after something else happened: a refresh takes it for a change, unless the program looks away.
import { expect } from "chai";
import {
  ENDPOINT,
  SERVER,
  SETTING,
  ZONE,
  ZONE_GROUP,
  endpointInputs,
  freshAzure,
  inGroup,
  network,
  server,
  serverInputs,
  vault,
  workspace,
} from "./fixtures.ts";
import { refusal, TENANT, type Azure } from "./harness.ts";
import type { Props } from "../../simulator/model/values.ts";

const ADDRESS = "azure-native:network:PublicIPAddress";
const GATEWAY = "azure-native:network:NatGateway";

describe("simulated Azure after the fact", () => {
  let azure: Azure;

  freshAzure((started) => {
    azure = started;
  });

  it("says on a public address which gateway uses it", async () => {
    const inputs = { ...inGroup, publicIpAddressName: "pip", sku: { name: "Standard" } };
    const address = await azure.create(ADDRESS, inputs);
    const gateway = await azure.create(GATEWAY, {
      ...inGroup,
      natGatewayName: "ng",
      publicIpAddresses: [{ id: address.id }],
    });

    const read = await azure.read(ADDRESS, address, inputs);

    expect(read?.inputs["natGateway"]).to.deep.equal({ id: gateway.id });
  });

  it("takes an endpoint's names back with its zone group", async () => {
    const { subnet } = await network(azure);
    const target = await vault(azure);
    const inputs = endpointInputs(subnet, target, "vault");
    const endpoint = await azure.create(ENDPOINT, inputs);
    const zone = await azure.create(ZONE, {
      ...inGroup,
      privateZoneName: "privatelink.vaultcore.azure.net",
      location: "global",
    });
    const group = { ...inGroup, privateEndpointName: "pe", privateDnsZoneGroupName: "default" };
    await azure.create(ZONE_GROUP, { ...group, privateDnsZoneConfigs: [{ name: "z", privateDnsZoneId: zone.id }] });

    const read = await azure.read(ENDPOINT, endpoint, inputs);

    expect((endpoint.outputs["customDnsConfigs"] as Props[])[0]?.["fqdn"]).to.equal("kv-payments-dev.vault.azure.net");
    expect(read?.inputs["customDnsConfigs"]).to.deep.equal([]);
  });

  it("forgets the kind of destination of a diagnostic setting", async () => {
    const target = await vault(azure);
    const log = await workspace(azure);
    const inputs = {
      resourceUri: target.id,
      name: "all",
      workspaceId: log.id,
      logs: [{ categoryGroup: "audit", enabled: true }],
      logAnalyticsDestinationType: "Dedicated",
    };
    const setting = await azure.create(SETTING, inputs);

    const read = await azure.read(SETTING, setting, inputs);

    expect(setting.outputs["logAnalyticsDestinationType"]).to.equal("Dedicated");
    expect(read?.inputs).not.to.have.property("logAnalyticsDestinationType");
  });

  it("takes no other administrators with an update of a server", async () => {
    const made = await server(azure);
    const administrators = {
      ...(serverInputs()["administrators"] as Props),
      sid: "44444444-4444-4444-8444-444444444444",
    };

    const message = await refusal(azure.update(SERVER, made, serverInputs({ administrators, tags: { a: TENANT } })));

    expect(message).to.contain("Invalid value given for parameter ExternalAdministratorLoginSid");
    await azure.update(SERVER, made, serverInputs({ tags: { a: TENANT } }));
  });
});
