// How wide a role is: what a custom role may do, and when somebody who hands out roles is held back.
import { items } from "./answers.ts";
import { matches } from "./glob.ts";
import { roleGuid } from "./role-names.ts";
import type { Resource } from "./shapes.ts";
import { get, isText, sameText, type Value } from "./value.ts";

/** Actions by which a role can make its holder anything. */
export const WRITES_ROLES: readonly string[] = [
  "Microsoft.Authorization/roleAssignments/write",
  "Microsoft.Authorization/roleDefinitions/write",
  "Microsoft.Authorization/elevateAccess/action",
];

/** The action patterns of a permission that cover everything, or one of `dangerous` that is not taken away again. */
export function tooWide(permission: Value, granted: string, taken: string, dangerous: readonly string[]): string[] {
  const without = (items(get(permission, taken)) ?? []).filter((pattern) => typeof pattern === "string");
  const left = dangerous.filter((action) => !without.some((pattern) => matches(pattern, action)));
  return (items(get(permission, granted)) ?? [])
    .filter((pattern) => typeof pattern === "string")
    .filter((pattern) => /^[*/]+$/.test(pattern.trim()) || left.some((action) => matches(pattern, action)));
}

/** Only this role delegates and nothing else, so only for it a condition is a limit. Facts: "Delegate Azure role assignment management". */
export function delegatesUnderCondition(assignment: Resource, guid: string): boolean {
  if (guid !== roleGuid("Role Based Access Control Administrator")) return false;
  const condition = get(assignment.props, "condition");
  const version = get(assignment.props, "conditionVersion");
  const limits = typeof condition === "symbol" || (isText(condition) && /RoleDefinitionId/i.test(condition));
  return limits && (typeof version === "symbol" || sameText(version, "2.0"));
}
