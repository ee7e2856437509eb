// What Azure knows only after a while. A directory and its Resource Manager answer from several replicas: what was created a
// moment ago is not found by the next request, and what was deleted a moment ago is still in the way. The times are the
// harsher reading of what people report; Azure promises none of them.
import type { Resource } from "./cloud.ts";

/** Seconds. */
export interface Ages {
  /** Until a new identity takes federated credentials (TF-azurerm#32179, openshift/cloud-credential-operator#878). */
  readonly identity: number;
  /**
   * Until a new identity or group is a principal that grants, memberships and schedules can name (pulumi-azuread#2014,
   * TF-azuread#1563; for grants bicep#15991 and azure-cli#22208, the type given or not).
   */
  readonly principal: number;
  /** The same where a grant does not say of which type the principal is (learn: troubleshoot Azure RBAC). */
  readonly untypedPrincipal: number;
  /** Until a new role of one's own can be granted (pulumi-azure#840, azure-docs#99810). */
  readonly roleDefinition: number;
  /** For which a deleted lock still holds (TF-azurerm#5025, #10013). */
  readonly lock: number;
}

/** The profile `strict`, with which tests and `strongroom local` run. */
export const STRICT: Ages = { identity: 15, principal: 20, untypedPrincipal: 60, roleDefinition: 60, lock: 30 };

/** The profile `lenient`: everything is known at once, but for a principal of unknown type. */
export const LENIENT: Ages = { identity: 0, principal: 0, untypedPrincipal: 60, roleDefinition: 0, lock: 0 };

export const PROFILES = { strict: STRICT, lenient: LENIENT } as const;
export type Profile = keyof typeof PROFILES;

/** Seconds since it was created. */
export function ageOf(resource: Resource, caller: { readonly now: () => Date }): number {
  return (caller.now().getTime() - Date.parse(resource.createdAt)) / 1000;
}
