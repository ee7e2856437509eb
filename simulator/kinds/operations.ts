// Operations that Azure knows, of the resource types in use, written down apart from the roles that name them: Azure refuses a
// custom role for a single one that it does not know. Simulated Azure refuses by this list, and the tests of our own roles read it.
// Source: azure-docs, role-based-access-control/permissions/*.md, the sections of these providers. They do not list four of
// them: reading, writing and deleting a NAT gateway, which Azure's own refusals name ("does not have authorization to perform
// action 'Microsoft.Network/natGateways/write'"), and deleting a DNS zone group, which an activity log names. Whether Azure
// takes these four in a custom role was not tried.

const ALL = "read write delete";

/** By provider, the operations of each type. */
const CONTROL: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Microsoft.App": {
    jobs: `${ALL} start/action stop/action listSecrets/action`,
    "jobs/execution": "read",
    "jobs/executions": "read",
    "locations/containerAppsJobOperationResults": "read",
    "locations/containerAppsJobOperationStatuses": "read",
    "locations/managedEnvironmentOperationResults": "read",
    "locations/managedEnvironmentOperationStatuses": "read",
    containerApps: "read",
    "containerApps/revisions": "read restart/action activate/action deactivate/action",
    managedEnvironments: `${ALL} join/action`,
  },
  "Microsoft.Authorization": { locks: ALL, roleAssignments: ALL, roleDefinitions: ALL },
  "Microsoft.AlertsManagement": { actionRules: ALL },
  "Microsoft.Insights": {
    actionGroups: ALL,
    alertRules: ALL,
    activityLogAlerts: ALL,
    diagnosticSettings: ALL,
    scheduledQueryRules: ALL,
    workbooks: ALL,
  },
  "Microsoft.KeyVault": {
    deletedVaults: "read",
    "locations/deletedVaults": "read purge/action",
    "locations/operationResults": "read",
    vaults: `${ALL} deploy/action PrivateEndpointConnectionsApproval/action`,
    "vaults/accessPolicies": "write",
    "vaults/keys": "read write",
    "vaults/secrets": "read write",
  },
  "Microsoft.ManagedIdentity": {
    userAssignedIdentities: `${ALL} assign/action`,
    "userAssignedIdentities/federatedIdentityCredentials": ALL,
  },
  "Microsoft.Network": {
    bastionHosts: ALL,
    "locations/operationResults": "read",
    "locations/operations": "read",
    natGateways: `${ALL} join/action`,
    networkSecurityGroups: `${ALL} join/action`,
    privateDnsOperationResults: "read",
    privateDnsOperationStatuses: "read",
    privateDnsZones: `${ALL} join/action`,
    "privateDnsZones/virtualNetworkLinks": ALL,
    privateEndpoints: ALL,
    "privateEndpoints/privateDnsZoneGroups": ALL,
    publicIPAddresses: `${ALL} join/action`,
    virtualNetworks: `${ALL} join/action peer/action`,
    "virtualNetworks/subnets": `${ALL} join/action`,
    "virtualNetworks/virtualNetworkPeerings": ALL,
  },
  "Microsoft.OperationalInsights": {
    workspaces: `${ALL} sharedKeys/action`,
    "workspaces/operations": "read",
    // azure-monitor-docs, summary rules, permissions; the permission pages of the copy at hand do not list it yet.
    "workspaces/summaryLogs": ALL,
  },
  "Microsoft.Resources": {
    deployments: `${ALL} cancel/action validate/action whatIf/action exportTemplate/action`,
    "deployments/operationStatuses": "read",
    "deployments/operations": "read",
    links: ALL,
    providers: "read",
    resources: "read",
    subscriptions: "read",
    "subscriptions/locations": "read",
    "subscriptions/operationresults": "read",
    "subscriptions/providers": "read",
    "subscriptions/resourceGroups": `${ALL} moveResources/action validateMoveResources/action`,
    "subscriptions/resourceGroups/resources": "read",
    "subscriptions/resources": "read",
    "subscriptions/tagNames": ALL,
    tags: ALL,
  },
  "Microsoft.Sql": {
    "locations/administratorAzureAsyncOperation": "read",
    "locations/databaseAzureAsyncOperation": "read",
    "locations/databaseOperationResults": "read",
    "locations/elasticPoolAzureAsyncOperation": "read",
    "locations/elasticPoolOperationResults": "read",
    "locations/encryptionProtectorAzureAsyncOperation": "read",
    "locations/encryptionProtectorOperationResults": "read",
    "locations/extendedAuditingSettingsAzureAsyncOperation": "read",
    "locations/extendedAuditingSettingsOperationResults": "read",
    "locations/firewallRulesAzureAsyncOperation": "read",
    "locations/firewallRulesOperationResults": "read",
    "locations/longTermRetentionPolicyAzureAsyncOperation": "read",
    "locations/longTermRetentionPolicyOperationResults": "read",
    "locations/serverAdministratorAzureAsyncOperation": "read",
    "locations/serverAdministratorOperationResults": "read",
    "locations/serverKeyAzureAsyncOperation": "read",
    "locations/serverKeyOperationResults": "read",
    "locations/shortTermRetentionPolicyOperationResults": "read",
    "locations/transparentDataEncryptionAzureAsyncOperation": "read",
    "locations/transparentDataEncryptionOperationResults": "read",
    servers: `${ALL} privateEndpointConnectionsApproval/action`,
    "servers/administrators": ALL,
    "servers/azureADOnlyAuthentications": ALL,
    "servers/databases": ALL,
    "servers/databases/backupLongTermRetentionPolicies": "read write",
    "servers/databases/backupShortTermRetentionPolicies": "read write",
    "servers/databases/transparentDataEncryption": "read write",
    "servers/elasticPools": ALL,
    "servers/encryptionProtector": "read write",
    "servers/extendedAuditingSettings": "read write",
    "servers/failoverGroups": ALL,
    "servers/firewallRules": ALL,
    "servers/keys": ALL,
    "servers/securityAlertPolicies": "read write",
    "servers/sqlVulnerabilityAssessments": ALL,
  },
  "Microsoft.Storage": { storageAccounts: "read listKeys/action regenerateKey/action" },
};

/** The same, inside a vault. */
const DATA: typeof CONTROL = {
  "Microsoft.KeyVault": {
    "vaults/certificatecontacts": "write",
    "vaults/certificates": "read delete create/action import/action update/action recover/action",
    "vaults/keyrotationpolicies": "read write",
    "vaults/keys":
      "read delete create/action update/action recover/action rotate/action backup/action sign/action verify/action encrypt/action decrypt/action wrap/action unwrap/action",
    "vaults/secrets":
      "delete readMetadata/action getSecret/action setSecret/action update/action recover/action purge/action",
  },
};

function names(operations: typeof CONTROL): ReadonlySet<string> {
  return new Set(
    Object.entries(operations).flatMap(([provider, types]) =>
      Object.entries(types).flatMap(([type, verbs]) =>
        verbs.split(" ").map((verb) => `${provider}/${type}/${verb}`.toLowerCase()),
      ),
    ),
  );
}

/** In small letters, as Azure compares them. */
export const OPERATIONS = names(CONTROL);
export const DATA_OPERATIONS = names(DATA);
