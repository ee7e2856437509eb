// Operations of Azure that decide who comes to what, by their names in role definitions. Sources: azure-docs,
// role-based-access-control/permissions/ security.md (Microsoft.KeyVault), identity.md (Microsoft.ManagedIdentity),
// databases.md (Microsoft.Sql), management-and-governance.md (Microsoft.Authorization), compute.md, containers.md, web-and-mobile.md.

export const VAULT_OPERATIONS = {
  getSecret: "Microsoft.KeyVault/vaults/secrets/getSecret/action",
  /** What is backed up can be restored into any vault of the same subscription and geography, and read there. */
  backupSecret: "Microsoft.KeyVault/vaults/secrets/backup/action",
  backupKey: "Microsoft.KeyVault/vaults/keys/backup/action",
  backupCertificate: "Microsoft.KeyVault/vaults/certificates/backup/action",
  /** Uses of a private or symmetric key; encrypt, wrap and verify need no more than the public part. */
  useKey: [
    "Microsoft.KeyVault/vaults/keys/decrypt/action",
    "Microsoft.KeyVault/vaults/keys/unwrap/action",
    "Microsoft.KeyVault/vaults/keys/sign/action",
    "Microsoft.KeyVault/vaults/keys/release/action",
  ],
  /** Lets a template take a secret, where the vault is enabled for template deployment. */
  deploy: "Microsoft.KeyVault/vaults/deploy/action",
  write: "Microsoft.KeyVault/vaults/write",
  writeAccessPolicies: "Microsoft.KeyVault/vaults/accessPolicies/write",
} as const;

export const SQL_OPERATIONS = {
  writeAdministrators: "Microsoft.Sql/servers/administrators/write",
  /** Its body can name another administrator (azure-rest-api-specs, Microsoft.Sql, Servers: ServerProperties.administrators). */
  writeServer: "Microsoft.Sql/servers/write",
  /** A copy on a server of one's own (built-in-roles/databases.md, SQL DB Contributor: copying, restoring, exporting). */
  writeDatabase: "Microsoft.Sql/servers/databases/write",
  export: "Microsoft.Sql/servers/databases/export/action",
} as const;

export const IDENTITY_OPERATIONS = {
  federate: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
  assign: "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
} as const;

/** Each gives a role to whoever its holder wants; a condition on an assignment speaks of the first alone. */
export const GRANT_OPERATIONS = [
  "Microsoft.Authorization/roleAssignments/write",
  "Microsoft.Authorization/roleDefinitions/write",
  "Microsoft.Authorization/elevateAccess/action",
  // Privileged Identity Management for Azure resources: an assignment, or an eligibility, by another name.
  "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
  "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
] as const;

/** Whether an eligible role takes an approval is in these. */
export const APPROVAL_OPERATIONS = [
  "Microsoft.Authorization/roleManagementPolicies/write",
  "Microsoft.Authorization/roleManagementPolicyAssignments/write",
] as const;

/** Whoever may create or change one of these and assign an identity runs code as it; the most usual ones. */
export const COMPUTE_OPERATIONS = [
  "Microsoft.App/containerApps/write",
  "Microsoft.App/jobs/write",
  "Microsoft.Automation/automationAccounts/write",
  "Microsoft.Batch/batchAccounts/pools/write",
  "Microsoft.Compute/virtualMachines/write",
  "Microsoft.Compute/virtualMachineScaleSets/write",
  "Microsoft.ContainerInstance/containerGroups/write",
  "Microsoft.ContainerService/managedClusters/write",
  "Microsoft.DataFactory/factories/write",
  "Microsoft.Logic/workflows/write",
  "Microsoft.Resources/deploymentScripts/write",
  "Microsoft.Web/sites/write",
] as const;

/** Operations that have a resource run something else as the identity that it already has, by its ARM type. */
export const TAKE_OVER_OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  // The body of a start can name another image (azure-sdk, appcontainers: JobExecutionTemplate.containers[].image).
  "microsoft.app/jobs": ["Microsoft.App/jobs/write", "Microsoft.App/jobs/start/action"],
  "microsoft.app/containerapps": [
    "Microsoft.App/containerApps/write",
    "Microsoft.App/containerApps/getAuthtoken/action",
  ],
  "microsoft.compute/virtualmachines": [
    "Microsoft.Compute/virtualMachines/write",
    "Microsoft.Compute/virtualMachines/runCommand/action",
    "Microsoft.Compute/virtualMachines/runCommands/write",
    "Microsoft.Compute/virtualMachines/extensions/write",
  ],
  "microsoft.web/sites": [
    "Microsoft.Web/sites/write",
    "Microsoft.Web/sites/publishxml/action",
    "Microsoft.Web/sites/config/write",
  ],
};
