// How wide a role is: what a custom role may do, and when somebody who hands out roles is held back.
import { BUILT_IN_ROLES } from "../facts/role-definitions.ts";
import { items } from "./answers.ts";
import { conditionAllows } from "./delegation.ts";
import { matches } from "./glob.ts";
import { GRANTING, permits } from "./permissions.ts";
import { roleGuid } from "./role-names.ts";
import type { Resource } from "./shapes.ts";
import { get, isText, sameText, type Value } from "./value.ts";

/** The action patterns of a permission that cover everything, or one of `dangerous` that is not taken away again. */
export function tooWide(permission: Value, granted: string, taken: string, dangerous: readonly string[]): string[] {
  const without = (items(get(permission, taken)) ?? []).filter((pattern) => typeof pattern === "string");
  const left = dangerous.filter((action) => !without.some((pattern) => matches(pattern, action)));
  return (items(get(permission, granted)) ?? [])
    .filter((pattern) => typeof pattern === "string")
    .filter((pattern) => /^[*/]+$/.test(pattern.trim()) || left.some((action) => matches(pattern, action)));
}

/** A role that nobody has defined yet: a condition that lets it through limits nothing. */
const ANY_ROLE = "00000000-0000-4000-8000-000000000000";

/**
 * Whether a role that hands out roles is held back by a condition: one that lets none of `unwanted` through, and no role that
 * hands out others. Facts: "Delegate Azure role assignment management".
 */
export function delegatesUnderCondition(assignment: Resource, guid: string, unwanted: readonly string[]): boolean {
  // Only these two delegate and do nothing else, so only for them a condition is a limit.
  const own = BUILT_IN_ROLES[guid]?.condition;
  if (guid !== roleGuid("Role Based Access Control Administrator") && own === undefined) return false;
  const condition = get(assignment.props, "condition");
  const version = get(assignment.props, "conditionVersion");
  if (typeof condition === "symbol" || typeof version === "symbol") return true;
  const limits = [own, isText(condition) && sameText(version, "2.0") ? condition : undefined].filter(
    (one) => one !== undefined,
  );
  const passes = (role: string): boolean => limits.every((limit) => conditionAllows(limit, { role }));
  return limits.length > 0 && ![...unwanted, ...GRANTING_ROLES, ANY_ROLE].some(passes);
}

/** Azure's own roles that hand out roles, whatever they are called. */
export const GRANTING_ROLES: readonly string[] = Object.entries(BUILT_IN_ROLES)
  .filter(([, { permissions }]) => GRANTING.some((operation) => permits(permissions, "actions", operation)))
  .map(([id]) => id);
