// One private vault with one secret, which one workload may read. The network, its DNS zone and the workspace are there
// already; the settings name them.
import { AppVault, defineEnvironmentRoles, WorkloadIdentity } from "strongroom-components";
import * as resources from "@pulumi/azure-native/resources/index.js";
import * as pulumi from "@pulumi/pulumi";

const settings = new pulumi.Config();
const { tenantId, subscriptionId } = settings.requireObject<{ tenantId: string; subscriptionId: string }>("azure");
const location = "westeurope";
const tags = { owner: "payments-team@contoso.com" };

const { name: resourceGroupName } = new resources.ResourceGroup("payments", {
  resourceGroupName: "rg-payments-prod",
  location,
  tags,
});
const roleDefinitions = defineEnvironmentRoles({ environment: "prod", subscriptionId }, {});
const api = new WorkloadIdentity("api", { identityName: "id-payments-api", resourceGroupName, location, tags });
const vault = new AppVault("payments", {
  platform: {
    environment: "prod",
    tenantId,
    subscriptionId,
    location,
    roleDefinitions,
    network: {
      location,
      endpointSubnetId: settings.require("endpointSubnetId"),
      zoneIds: { vault: settings.require("vaultZoneId") },
    },
    audit: { workspaceId: settings.require("workspaceId") },
  },
  app: "payments",
  vaultName: settings.require("vaultName"),
  resourceGroupName,
  tags,
});
vault
  .secret("stripe-key", {
    secretName: "payments-prod-stripe-key",
    purpose: "Charges cards",
    owner: tags.owner,
    contentType: "text/plain",
    rotationDays: 90,
    rotatedBy: "owner",
  })
  .grantRead(api);

export const uri = vault.uri;
export const clientId = api.clientId;
