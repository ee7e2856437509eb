// The Azure roles in use, and no others. Owner, Contributor and User Access Administrator are nowhere in this program;
// the one role that can grant others is in delegation.ts, where it is never given without its condition.
// Source of the ids: azure-docs, role-based-access-control/built-in-roles/security.md (of 23 February 2026).
import type * as pulumi from "@pulumi/pulumi";

export const ROLES = {
  "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
  "Key Vault Secrets Officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  "Key Vault Crypto User": "12338af0-0e69-4776-bea7-57ae8d297424",
  "Key Vault Crypto Service Encryption User": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
  "Key Vault Certificate User": "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
  "Key Vault Reader": "21090545-7ca7-4776-b22c-e363652d74d2",
} as const;

export type RoleName = keyof typeof ROLES;

/** Any role that can be granted: one of Azure's above, or one of our own (custom-role.ts). */
export interface RoleRef {
  readonly roleName: string;
  /** GUID of its definition. */
  readonly roleId: string;
  /** Its definition, where this stack makes it: Azure refuses a grant of what is not defined yet. */
  readonly definition?: pulumi.Resource;
}

export function builtInRole(roleName: RoleName): RoleRef {
  return { roleName, roleId: ROLES[roleName] };
}

/** The form in which Azure returns it; any other form shows as drift. */
export function roleDefinitionId(subscriptionId: string, role: RoleName | RoleRef): string {
  const { roleId } = typeof role === "string" ? builtInRole(role) : role;
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
}
