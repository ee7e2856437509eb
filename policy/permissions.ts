// Whether a role permits an operation, as Azure decides it: one permission that names the operation and does not take it away
// again is enough; what one permission takes away another may give (azure-docs, role-based-access-control/role-definitions.md).
import { APPROVAL_OPERATIONS, GRANT_OPERATIONS } from "../facts/operations.ts";
import { BUILT_IN_ROLES, type Permission } from "../facts/role-definitions.ts";
import { matches } from "./glob.ts";

export type { Permission } from "../facts/role-definitions.ts";

/** Operations of Azure's management, or of what a resource holds. */
export type Plane = "actions" | "dataActions";

const NOT = { actions: "notActions", dataActions: "notDataActions" } as const;

export function permits(permissions: readonly Permission[], plane: Plane, operation: string): boolean {
  return permissions.some(
    (permission) =>
      permission[plane].some((pattern) => matches(pattern, operation)) &&
      !permission[NOT[plane]].some((pattern) => matches(pattern, operation)),
  );
}

/** What a built-in role permits; undefined for one that no table here knows. */
export function builtInPermissions(guid: string): readonly Permission[] | undefined {
  return BUILT_IN_ROLES[guid.toLowerCase()]?.permissions;
}

/** By each of these somebody makes itself, or its accomplice, whatever it wants. */
export const GRANTING: readonly string[] = [...GRANT_OPERATIONS, ...APPROVAL_OPERATIONS];
