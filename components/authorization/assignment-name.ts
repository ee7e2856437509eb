// Azure keys a role assignment by a GUID of the caller's choice. Made of what the assignment says, it names the same
// assignment the same everywhere: nobody can make it twice, and a tool can tell its own from those of others.
import { v5 as uuid } from "uuid";

/** Namespace of our assignment names; any fixed GUID serves (RFC 9562, section 5.5). */
const NAMESPACE = "6d1f1e0e-7a3b-4f0e-9a54-0c2b8f6f3a11";

/** The name of the assignment of this role (its full id) to this principal at this scope. */
export function assignmentName(scope: string, principalId: string, roleDefinitionId: string): string {
  return uuid([scope, principalId, roleDefinitionId].join("|").toLowerCase(), NAMESPACE);
}

/** A GUID for a role definition of our own, the same wherever it is computed. */
export function roleGuid(subscriptionId: string, roleName: string): string {
  return uuid(["role", subscriptionId, roleName].join("|").toLowerCase(), NAMESPACE);
}
