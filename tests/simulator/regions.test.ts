// What a region or a cloud does not have cannot be had there.
import { expect } from "chai";
import {
  DATABASE,
  ENDPOINT,
  SERVER,
  VAULT,
  endpointInputs,
  freshAzure,
  group,
  inGroup,
  network,
  server,
  serverInputs,
  text,
  vault,
  vaultInputs,
} from "./fixtures.ts";
import { refusal, TENANT, type Azure } from "./harness.ts";
import type { Props } from "../../simulator/model/values.ts";

const ZONE = "azure-native:privatedns:PrivateZone";
const window = (name: string): Props => ({
  maintenanceConfigurationId: `/subscriptions/s/providers/Microsoft.Maintenance/publicMaintenanceConfigurations/${name}`,
});

describe("simulated regions", () => {
  let azure: Azure;

  freshAzure((started) => {
    azure = started;
  });

  const TRIED: readonly (readonly [location: string, what: string, over: Props, refused: string | undefined])[] = [
    ["westus", "zones", { zoneRedundant: true }, "zone redundant database/pool is not supported"],
    ["westus", "no zones", { zoneRedundant: false }, undefined],
    ["westus", "backups across zones", { requestedBackupStorageRedundancy: "Zone" }, "InvalidBackupStorageRedundancy"],
    ["westus", "backups in its pair", { requestedBackupStorageRedundancy: "Geo" }, undefined],
    ["italynorth", "zones", { zoneRedundant: true }, undefined],
    ["italynorth", "backups elsewhere", { requestedBackupStorageRedundancy: "GeoZone" }, "InvalidBackupStorage"],
    ["italynorth", "backups across zones", { requestedBackupStorageRedundancy: "Zone" }, undefined],
    ["westus3", "a window", { zoneRedundant: true, ...window("SQL_WestUS3_DB_2") }, undefined],
    ["westus3", "another region's window", window("SQL_WestUS2_DB_2"), "InvalidMaintenanceConfigurationId"],
    ["italynorth", "a window", window("SQL_ItalyNorth_DB_1"), "InvalidMaintenanceConfigurationId"],
    ["chinanorth", "serverless", { sku: { name: "GP_S_Gen5" } }, "serverless compute tier is not available"],
    ["chinanorth2", "serverless", { sku: { name: "GP_S_Gen5" } }, undefined],
  ];
  for (const [location, what, over, refused] of TRIED) {
    it(`${refused === undefined ? "have" : "lack"}: ${location}, ${what}`, async () => {
      await server(azure, { location });
      const request = azure.create(DATABASE, {
        ...inGroup,
        serverName: "sql-payments",
        databaseName: "ledger",
        location,
        requestedBackupStorageRedundancy: "Local",
        ...over,
      });

      if (refused === undefined) await request;
      else expect(await refusal(request)).to.contain(refused);
    });
  }

  it("hold an endpoint beside its network only", async () => {
    const { subnet } = await network(azure);
    const made = await vault(azure);
    await group(azure, "rg-far", "northeurope");

    const far = { ...endpointInputs(subnet, made, "vault"), location: "northeurope" };

    expect(await refusal(azure.create(ENDPOINT, far))).to.contain("both resources are in the same region");
    await azure.create(ENDPOINT, { ...far, location: "West Europe" });
  });
});

describe("simulated clouds", () => {
  let azure: Azure;

  freshAzure((started) => {
    azure = started;
  });

  it("give out names of their own", async () => {
    await azure.stop();
    await azure.open();
    await azure.configure({ environment: "usgovernment", tenantId: TENANT });
    await group(azure, "rg-a", "usgovvirginia");

    const made = await azure.create(VAULT, vaultInputs());
    const sql = await azure.create(SERVER, serverInputs());

    expect((made.outputs["properties"] as Props)["vaultUri"]).to.equal(
      "https://kv-payments-dev.vault.usgovcloudapi.net/",
    );
    expect(text(sql.outputs, "fullyQualifiedDomainName")).to.equal("sql-payments.database.usgovcloudapi.net");
  });

  it("know no subscription of another: a provider that is not told signs in to the public one", async () => {
    await azure.configure({ environment: "usgovernment", tenantId: TENANT });
    const zone = { ...inGroup, privateZoneName: "privatelink.vaultcore.usgovcloudapi.net", location: "global" };

    const early = await refusal(azure.create(ZONE, zone));

    expect(early).to.contain("SubscriptionNotFound");
  });
});
