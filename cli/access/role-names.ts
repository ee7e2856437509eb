// Roles by name: a matrix of GUIDs would be read by nobody. A role that stands nowhere here keeps its GUID, so that it is
// seen to be a stranger.
import { ROLES } from "../../components/authorization/roles.ts";
import { ROLES as JUDGED_ROLES } from "../../policy/role-names.ts";
import { fields, list, text, texts } from "../../text/values.ts";
import type { Snapshot } from "../snapshot/records.ts";

/** Roles that others may have granted. Source: azure-docs, role-based-access-control/built-in-roles.md (9 April 2026). */
const FURTHER: Readonly<Record<string, string>> = {
  "f25e0fa2-a7c8-4377-a976-54943a77a395": "Key Vault Contributor",
  "8b54135c-b56d-4d72-a534-26097cfdc8d8": "Key Vault Data Access Administrator",
  "6d8ee4ec-f05a-4a1d-8b00-a9b17e38b437": "SQL Server Contributor",
  "9b7fa17d-e63e-47b0-bb0a-15c516ac86ec": "SQL DB Contributor",
  "f1a07417-d97a-45cb-824c-7a7467783830": "Managed Identity Operator",
  "ba92f5b4-2d11-453d-a403-e96b0029c9fe": "Storage Blob Data Contributor",
  "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "Storage Blob Data Owner",
  "19e7f393-937e-4f77-808e-94535e297925": "Storage Queue Data Reader",
  "8a0f0c08-91a1-4084-bc3d-661d67233fed": "Storage Queue Data Message Processor",
  "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a": "Storage Queue Data Message Sender",
};

const WELL_KNOWN: ReadonlyMap<string, string> = new Map([
  ...Object.entries(FURTHER),
  ...Object.entries(JUDGED_ROLES).map(([name, id]) => [id, name] as const),
  ...Object.entries(ROLES).map(([name, id]) => [id, name] as const),
]);

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
export function roleName(roleDefinitionId: string, defined: ReadonlyMap<string, KnownRole>): string {
  const guid = guidOf(roleDefinitionId);
  if (guid === undefined) return roleDefinitionId;
  return defined.get(guid)?.name ?? WELL_KNOWN.get(guid) ?? `role ${guid}`;
}
