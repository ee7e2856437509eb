// A database as Azure makes it, before anybody was let in: what `sql show` compares with, so that it prints the whole
// T-SQL of a declaration without a connection.
import { DBO, type Catalog, type Principal } from "./catalog.ts";
import { byName } from "./draft.ts";
import type { DesiredDatabase } from "./desired.ts";
import { fold } from "./quote.ts";

/** sql-docs, database-level-roles; their ids begin at 16384. */
const FIXED_ROLES = [
  "db_owner",
  "db_accessadmin",
  "db_securityadmin",
  "db_ddladmin",
  "db_backupoperator",
  "db_datareader",
  "db_datawriter",
  "db_denydatareader",
  "db_denydatawriter",
];

const SYSTEM_PRINCIPALS = [
  { id: 0, name: "public", type: "R" },
  { id: DBO, name: "dbo", type: "S" },
  { id: 2, name: "guest", type: "S" },
  { id: 3, name: "INFORMATION_SCHEMA", type: "S" },
  { id: 4, name: "sys", type: "S" },
];

/** An empty database that has every schema of the declaration. */
export function blankCatalog(desired: DesiredDatabase): Catalog {
  const schemas = new Map<string, string>();
  for (const { schema } of desired.users.flatMap((user) => user.access)) {
    if (schema !== undefined && !schemas.has(fold(schema))) {
      schemas.set(fold(schema), schema);
    }
  }
  return {
    principals: [
      ...SYSTEM_PRINCIPALS.map((row) => principal(row.id, row.name, row.type, false)),
      ...FIXED_ROLES.map((name, index) => principal(16_384 + index, name, "R", true)),
    ],
    members: [],
    permissions: [],
    schemas: [...schemas.values()]
      .map((name) => ({ name }))
      .toSorted(byName)
      .map(({ name }, index) => ({ id: 5 + index, name, ownerId: DBO })),
    ownedObjects: [],
    triggers: [],
    entraOnly: undefined,
  };
}

function principal(id: number, name: string, type: string, fixed: boolean): Principal {
  return { id, name, type, sid: undefined, authentication: 0, fixed, ownerId: DBO, marked: false };
}
