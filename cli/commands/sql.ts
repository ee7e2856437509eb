// `strongroom sql`: the users inside the databases. Azure's control plane cannot make them, so they are reconciled here,
// from what the stack declares, by an Entra identity and never with a password.
import type { Command } from "commander";
import { EXIT } from "../../text/errors.ts";
import { printable, printableJson } from "../../text/printable.ts";
import { blankCatalog } from "../sql/blank.ts";
import type { Connect } from "../sql/connection.ts";
import type { DesiredDatabase } from "../sql/desired.ts";
import { compareDatabase } from "../sql/drift.ts";
import { loginsOf, onEach, type Fleet, type Outcome, type ServerLogins } from "../sql/fleet.ts";
import { isDrift, isPassword } from "../sql/plan.ts";
import { fingerprint, inspect, reconcile } from "../sql/reconcile.ts";
import { applyText, asJson, checkText } from "../sql/report.ts";
import { readDesired, select } from "../sql/source.ts";
import { script } from "../sql/statements.ts";
import {
  asksFirst,
  changing,
  colorsOf,
  connected,
  declared,
  EXIT_DRIFT,
  exitHelp,
  showingProgress,
  thisMachine,
  type ChangingOptions,
  type ConnectedOptions,
  type DeclaredOptions,
  type ReconcileDependencies,
} from "../reconcile-command.ts";

/** Everything that the command reaches outside of itself. */
export interface SqlDependencies extends ReconcileDependencies {
  /** Made on first use: a command that needs no database needs no identity. */
  readonly connect: () => Promise<Connect>;
}

interface Narrowed {
  readonly database: readonly string[];
}
type ShowOptions = DeclaredOptions & Narrowed;
type CheckOptions = ConnectedOptions & Narrowed & { readonly failOnPasswords?: boolean };
type ApplyOptions = ChangingOptions & Narrowed;

const ONLY = { flags: "--database <app/database...>", description: "only these databases", usual: "all" };
const SESSIONS = { targets: "databases", most: 64, usual: 8 };

export function register(program: Command): void {
  registerWith(program, realDependencies());
}

export function registerWith(program: Command, from: SqlDependencies): void {
  const sql = program
    .command("sql")
    .description("show, check and reconcile the users inside the databases")
    .addHelpText("after", exitHelp("database"));

  declared(sql.command("show").description("print the T-SQL of the declaration; needs no connection"), ONLY).action(
    (options: ShowOptions) => show(options, from),
  );

  const checking = sql.command("check").description("compare databases with the declaration; changes nothing");
  connected(declared(checking, ONLY), SESSIONS)
    .option("--fail-on-passwords", "also end with 2 when a user or login has a password")
    .action((options: CheckOptions) => check(options, from));

  const applying = sql.command("apply").description("reconcile databases with the declaration, one transaction each");
  changing(connected(declared(applying, ONLY), SESSIONS), "show who would gain and lose").action(
    (options: ApplyOptions) => apply(options, from),
  );
}

const load = async (options: ShowOptions, from: SqlDependencies): Promise<readonly DesiredDatabase[]> =>
  select(await readDesired(options, from), options.database);

async function show(options: ShowOptions, from: SqlDependencies): Promise<void> {
  const databases = await load(options, from);
  const scripts = databases.map((database) => {
    const plan = compareDatabase(database, blankCatalog(database));
    return { ...identify(database), script: script(plan.steps.map((step) => step.sql)) };
  });
  if (options.json) {
    from.out(printableJson({ databases: scripts }));
    return;
  }
  const text = scripts.map(
    (entry) =>
      `-- ${printable(`${entry.app}/${entry.database}`)} on ${printable(entry.server)}: every user, for a database that has none yet\n` +
      `-- (by hand: sqlcmd -x, which leaves a $(…) inside a name alone)\n${entry.script}`,
  );
  from.out(text.length === 0 ? "-- no database is declared" : text.join("\n\n"));
}

async function check(options: CheckOptions, from: SqlDependencies): Promise<void> {
  const databases = await load(options, from);
  const servers = new Set(databases.map(({ server }) => server)).size;
  const { outcomes, logins } = await withFleet(options, from, databases.length + servers, async (fleet) => ({
    outcomes: await onEach(fleet, databases, inspect),
    logins: await loginsOf(fleet, databases),
  }));
  from.out(
    options.json ? printableJson(asJson(outcomes, logins)) : checkText(outcomes, logins, colorsOf(options, from)),
  );
  from.setExitCode(checkExit(outcomes, logins, options.failOnPasswords ?? false));
}

function checkExit(outcomes: readonly Outcome[], servers: readonly ServerLogins[], failOnPasswords: boolean): number {
  if ([...outcomes, ...servers].some((entry) => "failure" in entry)) {
    return EXIT.user;
  }
  const findings = outcomes.flatMap((outcome) => ("plan" in outcome ? outcome.plan.findings : []));
  const passwords =
    findings.some(isPassword) ||
    servers.some((entry) => "logins" in entry && entry.logins.some(({ azures }) => !azures));
  return findings.some(isDrift) || (failOnPasswords && passwords) ? EXIT_DRIFT : EXIT.ok;
}

async function apply(options: ApplyOptions, from: SqlDependencies): Promise<void> {
  const asks = asksFirst(options, from, "sql apply changes who may enter databases");
  const databases = await load(options, from);
  const colors = colorsOf(options, from);
  const agreed = new Map<DesiredDatabase, string>();
  let todo = databases;

  if (options.dryRun || asks) {
    const planned = await withFleet(options, from, databases.length, (fleet) => onEach(fleet, databases, inspect));
    const refused = planned.some(
      (outcome) => "plan" in outcome && outcome.plan.findings.some(({ kind }) => kind === "refused"),
    );
    if (options.dryRun) {
      from.out(options.json ? printableJson(asJson(planned)) : applyText(planned, false, colors));
      from.setExitCode(refused || hasFailure(planned) ? EXIT.user : EXIT.ok);
      return;
    }
    from.out(applyText(planned, false, colors));
    for (const outcome of planned) {
      if ("plan" in outcome && outcome.plan.steps.length > 0) {
        agreed.set(outcome.database, fingerprint(outcome.plan));
      }
    }
    const left = refused || hasFailure(planned) ? EXIT.user : EXIT.ok;
    if (agreed.size === 0 || !(await from.confirm("Apply this?"))) {
      from.setExitCode(left);
      return;
    }
    from.setExitCode(left);
    todo = databases.filter((database) => agreed.has(database));
  }

  const outcomes = await withFleet(options, from, todo.length, (fleet) =>
    onEach(fleet, todo, (connection, database) => reconcile(connection, database, agreed.get(database))),
  );
  from.out(options.json ? printableJson(asJson(outcomes)) : applyText(outcomes, true, colors));
  if (hasFailure(outcomes)) {
    from.setExitCode(EXIT.user);
  }
}

const hasFailure = (outcomes: readonly Outcome[]): boolean => outcomes.some((outcome) => "failure" in outcome);

const identify = ({ app, server, database }: DesiredDatabase) => ({ app, server, database });

async function withFleet<T>(
  options: ConnectedOptions,
  from: SqlDependencies,
  total: number,
  work: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  const connect = await from.connect();
  return showingProgress(options, from, total, (going) => work({ connect, ...going }));
}

function realDependencies(): SqlDependencies {
  return {
    ...thisMachine(),
    connect: async () => {
      // Loaded when needed: the driver and the identity library take a good part of a second.
      const [{ connector }, { DefaultAzureCredential }] = await Promise.all([
        import("../sql/mssql-connection.ts"),
        import("@azure/identity"),
      ]);
      return connector(new DefaultAzureCredential());
    },
  };
}
