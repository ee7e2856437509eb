// Roles by name: a matrix of GUIDs would be read by nobody. A role that stands nowhere here keeps its GUID, so that it is
// seen to be a stranger.
import { ownRole } from "../../components/authorization/role-words.ts";
import { BUILT_IN_ROLES } from "../../facts/role-definitions.ts";
import { fields, list, text, texts } from "../../text/values.ts";
import type { Snapshot } from "../snapshot/records.ts";

/** Roles that administer instead of use: whoever holds one can take what it did not get. */
export const ADMINISTERS: ReadonlySet<string> = new Set([
  "Owner",
  "Contributor",
  "User Access Administrator",
  "Role Based Access Control Administrator",
  "Key Vault Administrator",
  "Key Vault Contributor",
  "Key Vault Data Access Administrator",
  "SQL Server Contributor",
  "SQL DB Contributor",
]);

/** Roles that include another one: the second adds nothing. Source: azure-docs, built-in-roles/security.md, the actions of each. */
export const INCLUDES: Readonly<Record<string, readonly string[]>> = {
  "Key Vault Administrator": [
    "Key Vault Secrets Officer",
    "Key Vault Secrets User",
    "Key Vault Crypto Officer",
    "Key Vault Crypto User",
    "Key Vault Certificates Officer",
    "Key Vault Reader",
  ],
  "Key Vault Secrets Officer": ["Key Vault Secrets User"],
  "Key Vault Crypto User": ["Key Vault Crypto Service Encryption User"],
  Owner: ["Contributor", "Reader", "User Access Administrator", "Role Based Access Control Administrator"],
  Contributor: ["Reader", "Key Vault Contributor", "SQL Server Contributor", "SQL DB Contributor"],
};

export interface KnownRole {
  readonly name: string;
  /** A role of the organisation that lets its holder do anything, or hand out roles. */
  readonly wildcard: boolean;
}

/** The roles that the stacks define, by GUID. */
export function definedRoles(snapshots: readonly Snapshot[]): ReadonlyMap<string, KnownRole> {
  return new Map(
    snapshots
      .flatMap(({ resources }) => resources)
      .filter(({ kind }) => kind === "authorization:RoleDefinition")
      .flatMap(({ props, id, inputs }) => {
        const guid = guidOf(text(inputs["roleDefinitionId"]) ?? id ?? "");
        const name = text(props["roleName"]) ?? text(inputs["roleName"]);
        const actions = list(props["permissions"]).flatMap((permission) =>
          ["actions", "dataActions"].flatMap((key) => texts(fields(permission)[key])),
        );
        const wildcard = actions.some(
          (action) =>
            /^[*/]+$/.test(action) || /^microsoft\.authorization\/(\*|roleassignments\/(\*|write))/i.test(action),
        );
        return guid === undefined || name === undefined ? [] : [[guid, { name, wildcard }] as const];
      }),
  );
}

export function guidOf(id: string): string | undefined {
  return /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(id.toLowerCase())?.[0];
}

/** The role's name by its definition's id; its GUID where nobody knows it. */
export function roleName(
  roleDefinitionId: string,
  defined: ReadonlyMap<string, KnownRole>,
  environment: string,
): string {
  const guid = guidOf(roleDefinitionId);
  if (guid === undefined) return roleDefinitionId;
  return (
    defined.get(guid)?.name ??
    BUILT_IN_ROLES[guid]?.name ??
    // A cell grants roles that the platform's stack defines.
    ownRole(roleDefinitionId, [environment])?.roleName ??
    `role ${guid}`
  );
}
