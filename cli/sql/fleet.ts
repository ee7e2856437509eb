// Many databases at a time: a few sessions side by side, each failure kept to its own database, results in the order in
// which the databases were declared.
import { patiently, type Patience } from "../reconcile/failures.ts";
import { inParallel } from "../reconcile/parallel.ts";
import { readLogins, type Login } from "./catalog.ts";
import type { Connect, Connection, Target } from "./connection.ts";
import { labelOf, type DesiredDatabase } from "./desired.ts";
import { explain, SQL_FAILURES } from "./failures.ts";
import type { Plan } from "./plan.ts";

export interface Fleet {
  readonly connect: Connect;
  readonly patience: Patience;
  /** Sessions at a time. */
  readonly parallel: number;
  /** Told whenever a database is done. */
  readonly onDone?: (label: string) => void;
}

export type Outcome =
  | { readonly database: DesiredDatabase; readonly plan: Plan }
  | { readonly database: DesiredDatabase; readonly failure: string };

export type ServerLogins =
  | { readonly server: string; readonly logins: readonly Login[] }
  | { readonly server: string; readonly failure: string };

/** Does `work` with a session of each database; what passes by itself is waited for. */
export function onEach(
  fleet: Fleet,
  databases: readonly DesiredDatabase[],
  work: (connection: Connection, database: DesiredDatabase) => Promise<Plan>,
): Promise<readonly Outcome[]> {
  return inParallel(fleet.parallel, databases, async (database): Promise<Outcome> => {
    const label = labelOf(database);
    try {
      return { database, plan: await session(fleet, database, (connection) => work(connection, database)) };
    } catch (error) {
      return { database, failure: explain(error, database, label) };
    } finally {
      fleet.onDone?.(label);
    }
  });
}

/** The logins of every server among `databases`; they are listed in `master` only. */
export function loginsOf(fleet: Fleet, databases: readonly DesiredDatabase[]): Promise<readonly ServerLogins[]> {
  const servers = [...new Set(databases.map(({ server }) => server))];
  return inParallel(fleet.parallel, servers, async (server): Promise<ServerLogins> => {
    const target = { server, database: "master" };
    try {
      return { server, logins: await session(fleet, target, readLogins) };
    } catch (error) {
      return { server, failure: explain(error, target, "logins") };
    } finally {
      fleet.onDone?.(server);
    }
  });
}

function session<T>(fleet: Fleet, target: Target, work: (connection: Connection) => Promise<T>): Promise<T> {
  const once = async (): Promise<T> => {
    const connection = await fleet.connect({ server: target.server, database: target.database });
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  };
  return patiently(once, fleet.patience, SQL_FAILURES);
}
