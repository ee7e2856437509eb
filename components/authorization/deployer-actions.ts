// What the pipeline may do in the subscription: create, change and delete the kinds of resource that this program is made
// of, and nothing else. Contributor would also let it start machines, read storage keys and change every resource of
// others; this list names each operation but the results of SQL's, grants no role, and reads no secret.
// Names of the operations: azure-docs, role-based-access-control/permissions/*.md (of 23 February 2026). Azure refuses the
// whole role for one operation that does not exist (InvalidActionOrNotAction), so a test holds the list against those pages.
// Not tried against a subscription: a missing operation shows as AuthorizationFailed and names itself.

/** ARM types of the resources of the components; tests hold the lists against what the stacks register. */
export const DEPLOYED_TYPES = [
  "Microsoft.AlertsManagement/actionRules",
  "Microsoft.App/jobs",
  "Microsoft.App/managedEnvironments",
  "Microsoft.Authorization/locks",
  "Microsoft.Insights/actionGroups",
  "Microsoft.Insights/activityLogAlerts",
  "Microsoft.Insights/diagnosticSettings",
  "Microsoft.Insights/scheduledQueryRules",
  "Microsoft.Insights/workbooks",
  "Microsoft.KeyVault/vaults",
  "Microsoft.ManagedIdentity/userAssignedIdentities",
  "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
  "Microsoft.Network/bastionHosts",
  "Microsoft.Network/natGateways",
  "Microsoft.Network/networkSecurityGroups",
  "Microsoft.Network/privateDnsZones",
  "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
  "Microsoft.Network/privateEndpoints",
  "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
  "Microsoft.Network/publicIPAddresses",
  "Microsoft.Network/virtualNetworks",
  "Microsoft.Network/virtualNetworks/subnets",
  "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
  "Microsoft.OperationalInsights/workspaces",
  "Microsoft.OperationalInsights/workspaces/summaryLogs",
  // Administrators of a SQL server are changed through a template (components/sql/server-administrators.ts), connection
  // strings are written by one (components/vault/secret-deployment.ts). What a template contains is authorized like
  // everything else: this right alone creates nothing.
  "Microsoft.Resources/deployments",
  "Microsoft.Resources/subscriptions/resourceGroups",
  "Microsoft.Sql/servers",
  "Microsoft.Sql/servers/administrators",
  "Microsoft.Sql/servers/azureADOnlyAuthentications",
  "Microsoft.Sql/servers/databases",
  "Microsoft.Sql/servers/elasticPools",
  "Microsoft.Sql/servers/failoverGroups",
  "Microsoft.Sql/servers/firewallRules",
  "Microsoft.Sql/servers/keys",
  "Microsoft.Sql/servers/sqlVulnerabilityAssessments",
] as const;

/** Settings that exist as long as what they belong to: Azure knows no operation to delete them. */
export const KEPT_TYPES = [
  "Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies",
  "Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies",
  "Microsoft.Sql/servers/databases/transparentDataEncryption",
  "Microsoft.Sql/servers/encryptionProtector",
  "Microsoft.Sql/servers/extendedAuditingSettings",
  "Microsoft.Sql/servers/securityAlertPolicies",
] as const;

/**
 * The results of operations on servers and databases, which one waits for. The one wildcard here: Azure demands some of them that
 * a role cannot name, such as `shortTermRetentionPolicyAzureAsyncOperation` (azure-rest-api-specs#13700,
 * azure-sdk-for-net#32411, #41151), and a change whose end may not be read has failed for Pulumi.
 */
export const SQL_RESULTS = "Microsoft.Sql/locations/*/read";

/** Operations beyond reading, writing and deleting one resource: joining two of them, and waiting for a result. */
const FURTHER_ACTIONS = [
  // The pipeline starts the job that reconciles the databases and waits for it (.github/scripts/start-job.sh). Whoever may
  // write a job may have it run anything as its identity, so that starting it is nothing more.
  "Microsoft.App/jobs/execution/read",
  "Microsoft.App/jobs/executions/read",
  "Microsoft.App/jobs/start/action",
  "Microsoft.App/locations/containerAppsJobOperationResults/read",
  "Microsoft.App/locations/containerAppsJobOperationStatuses/read",
  "Microsoft.App/locations/managedEnvironmentOperationResults/read",
  "Microsoft.App/locations/managedEnvironmentOperationStatuses/read",
  "Microsoft.App/managedEnvironments/join/action",
  "Microsoft.Authorization/roleAssignments/read",
  "Microsoft.Authorization/roleDefinitions/read",
  "Microsoft.KeyVault/deletedVaults/read",
  "Microsoft.KeyVault/locations/deletedVaults/read",
  "Microsoft.KeyVault/locations/operationResults/read",
  "Microsoft.KeyVault/vaults/PrivateEndpointConnectionsApproval/action",
  // Deleting them is the data plane's, which this role has no part in.
  "Microsoft.KeyVault/vaults/keys/read",
  "Microsoft.KeyVault/vaults/keys/write",
  "Microsoft.KeyVault/vaults/secrets/read",
  "Microsoft.KeyVault/vaults/secrets/write",
  "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
  "Microsoft.Network/locations/operationResults/read",
  "Microsoft.Network/locations/operations/read",
  "Microsoft.Network/natGateways/join/action",
  "Microsoft.Network/networkSecurityGroups/join/action",
  "Microsoft.Network/privateDnsOperationResults/read",
  "Microsoft.Network/privateDnsOperationStatuses/read",
  "Microsoft.Network/privateDnsZones/join/action",
  "Microsoft.Network/publicIPAddresses/join/action",
  "Microsoft.Network/virtualNetworks/join/action",
  // On the network that is peered with, beside writing the peering (azure-docs: virtual-network-manage-peering, permissions).
  "Microsoft.Network/virtualNetworks/peer/action",
  "Microsoft.Network/virtualNetworks/subnets/join/action",
  "Microsoft.OperationalInsights/workspaces/operations/read",
  // To name a workspace in a diagnostic setting takes this right on it (azure-docs issue 80159, Azure's refusals quoted in
  // AzurePolicy issue 17). The keys of a workspace made here open nothing: it takes no local sign-in.
  "Microsoft.OperationalInsights/workspaces/sharedKeys/action",
  "Microsoft.Resources/deployments/operationStatuses/read",
  "Microsoft.Resources/deployments/operations/read",
  "Microsoft.Resources/subscriptions/read",
  "Microsoft.Sql/servers/privateEndpointConnectionsApproval/action",
] as const;

export const DEPLOYER_ACTIONS: readonly string[] = [
  ...DEPLOYED_TYPES.flatMap((type) => [`${type}/read`, `${type}/write`, `${type}/delete`]),
  ...KEPT_TYPES.flatMap((type) => [`${type}/read`, `${type}/write`]),
  SQL_RESULTS,
  ...FURTHER_ACTIONS,
].toSorted((a, b) => (a < b ? -1 : 1));
