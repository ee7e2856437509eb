// What `strongroom sql` brings the databases to: one entry for each database, its users merged, since a principal that may
// read one schema and execute in another is still one user.
import type * as pulumi from "@pulumi/pulumi";
import type { AccessLevel } from "./database-access.ts";
import type { SqlDatabase } from "./sql-database.ts";

export interface DeclaredDatabase {
  readonly app: string;
  /** Host name of the server, or of its failover group. */
  readonly server: string;
  readonly database: string;
  readonly users: readonly DeclaredUser[];
}

export interface DeclaredUser {
  /** Name of the database user: that of the identity or of the group. */
  readonly name: string;
  readonly kind: "workload" | "group";
  /** Client id of an identity, object id of a group. */
  readonly id: pulumi.Input<string>;
  readonly access: readonly { readonly level: AccessLevel; readonly schema?: string }[];
}

export function declaredUsers(app: string, database: SqlDatabase): DeclaredDatabase {
  const byPrincipal = new Map<string, DeclaredUser>();
  for (const { declared } of database.users) {
    // A manifest may name someone twice for the same.
    const access = { level: declared.level, ...(declared.schema === undefined ? {} : { schema: declared.schema }) };
    const key = `${declared.kind} ${declared.userName}`;
    const before = byPrincipal.get(key)?.access ?? [];
    byPrincipal.set(key, {
      name: declared.userName,
      kind: declared.kind,
      id: declared.principal,
      access: [...before, access],
    });
  }
  const users = [...byPrincipal.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { app, server: database.host, database: database.databaseName, users };
}
