// Every statement that changes a database is made here, out of quoted names: one place to read, one place to parse in
// tests. A DDL statement takes no parameters, so quoting is all that stands between a name and a command.
import { identifier, literal } from "./quote.ts";

/**
 * The extended property that marks a user or role as ours; its value is the application. A mark, not a naming rule:
 * sql-docs (sp_addextendedproperty) lets db_ddladmin mark anything but users and roles, so that nobody who merely
 * migrates can make us drop a user, or hide one from us.
 */
export const MARK = "strongroom.owner";

/** Milliseconds that a reconciler waits for another one on the same database. */
const LOCK_TIMEOUT = 30_000;

/** Number of the error that says another reconciler is at work; 50000 and above are free for applications (sql-docs, THROW). */
export const LOCK_BUSY = 51_801;

/** Where a permission holds. */
export type Securable =
  | { readonly kind: "database" }
  | { readonly kind: "schema"; readonly schema: string }
  | { readonly kind: "object"; readonly schema: string; readonly object: string; readonly column?: string }
  | { readonly kind: "user" | "role"; readonly name: string };

/** One failing statement takes the whole transaction with it. */
export const ABORT_ON_ERROR = "SET XACT_ABORT ON;";

/**
 * Two reconcilers on one database would each see half of the other's work. The lock belongs to dbo: with the default,
 * public, any user of the database could hold it and keep us out (sql-docs, sp_getapplock).
 */
export const TAKE_LOCK = [
  "DECLARE @lock int;",
  `EXEC @lock = sys.sp_getapplock @Resource = N'strongroom sql', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = ${LOCK_TIMEOUT}, @DbPrincipal = N'dbo';`,
  `IF @lock < 0 THROW ${LOCK_BUSY}, N'another strongroom sql apply is at work on this database', 1;`,
].join("\n");

/** Not checked against Entra by SQL, so it needs no directory permission; the SID alone decides who signs in. */
export function createUser(name: string, sid: string, kind: "workload" | "group"): string {
  if (!/^0x[0-9A-F]{32}$/.test(sid)) {
    throw new Error(`"${sid}" is no SID of 16 bytes`);
  }
  return `CREATE USER ${identifier(name)} WITH SID = ${sid}, TYPE = ${kind === "group" ? "X" : "E"};`;
}

export const dropUser = (name: string): string => `DROP USER ${identifier(name)};`;

/** Owned by dbo: the owner of a role may add members to it. */
export const createRole = (name: string): string => `CREATE ROLE ${identifier(name)} AUTHORIZATION [dbo];`;

export const dropRole = (name: string): string => `DROP ROLE ${identifier(name)};`;

export const addMember = (role: string, member: string): string =>
  `ALTER ROLE ${identifier(role)} ADD MEMBER ${identifier(member)};`;

export const dropMember = (role: string, member: string): string =>
  `ALTER ROLE ${identifier(role)} DROP MEMBER ${identifier(member)};`;

/** Level "USER" holds for users and roles alike (sql-docs, sp_addextendedproperty, examples G and I). */
export const mark = (principal: string, app: string): string =>
  `EXEC sys.sp_addextendedproperty @name = ${literal(MARK)}, @value = ${literal(app)}, @level0type = N'USER', @level0name = ${literal(principal)};`;

export const grant = (permission: string, on: Securable, grantee: string): string =>
  `GRANT ${permissionName(permission)}${securable(on)} TO ${identifier(grantee)};`;

export interface Revocation {
  readonly permission: string;
  readonly on: Securable;
  readonly grantee: string;
  /** Whoever granted it, where that was not dbo: a permission is revoked from its grantor only. */
  readonly grantor?: string;
  /** The grantee could pass it on: SQL then insists on CASCADE. */
  readonly withGrantOption: boolean;
}

export function revoke(revocation: Revocation): string {
  const { permission, on, grantee, grantor, withGrantOption } = revocation;
  const cascade = withGrantOption ? " CASCADE" : "";
  const as = grantor === undefined ? "" : ` AS ${identifier(grantor)}`;
  return `REVOKE ${permissionName(permission)}${securable(on)} FROM ${identifier(grantee)}${cascade}${as};`;
}

/** Permissions are keywords and cannot be quoted: anything else is refused. */
function permissionName(permission: string): string {
  if (!/^[A-Z]+( [A-Z]+)*$/.test(permission)) {
    throw new Error(`${JSON.stringify(permission)} is no permission`);
  }
  return permission;
}

function securable(on: Securable): string {
  switch (on.kind) {
    case "database":
      return "";
    case "schema":
      return ` ON SCHEMA::${identifier(on.schema)}`;
    case "object": {
      const column = on.column === undefined ? "" : ` (${identifier(on.column)})`;
      return ` ON OBJECT::${identifier(on.schema)}.${identifier(on.object)}${column}`;
    }
    case "user":
      return ` ON USER::${identifier(on.name)}`;
    case "role":
      return ` ON ROLE::${identifier(on.name)}`;
  }
}

/** The statements as a script that a person can run by hand, doing exactly what `apply` does. */
export function script(statements: readonly string[]): string {
  return ["SET XACT_ABORT ON;", "BEGIN TRANSACTION;", TAKE_LOCK, ...statements, "COMMIT TRANSACTION;"].join("\n");
}
