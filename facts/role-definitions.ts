// What Azure's built-in roles permit, so that access is judged by what somebody can do and not by what a role is called. Only
// what the judgement needs is here: reading of metadata, support tickets and alert rules are left out of the lists below.
// Sources: azure-docs, role-based-access-control/built-in-roles/ privileged.md and identity.md (1 July 2026), security.md
// (23 February 2026), databases.md (2026), general.md. A role that stands nowhere here is taken for one that may do anything.

export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  /** Operations on data: values of secrets, uses of keys. */
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

export interface BuiltInRole {
  readonly name: string;
  readonly permissions: readonly Permission[];
  /** A condition that is part of the definition itself and holds for every assignment of the role. */
  readonly condition?: string;
}

const role = (name: string, permission: Partial<Permission>, condition?: string): BuiltInRole => ({
  name,
  permissions: [{ actions: [], notActions: [], dataActions: [], notDataActions: [], ...permission }],
  ...(condition === undefined ? {} : { condition }),
});

/** Roles whose actions none of the judgements asks for: they read metadata, or work on other services. */
const elsewhere = (name: string, ...dataActions: readonly string[]): BuiltInRole =>
  role(name, { actions: [], dataActions });

const VAULTS = "Microsoft.KeyVault/vaults";
const VAULT_READS = [`${VAULTS}/*/read`, "Microsoft.Resources/deployments/*"];

/** Roles that Key Vault Data Access Administrator may grant (the condition of its definition). */
const DATA_ACCESS_GRANTS =
  "00482a5a-887f-4fb3-b363-3b7fe8e74483, a4417e6f-fecd-4de8-b567-7b0420556985, 14b46e9e-c2b7-41b4-b07b-48a6ebf60603, e147488a-f6f5-4113-8e2d-b22465e65bf6, 12338af0-0e69-4776-bea7-57ae8d297424, 21090545-7ca7-4776-b22c-e363652d74d2, b86a8fe4-44ce-4948-aee5-eccb2c155cd7, 4633458b-17de-408a-b874-0445c86b69e6";

export const BUILT_IN_ROLES: Readonly<Record<string, BuiltInRole>> = {
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": role("Owner", { actions: ["*"] }),
  "b24988ac-6180-42a0-ab88-20f7382dd24c": role("Contributor", {
    actions: ["*"],
    notActions: [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
      "Microsoft.Blueprint/blueprintAssignments/write",
      "Microsoft.Blueprint/blueprintAssignments/delete",
      "Microsoft.Compute/galleries/share/action",
      "Microsoft.Purview/consents/write",
      "Microsoft.Purview/consents/delete",
      "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
      "Microsoft.Subscription/cancel/action",
      "Microsoft.Subscription/enable/action",
    ],
  }),
  "acdd72a7-3385-48ef-bd42-f606fba81ae7": role("Reader", { actions: ["*/read"] }),
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": role("User Access Administrator", {
    actions: ["*/read", "Microsoft.Authorization/*"],
  }),
  "f58310d9-a9f6-439a-9e8d-f62e7b41a168": role("Role Based Access Control Administrator", {
    actions: [
      "Microsoft.Authorization/roleAssignments/write",
      "Microsoft.Authorization/roleAssignments/delete",
      "*/read",
    ],
  }),
  "00482a5a-887f-4fb3-b363-3b7fe8e74483": role("Key Vault Administrator", {
    actions: VAULT_READS,
    dataActions: [`${VAULTS}/*`],
  }),
  "21090545-7ca7-4776-b22c-e363652d74d2": role("Key Vault Reader", {
    actions: VAULT_READS,
    dataActions: [`${VAULTS}/*/read`, `${VAULTS}/secrets/readMetadata/action`],
  }),
  "b86a8fe4-44ce-4948-aee5-eccb2c155cd7": role("Key Vault Secrets Officer", {
    actions: VAULT_READS,
    dataActions: [`${VAULTS}/secrets/*`],
  }),
  "4633458b-17de-408a-b874-0445c86b69e6": role("Key Vault Secrets User", {
    dataActions: [`${VAULTS}/secrets/getSecret/action`, `${VAULTS}/secrets/readMetadata/action`],
  }),
  "14b46e9e-c2b7-41b4-b07b-48a6ebf60603": role("Key Vault Crypto Officer", {
    actions: VAULT_READS,
    dataActions: [`${VAULTS}/keys/*`, `${VAULTS}/keyrotationpolicies/*`],
  }),
  "12338af0-0e69-4776-bea7-57ae8d297424": role("Key Vault Crypto User", {
    dataActions: ["read", ...actions("update", "backup", "encrypt", "decrypt", "wrap", "unwrap", "sign", "verify")].map(
      (operation) => `${VAULTS}/keys/${operation}`,
    ),
  }),
  "e147488a-f6f5-4113-8e2d-b22465e65bf6": role("Key Vault Crypto Service Encryption User", {
    dataActions: ["read", ...actions("wrap", "unwrap")].map((operation) => `${VAULTS}/keys/${operation}`),
  }),
  "08bbd89e-9f13-488c-ac41-acfcb10c90ab": role("Key Vault Crypto Service Release User", {
    dataActions: [`${VAULTS}/keys/release/action`],
  }),
  "a4417e6f-fecd-4de8-b567-7b0420556985": role("Key Vault Certificates Officer", {
    actions: VAULT_READS,
    dataActions: [`${VAULTS}/certificatecas/*`, `${VAULTS}/certificates/*`, `${VAULTS}/certificatecontacts/write`],
  }),
  "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba": role("Key Vault Certificate User", {
    dataActions: [
      `${VAULTS}/certificates/read`,
      `${VAULTS}/secrets/getSecret/action`,
      `${VAULTS}/secrets/readMetadata/action`,
      `${VAULTS}/keys/read`,
    ],
  }),
  "f25e0fa2-a7c8-4377-a976-54943a77a395": role("Key Vault Contributor", {
    actions: ["Microsoft.KeyVault/*", "Microsoft.Resources/deployments/*"],
    notActions: [
      "Microsoft.KeyVault/locations/deletedVaults/purge/action",
      "Microsoft.KeyVault/hsmPools/*",
      "Microsoft.KeyVault/managedHsms/*",
    ],
  }),
  "8b54135c-b56d-4d72-a534-26097cfdc8d8": role(
    "Key Vault Data Access Administrator",
    {
      actions: [
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleAssignments/delete",
        ...VAULT_READS,
      ],
    },
    `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{${DATA_ACCESS_GRANTS}}))`,
  ),
  "6d8ee4ec-f05a-4a1d-8b00-a9b17e38b437": role("SQL Server Contributor", {
    actions: ["Microsoft.Resources/deployments/*", "Microsoft.Sql/servers/*"],
    notActions: ["azureADOnlyAuthentications", "externalPolicyBasedAuthorizations"].flatMap((type) =>
      ["write", "delete"].map((verb) => `Microsoft.Sql/servers/${type}/${verb}`),
    ),
  }),
  "9b7fa17d-e63e-47b0-bb0a-15c516ac86ec": role("SQL DB Contributor", {
    actions: ["Microsoft.Resources/deployments/*", "Microsoft.Sql/servers/databases/*", "Microsoft.Sql/servers/read"],
  }),
  "056cd41c-7e88-42e1-933e-88ba6a50c9c3": role("SQL Security Manager", {
    actions: [
      "Microsoft.Resources/deployments/*",
      "Microsoft.Sql/servers/databases/dataMaskingPolicies/*",
      "Microsoft.Sql/servers/firewallRules/*",
      "Microsoft.Sql/servers/azureADOnlyAuthentications/*",
      "Microsoft.Sql/servers/administrators/read",
    ],
  }),
  "f1a07417-d97a-45cb-824c-7a7467783830": role("Managed Identity Operator", {
    actions: [
      "Microsoft.ManagedIdentity/userAssignedIdentities/*/read",
      "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
      // The documentation writes the action with a wildcard before it; Azure lets the role assign an identity itself.
      "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
      "Microsoft.Resources/deployments/*",
    ],
  }),
  "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59": role("Managed Identity Contributor", {
    actions: [
      ...["read", "write", "delete"].flatMap((verb) => [
        `Microsoft.ManagedIdentity/userAssignedIdentities/${verb}`,
        `Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/${verb}`,
      ]),
      "Microsoft.Resources/deployments/*",
    ],
  }),
  "ba92f5b4-2d11-453d-a403-e96b0029c9fe": elsewhere(
    "Storage Blob Data Contributor",
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*",
  ),
  "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": elsewhere(
    "Storage Blob Data Owner",
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*",
  ),
  "19e7f393-937e-4f77-808e-94535e297925": elsewhere("Storage Queue Data Reader"),
  "8a0f0c08-91a1-4084-bc3d-661d67233fed": elsewhere("Storage Queue Data Message Processor"),
  "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a": elsewhere("Storage Queue Data Message Sender"),
  "7f951dda-4ed3-4680-a7ca-43fe172d538d": elsewhere("AcrPull"),
  "73c42c96-874c-492b-b04d-ab87d138a893": elsewhere("Log Analytics Reader"),
  "43d0d8ad-25c7-4714-9337-8ba259a9fe05": elsewhere("Monitoring Reader"),
};

function actions(...operations: readonly string[]): string[] {
  return operations.map((operation) => `${operation}/action`);
}
