// What an access level means inside a database, in one place: the plan, the access matrix and the reconciler cannot
// disagree about what "readWrite" grants. db_owner appears nowhere, so no manifest can ask for it.

/** What an application may ask for. */
export type AccessLevel = "read" | "readWrite" | "execute" | "migrate";

export interface DatabaseAccess {
  readonly level: AccessLevel;
  /** This schema only. @default the whole database */
  readonly schema?: string;
}

/** One of SQL Server's fixed database roles. */
export interface FixedRole {
  readonly kind: "fixed";
  readonly name: "db_datareader" | "db_datawriter" | "db_ddladmin";
}

/** A role of our own, for what no fixed role grants narrowly enough. */
export interface OwnRole {
  readonly kind: "own";
  readonly name: string;
  /** Permissions as `sys.database_permissions.permission_name` spells them. */
  readonly permissions: readonly string[];
  /** Where they hold. @default the whole database */
  readonly schema?: string;
}

export type DatabaseRole = FixedRole | OwnRole;

/** Every role that we create starts with it. */
export const OWN_ROLE_PREFIX = "strongroom_";

/**
 * Characters of a schema's name in an access: a role's name is a sysname of 128, of which the longest prefix,
 * `strongroom_readWrite_`, takes 21.
 */
export const MAX_ACCESS_SCHEMA_LENGTH = 107;

// sql-docs, database-level-roles: db_datareader reads and db_datawriter adds, changes and deletes the data of all user tables.
const DATABASE_ROLES: Readonly<Record<AccessLevel, readonly DatabaseRole[]>> = {
  read: [{ kind: "fixed", name: "db_datareader" }],
  readWrite: [
    { kind: "fixed", name: "db_datareader" },
    { kind: "fixed", name: "db_datawriter" },
  ],
  execute: [{ kind: "own", name: `${OWN_ROLE_PREFIX}execute`, permissions: ["EXECUTE"] }],
  // db_ddladmin creates, alters and drops objects but reads and writes no row: moving data between two shapes of a table
  // needs the other two. A migration that calls procedures asks for "execute" besides. db_owner would also let it grant
  // access, drop the database and forge the mark by which the reconciler knows its users.
  migrate: [
    { kind: "fixed", name: "db_ddladmin" },
    { kind: "fixed", name: "db_datareader" },
    { kind: "fixed", name: "db_datawriter" },
  ],
};

const SCHEMA_PERMISSIONS: Readonly<Record<Exclude<AccessLevel, "migrate">, readonly string[]>> = {
  read: ["SELECT"],
  readWrite: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  execute: ["EXECUTE"],
};

/** The roles whose members have this access and nothing more. */
export function rolesFor(access: DatabaseAccess): readonly DatabaseRole[] {
  const { level, schema } = access;
  if (schema === undefined) {
    return DATABASE_ROLES[level];
  }
  if (level === "migrate") {
    // CREATE TABLE and its like are permissions on the database: no role confines them to one schema.
    throw new Error(
      `access to schema "${schema}": "migrate" holds for the whole database; allowed are read, readWrite, execute`,
    );
  }
  return [
    { kind: "own", name: `${OWN_ROLE_PREFIX}${level}_${schema}`, permissions: SCHEMA_PERMISSIONS[level], schema },
  ];
}
