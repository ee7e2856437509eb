// What is there: principals, memberships, permissions and owners, as the catalog views tell it. Reads only, and as
// simple as they can be: the joins are done here, where tests can see them.
import { z } from "zod";
import type { Connection } from "./connection.ts";
import { MARK } from "./statements.ts";

/** Principals 0 to 4 are public, dbo, guest, INFORMATION_SCHEMA and sys: the database's own. */
export const LAST_SYSTEM_PRINCIPAL = 4;
export const DBO = 1;

export const QUERIES = {
  principals:
    "SELECT principal_id, name, type, sid, authentication_type, is_fixed_role, owning_principal_id FROM sys.database_principals;",
  // Class 4 is DATABASE_PRINCIPAL: users and roles (sql-docs, sys.extended_properties).
  marks: `SELECT major_id FROM sys.extended_properties WHERE class = 4 AND name = N'${MARK}';`,
  members: "SELECT role_principal_id, member_principal_id FROM sys.database_role_members;",
  // System objects have negative ids; public holds some two thousand permissions on them.
  permissions:
    "SELECT class, class_desc, major_id, minor_id, grantee_principal_id, grantor_principal_id, permission_name, state, OBJECT_SCHEMA_NAME(major_id) AS schema_name, OBJECT_NAME(major_id) AS object_name, COL_NAME(major_id, minor_id) AS column_name FROM sys.database_permissions WHERE major_id >= 0;",
  schemas: "SELECT schema_id, name, principal_id FROM sys.schemas;",
  // NULL means that the owner of the schema owns the object (sql-docs, sys.objects).
  ownedObjects: "SELECT name, principal_id FROM sys.objects WHERE principal_id IS NOT NULL;",
  // Class 0 is the database: DDL triggers.
  triggers: "SELECT name FROM sys.triggers WHERE parent_class = 0 AND is_disabled = 0;",
  // 1 or 0 on Azure SQL Database; NULL where it does not apply (sql-docs, SERVERPROPERTY).
  entraOnly: "SELECT CONVERT(int, SERVERPROPERTY(N'IsExternalAuthenticationOnly')) AS entra_only;",
  /** In `master` only. */
  logins: "SELECT name, is_disabled FROM sys.sql_logins;",
} as const;

const id = z.number().int();
const text = z.string();
/** `char(n)` columns come padded. */
const code = z.string().transform((value) => value.trimEnd());
const hex = z
  .instanceof(Uint8Array)
  .nullable()
  .transform((bytes) => (bytes === null ? undefined : `0x${Buffer.from(bytes).toString("hex").toUpperCase()}`));
const absent = text.nullable().transform((value) => value ?? undefined);

const ROWS = {
  principals: z.object({
    principal_id: id,
    name: text,
    type: code,
    sid: hex,
    authentication_type: id.nullable(),
    is_fixed_role: z.boolean(),
    owning_principal_id: id.nullable(),
  }),
  marks: z.object({ major_id: id }),
  members: z.object({ role_principal_id: id, member_principal_id: id }),
  permissions: z.object({
    class: id,
    class_desc: text,
    major_id: id,
    minor_id: id,
    grantee_principal_id: id,
    grantor_principal_id: id,
    permission_name: text,
    state: code,
    schema_name: absent,
    object_name: absent,
    column_name: absent,
  }),
  schemas: z.object({ schema_id: id, name: text, principal_id: id.nullable() }),
  ownedObjects: z.object({ name: text, principal_id: id }),
  triggers: z.object({ name: text }),
  entraOnly: z.object({ entra_only: id.nullable() }),
  logins: z.object({ name: text, is_disabled: z.boolean() }),
};

export interface Principal {
  readonly id: number;
  readonly name: string;
  /** `E` Entra user or application, `X` Entra group, `S` SQL user, `R` role, … (sql-docs, sys.database_principals). */
  readonly type: string;
  /** `0x…`, upper case. */
  readonly sid: string | undefined;
  /** 0 none, 1 a login of the server, 2 a password of its own, 3 Windows, 4 Entra. */
  readonly authentication: number;
  readonly fixed: boolean;
  readonly ownerId: number | undefined;
  /** Carries our mark. */
  readonly marked: boolean;
}

export interface Permission {
  readonly class: number;
  readonly classDescription: string;
  readonly majorId: number;
  readonly granteeId: number;
  readonly grantorId: number;
  readonly permission: string;
  /** `G` granted, `W` granted with the right to pass it on, `D` denied, `R` revoked (columns). */
  readonly state: string;
  readonly schemaName: string | undefined;
  readonly objectName: string | undefined;
  readonly columnName: string | undefined;
}

export interface Catalog {
  readonly principals: readonly Principal[];
  readonly members: readonly { readonly roleId: number; readonly memberId: number }[];
  readonly permissions: readonly Permission[];
  readonly schemas: readonly { readonly id: number; readonly name: string; readonly ownerId: number | undefined }[];
  readonly ownedObjects: readonly { readonly name: string; readonly ownerId: number }[];
  /** Enabled DDL triggers: they run with the rights of whoever changes a user. */
  readonly triggers: readonly string[];
  /** Entra-only authentication of the server; undefined where the server does not tell. */
  readonly entraOnly: boolean | undefined;
}

async function rows<T>(connection: Connection, query: string, row: z.ZodType<T>): Promise<T[]> {
  return z.array(row).parse(await connection.query(query));
}

/** One after the other: a session answers one query at a time. */
export async function readCatalog(connection: Connection): Promise<Catalog> {
  const marked = new Set((await rows(connection, QUERIES.marks, ROWS.marks)).map((row) => row.major_id));
  const principals = await rows(connection, QUERIES.principals, ROWS.principals);
  const members = await rows(connection, QUERIES.members, ROWS.members);
  const permissions = await rows(connection, QUERIES.permissions, ROWS.permissions);
  const schemas = await rows(connection, QUERIES.schemas, ROWS.schemas);
  const ownedObjects = await rows(connection, QUERIES.ownedObjects, ROWS.ownedObjects);
  const triggers = await rows(connection, QUERIES.triggers, ROWS.triggers);
  const entraOnly = await readEntraOnly(connection);
  return {
    principals: principals.map((row) => ({
      id: row.principal_id,
      name: row.name,
      type: row.type,
      sid: row.sid,
      authentication: row.authentication_type ?? 0,
      fixed: row.is_fixed_role,
      ownerId: row.owning_principal_id ?? undefined,
      marked: marked.has(row.principal_id),
    })),
    members: members.map((row) => ({ roleId: row.role_principal_id, memberId: row.member_principal_id })),
    permissions: permissions.map((row) => ({
      class: row.class,
      classDescription: row.class_desc,
      majorId: row.major_id,
      granteeId: row.grantee_principal_id,
      grantorId: row.grantor_principal_id,
      permission: row.permission_name,
      state: row.state,
      schemaName: row.schema_name,
      objectName: row.object_name,
      columnName: row.column_name,
    })),
    schemas: schemas.map((row) => ({ id: row.schema_id, name: row.name, ownerId: row.principal_id ?? undefined })),
    ownedObjects: ownedObjects.map((row) => ({ name: row.name, ownerId: row.principal_id })),
    triggers: triggers.map((row) => row.name),
    entraOnly,
  };
}

/**
 * The administrator that Azure makes for a server that was created without one: nobody was told its password, and it cannot
 * be dropped (azure-quickstart-templates, issue 13691).
 */
const AZURES_OWN = /^CloudSA[0-9a-f]+$/i;

export interface Login {
  readonly name: string;
  readonly disabled: boolean;
  /** Azure's own, on a server that takes no password: nobody signs in with it, and nobody can take it away. */
  readonly azures: boolean;
}

/** The logins with a password of a server; `connection` leads to its `master`. */
export async function readLogins(connection: Connection): Promise<readonly Login[]> {
  const entraOnly = await readEntraOnly(connection);
  return (await rows(connection, QUERIES.logins, ROWS.logins)).map((row) => ({
    name: row.name,
    disabled: row.is_disabled,
    azures: entraOnly === true && AZURES_OWN.test(row.name),
  }));
}

async function readEntraOnly(connection: Connection): Promise<boolean | undefined> {
  const answer = (await rows(connection, QUERIES.entraOnly, ROWS.entraOnly))[0]?.entra_only ?? undefined;
  return answer === undefined ? undefined : answer === 1;
}
