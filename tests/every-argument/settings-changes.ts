// For every setting, another value. The test fails where a setting of the schema is missing here.
import { federationChanges } from "./federation-changes.ts";
import type { Change } from "./manifest-changes.ts";

/** The change is made to this example. @default "settings" */
export interface SettingChange extends Change {
  readonly example?: "settings" | "settings-adopted" | "settings-cell";
}

const hub = (kind: string): string =>
  `/subscriptions/9c1f2d7e-5a90-46c4-8f0b-1c528a4d4e6b/resourceGroups/rg-other/providers/${kind}`;
const GROUP = "8ef03d50-961c-47b2-8e48-0a5d7e2196be";
const adopted = (to: unknown, refused?: RegExp): SettingChange => ({
  to,
  example: "settings-adopted",
  ...(refused === undefined ? {} : { refused }),
});

export const SETTINGS_CHANGES: Readonly<Record<string, SettingChange>> = {
  environment: { to: "prod", given: { publicAccess: {} } },
  cloud: { to: "usgovernment", refused: /region "westeurope" is in the cloud public/ },
  tenantId: { to: GROUP, refused: /is not what the strongroom setting says/ },
  subscriptionId: { to: GROUP, refused: /is not what the strongroom setting says/ },
  "sharedSubscription.reason": { to: "They were always together" },
  location: { to: "uksouth", refused: /is not what the strongroom setting says/ },
  pairedLocation: { to: "ukwest" },
  dataResidency: { to: "region" },
  owner: { to: "cloud-team@contoso.com" },
  "network.virtualNetwork.create.name": { to: "vnet-other" },
  "network.virtualNetwork.create.addressPrefix": { to: "10.44.0.0/19" },
  "network.virtualNetwork.adopt.id": adopted(
    hub("Microsoft.Network/virtualNetworks/other"),
    /the subnet lies in another network/,
  ),
  "network.endpointSubnet.create.name": { to: "snet-other" },
  "network.endpointSubnet.create.addressPrefix": { to: "10.44.0.0/23" },
  "network.endpointSubnet.adopt.id": adopted(
    "/subscriptions/7ebc4032-6d9f-415a-8043-c8f2e51b3d90/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-prod/subnets/snet-other",
  ),
  "network.adoptedZones.vault": adopted(hub("Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net")),
  "network.adoptedZones.sqlServer": adopted(hub("Microsoft.Network/privateDnsZones/privatelink.database.windows.net")),
  "network.dns": adopted("by-policy", /network\.adoptedZones\.vault: is not for here: with dns "by-policy"/),
  "network.linkAdoptedZones": adopted(false),
  "network.paired.virtualNetwork.create.name": { to: "vnet-other" },
  "network.paired.virtualNetwork.create.addressPrefix": { to: "10.56.0.0/19" },
  "network.paired.virtualNetwork.adopt.id": adopted(
    hub("Microsoft.Network/virtualNetworks/other"),
    /the subnet lies in another network/,
  ),
  "network.paired.endpointSubnet.create.name": { to: "snet-other" },
  "network.paired.endpointSubnet.create.addressPrefix": { to: "10.56.0.0/23" },
  "network.paired.endpointSubnet.adopt.id": adopted(
    "/subscriptions/7ebc4032-6d9f-415a-8043-c8f2e51b3d90/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-prod-ne/subnets/snet-other",
  ),
  "network.paired.peering": { to: "none" },
  "network.runners.name": { to: "snet-other" },
  "network.runners.addressPrefix": { to: "10.44.8.0/27" },
  "network.bastion.name": { to: "bas-other" },
  "network.bastion.addressPrefix": { to: "10.44.10.0/26" },
  "network.bastion.allowedCidrs": { to: ["198.51.100.0/24"] },
  "workspace.create.name": { to: "log-other" },
  "workspace.adopt.id": adopted(hub("Microsoft.OperationalInsights/workspaces/log-other")),
  "siem.authorizationRuleId": { to: hub("Microsoft.EventHub/namespaces/evhns-other/authorizationRules/send") },
  "siem.eventHubName": { to: "other" },
  "siem.paired.authorizationRuleId": { to: hub("Microsoft.EventHub/namespaces/evhns-other/authorizationRules/send") },
  "siem.paired.eventHubName": { to: "other" },
  "sqlAdministrators.name": { to: "grp-other" },
  "sqlAdministrators.objectId": adopted(GROUP),
  defenderForSql: { to: "subscription" },
  securityContacts: { to: ["soc@contoso.com"] },
  "deployIdentity.purpose": { to: "Deploys from elsewhere" },
  ...federationChanges("deployIdentity"),
  "sqlReconciler.purpose": { to: "Reconciles from elsewhere" },
  ...federationChanges("sqlReconciler"),
  "sqlReconcilerJob.name": { to: "others" },
  "sqlReconcilerJob.image": { to: `contoso.azurecr.io/strongroom@sha256:${"0a".repeat(32)}` },
  "sqlReconcilerJob.registryServer": { to: undefined },
  "sqlReconcilerJob.subnetId": { to: hub("Microsoft.Network/virtualNetworks/vnet-hub/subnets/snet-other") },
  "people.<name>.readers.name": { to: "grp-other" },
  "people.<name>.readers.objectId": adopted(GROUP),
  "people.<name>.operators.name": { to: "grp-other" },
  "people.<name>.operators.objectId": adopted(GROUP),
  "people.<name>.operators.eligibleObjectId": adopted(GROUP),
  "people.<name>.breakGlass.name": { to: "grp-other" },
  "people.<name>.breakGlass.objectId": adopted(GROUP),
  "people.<name>.breakGlass.eligibleObjectId": { to: GROUP },
  "people.<name>.approversObjectId": { to: GROUP },
  "groups.<name>": { to: GROUP },
  // Reaches no resource: `strongroom isolation` wants it (tests/cli/access/two-environments.test.ts), and no less than it.
  "sharedGroups.<name>.reason": { to: undefined, refused: /sharedGroups\.\S+reason\S* is missing/ },
  "kubernetesClusters.<name>": { to: "https://oidc.fabrikam.com/" },
  allowedIssuers: { to: [], refused: /issuer "https:\/\/tokens.contoso.com" is not in/ },
  githubOwners: { to: ["fabrikam"], refused: /GitHub owner "contoso" is not in/ },
  azureDevOpsOrganizations: { to: ["fabrikam"], refused: /organization "contoso" is not in/ },
  "publicAccess.<name>.vault.allowedCidrs": { to: ["203.0.113.64/28"] },
  "publicAccess.<name>.vault.reason": { to: "Moving out" },
  "publicAccess.<name>.vault.until": { to: "2026-12-16" },
  "publicAccess.<name>.sqlServer.allowedCidrs": { to: ["203.0.113.8"] },
  "publicAccess.<name>.sqlServer.reason": { to: "Moving out" },
  "publicAccess.<name>.sqlServer.until": { to: "2026-12-16" },
  "endpointAddresses.<name>.vault": { to: "10.44.0.7" },
  "endpointAddresses.<name>.sqlServer": { to: "10.44.0.5" },
  "endpointAddresses.<name>.pairedVault": { to: "10.56.0.7" },
  "endpointAddresses.<name>.pairedSqlServer": { to: "10.56.0.5" },
  generation: { to: 3, given: { generations: {} } },
  "generations.<name>": { to: 3 },
  part: { to: "platform" },
  "cell.platformStack": { to: "contoso/strongroom/other-platform", example: "settings-cell" },
  "cell.applications": { to: ["market"], example: "settings-cell", refused: /no application "market"/ },
  "cell.awaits": { to: ["market"], example: "settings-cell", refused: /no application "market"/ },
  applicationsFolder: { to: "other-apps" },
  keepAliases: { to: true },
  "tags.<name>": { to: "wholesale" },
};
