// Azure answers from several replicas, and one of them may not know yet what another has just created. A refusal that says so
// is no mistake of ours; this file tells such refusals from all others, which fail at once.

/** An operation that Azure refused. */
export interface Refused {
  /** Pulumi's type token. */
  readonly type: string;
  /** `create`, `update` or `delete`. */
  readonly operation: string;
  /** In Azure's words, as the provider shows them. */
  readonly message: string;
}

interface NotYet {
  readonly type: RegExp;
  /** A code of Azure, or words where it gives none. */
  readonly says: RegExp;
}

const NOT_YET: readonly NotYet[] = [
  // A new identity or group, its type given or not (bicep#15991, azure-cli#22208); a new role of our own (pulumi-azure#840).
  { type: /:RoleAssignment$/, says: /\b(PrincipalNotFound|RoleDefinitionDoesNotExist)\b/ },
  // A new identity (TF-azurerm#32179, Azure-Verified-Modules#2673, openshift/cloud-credential-operator#878).
  { type: /:FederatedIdentityCredential$/, says: /\bParentResourceNotFound\b|MS Graph resource not found/i },
  // A new identity or group (pulumi-azuread#2014, TF-azuread#1563).
  {
    type: /:(GroupMember|GroupRoleManagementPolicy|PrivilegedAccessGroupEligibilitySchedule)$/,
    says: /\bRequest_ResourceNotFound\b/,
  },
  // A new grant (learn: troubleshoot Azure RBAC, "Role assignment changes are not being detected").
  { type: /:(ServerKey|EncryptionProtector)$/, says: /\bAzureKeyVaultMissingPermissions\b/ },
];

/** Whether the same request may succeed a little later. What is deleted is known everywhere, or nobody misses it. */
export function isNotYet({ type, operation, message }: Refused): boolean {
  return operation !== "delete" && NOT_YET.some((known) => known.type.test(type) && known.says.test(message));
}

/** Seconds before each further try: often at first, and five minutes altogether, which is what a change of a grant may take. */
export const PAUSES: readonly number[] = [5, 10, 15, 30, 30, 30, 30, 30, 30, 30, 30, 30];

/** Seconds to wait after so many refusals; undefined: it is no matter of time. */
export function pauseAfter(refusals: number): number | undefined {
  return PAUSES[refusals - 1];
}
