// A vault and an Entra-only SQL server on a network of their own, with a key of the vault that encrypts the database.
import {
  AppVault,
  AuditTrail,
  CLOUDS,
  defineEnvironmentRoles,
  PrivateNetwork,
  PrivateZones,
  SqlServer,
  WorkloadIdentity,
} from "strongroom-components";
import * as resources from "@pulumi/azure-native/resources/index.js";
import * as pulumi from "@pulumi/pulumi";

const settings = new pulumi.Config();
const { tenantId, subscriptionId } = settings.requireObject<{ tenantId: string; subscriptionId: string }>("azure");
const environment = "test";
const location = "westeurope";
const owner = "payments-team@contoso.com";
const tags = { owner };
const { name: resourceGroupName } = new resources.ResourceGroup("payments", {
  resourceGroupName: "rg-payments-test",
  location,
  tags,
});
const here = { resourceGroupName, location, tags };

const network = new PrivateNetwork("payments", {
  ...here,
  subscriptionId,
  virtualNetwork: { create: { name: "vnet-payments", addressPrefix: "10.20.0.0/24" } },
  endpointSubnet: { create: { name: "snet-endpoints", addressPrefix: "10.20.0.0/26" } },
  lock: false,
});
const zones = new PrivateZones("payments", {
  ...here,
  cloud: CLOUDS.public,
  subscriptionId,
  tenantId,
  adopted: {},
  networks: { home: network.virtualNetworkId },
});
const protection = { protect: false, lock: false };
const audit = new AuditTrail("payments", {
  ...here,
  workspace: { create: { name: "log-payments", retentionDays: 90 } },
  protection,
});
const platform = {
  environment,
  tenantId,
  subscriptionId,
  location,
  protection,
  network: { location, endpointSubnetId: network.endpointSubnetId, zoneIds: zones.ids, ready: network.ready },
  audit,
  roleDefinitions: defineEnvironmentRoles({ environment, subscriptionId }, {}),
};

const api = new WorkloadIdentity("api", { identityName: "id-payments-api", ...here });
const vaultName = settings.require("vaultName");
const vault = new AppVault("payments", { platform, app: "payments", vaultName, resourceGroupName, tags });
const encryptionKey = vault.key("sql-encryption", {
  keyName: "payments-test-sql-encryption",
  purpose: "Encrypts the database at rest",
  owner,
  type: "RSA",
  size: 3072,
  rotationDays: 90,
});
const server = new SqlServer("payments", {
  platform,
  serverName: settings.require("serverName"),
  resourceGroupName,
  tags,
  administrators: {
    granteeName: "sql-administrators",
    principalType: "Group",
    principalId: settings.require("sqlAdministrators"),
    displayName: "sql-administrators",
  },
  encryptionKey,
  databases: {
    ledger: {
      databaseName: "ledger",
      purpose: "Bookings",
      owner,
      ledger: false,
      shape: {
        compute: { kind: "serverless", vCores: 2, minVCores: 0.5, autoPauseMinutes: 60 },
        maxSizeGib: 32,
        zoneRedundant: false,
        backupRedundancy: "Local",
        pointInTimeDays: 7,
      },
    },
  },
});
const user = { granteeName: "api", userName: api.identityName, kind: "workload", principal: api.clientId } as const;
server.databases.get("ledger")?.grant(user, "readWrite");

export const host = server.host;
export const uri = vault.uri;
