// Azure's built-in roles by name, as configurations write them.
import { BUILT_IN_ROLES } from "../facts/role-definitions.ts";

export const ROLES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(BUILT_IN_ROLES).map(([id, { name }]) => [name, id]),
);

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The GUID at the end of a role definition's id, or of a role's known name. */
export function roleGuid(role: string): string | undefined {
  return GUID.exec(role.toLowerCase())?.[0] ?? (Object.hasOwn(ROLES, role) ? ROLES[role] : undefined);
}

export function roleName(guid: string): string {
  return BUILT_IN_ROLES[guid]?.name ?? guid;
}
