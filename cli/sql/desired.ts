// What the program declares about the users inside its databases, read back from a stack's outputs. A file or a backend
// stands between, so it is hostile until validated: a forged host name would be handed a token of an administrator.
import { z } from "zod";
import { CLOUDS } from "../../facts/clouds.ts";
import {
  MAX_ACCESS_SCHEMA_LENGTH,
  OWN_ROLE_PREFIX,
  type DatabaseAccess,
} from "../../components/sql/database-access.ts";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { fold, MAX_NAME_LENGTH } from "./quote.ts";

export interface DesiredUser {
  /** Name of the database user: that of the identity or of the group. */
  readonly name: string;
  readonly kind: "workload" | "group";
  /** Client id of a workload's identity, object id of a group. */
  readonly id: string;
  readonly access: readonly DatabaseAccess[];
}

export interface DesiredDatabase {
  readonly app: string;
  /** Host name of the server, or of its failover group. */
  readonly server: string;
  readonly database: string;
  readonly users: readonly DesiredUser[];
}

const SUFFIXES = Object.values(CLOUDS).map((cloud) => cloud.sqlSuffix);

/** One line of visible characters, without spaces at the ends: SQL ignores trailing ones when it compares names. */
const name = (max: number) =>
  z
    .string()
    .min(1, "write at least one character")
    .max(max, `use at most ${max} characters`)
    .refine(
      (text) => text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text),
      "use one line without control characters",
    )
    .refine((text) => text.trim() === text, "use no space at the beginning or the end");

const access = z
  .strictObject({
    level: z.enum(["read", "readWrite", "execute", "migrate"]),
    schema: name(MAX_ACCESS_SCHEMA_LENGTH).optional(),
  })
  .refine(({ level, schema }) => level !== "migrate" || schema === undefined, {
    error: '"migrate" holds for the whole database, so it takes no schema',
  })
  .transform(({ level, schema }): DatabaseAccess => (schema === undefined ? { level } : { level, schema }));

const user = z.strictObject({
  name: name(MAX_NAME_LENGTH).refine((text) => !fold(text).startsWith(OWN_ROLE_PREFIX), {
    error: `begins with "${OWN_ROLE_PREFIX}", as the names of our roles do`,
  }),
  kind: z.enum(["workload", "group"]),
  id: z
    .guid("write the GUID of the identity or group")
    .refine(
      (id) => !/^[0-]+$/.test(id),
      "is the empty GUID: the identity was not there yet when the stack was deployed",
    ),
  access: z.array(access),
});

const database = z.strictObject({
  app: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "write the application's name: lowercase letters, digits, hyphens"),
  server: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}(\.secondary)?(\.[a-z0-9-]+)+$/, "write the server's host name in lowercase")
    .refine((host) => SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`)), {
      error: `is no Azure SQL host name; allowed are names that end in .${SUFFIXES.join(", .")}`,
    }),
  database: name(MAX_NAME_LENGTH),
  users: z.array(user).superRefine((users, context) => {
    const seen = new Map<string, string>();
    users.forEach((entry, index) => {
      for (const key of [`name ${fold(entry.name)}`, `id ${entry.id.toLowerCase()}`]) {
        const before = seen.get(key);
        if (before !== undefined) {
          context.addIssue({ code: "custom", path: [index], message: `shares its name or id with user "${before}"` });
        }
        seen.set(key, entry.name);
      }
    });
  }),
});

const databases = z.array(database).superRefine((entries, context) => {
  const seen = new Set<string>();
  entries.forEach((entry, index) => {
    const key = `${entry.server}/${fold(entry.database)}`;
    if (seen.has(key)) {
      context.addIssue({ code: "custom", path: [index, "database"], message: "is declared twice" });
    }
    seen.add(key);
  });
});

/** Checks what `source` holds; every problem at once, each with its place. */
export function parseDesired(value: unknown, source: string): readonly DesiredDatabase[] {
  const result = databases.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const problems = result.error.issues.map((issue) => `${source}: ${pathOf(issue.path)}: ${printable(issue.message)}`);
  throw new UserError(problems.join("\n"));
}

function pathOf(path: readonly PropertyKey[]): string {
  return printable(
    path.reduce<string>(
      (text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}.${String(key)}`),
      "sqlDatabases",
    ),
  );
}

/** How people name a database: `payments/ledger`. */
export function labelOf(entry: Pick<DesiredDatabase, "app" | "database">): string {
  return `${entry.app}/${entry.database}`;
}
