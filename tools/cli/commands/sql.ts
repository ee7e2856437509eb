// `strongroom sql`: the users inside the databases. Azure's control plane cannot make them, so they are reconciled here,
// from what the stack declares, by an Entra identity and never with a password.
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { InvalidArgumentError, type Command } from "commander";
import pc from "picocolors";
import { blankCatalog } from "../../sql/blank.ts";
import type { Connect } from "../../sql/connection.ts";
import type { DesiredDatabase } from "../../sql/desired.ts";
import { compareDatabase } from "../../sql/drift.ts";
import { loginsOf, onEach, type Fleet, type Outcome, type ServerLogins } from "../../sql/fleet.ts";
import { isDrift, isPassword } from "../../sql/plan.ts";
import { printable } from "../../printable.ts";
import { fingerprint, inspect, reconcile } from "../../sql/reconcile.ts";
import { applyText, asJson, checkText, type Colors } from "../../sql/report.ts";
import { readDesired, readFileText, readStdin, runPulumi, select, type SourceDependencies } from "../../sql/source.ts";
import { script } from "../../sql/statements.ts";
import { EXIT, UserError } from "../../errors.ts";
import { fleetBar, type Screen } from "../fleet-bar.ts";

/** `sql check` ends with it when a database is not as declared. */
export const EXIT_DRIFT = 2;

/** Everything that the command reaches outside of itself. */
export interface SqlDependencies extends SourceDependencies {
  /** Made on first use: a command that needs no database needs no identity. */
  readonly connect: () => Promise<Connect>;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
  readonly out: (text: string) => void;
  readonly note: (text: string) => void;
  /** Whether a person sits there. */
  readonly interactive: boolean;
  /** Where a person sees how far it is. */
  readonly screen: Screen;
  readonly color: boolean;
  readonly confirm: (question: string) => Promise<boolean>;
  readonly setExitCode: (code: number) => void;
}

interface Options {
  readonly stack?: string;
  readonly input?: string;
  readonly database: readonly string[];
  readonly json?: boolean;
}
interface ConnectedOptions extends Options {
  readonly parallel: number;
}
interface CheckOptions extends ConnectedOptions {
  readonly failOnPasswords?: boolean;
}
interface ApplyOptions extends ConnectedOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const EXIT_HELP = `
Exit codes:
  0  done, or as declared
  1  a database could not be reached or changed; the message says why
  2  check only: a database is not as declared`;

export function register(program: Command): void {
  registerWith(program, realDependencies());
}

export function registerWith(program: Command, from: SqlDependencies): void {
  const sql = program
    .command("sql")
    .description("show, check and reconcile the users inside the databases")
    .addHelpText("after", EXIT_HELP);

  common(sql.command("show").description("print the T-SQL of the declaration; needs no connection")).action(
    (options: Options) => show(options, from),
  );
  connected(common(sql.command("check").description("compare databases with the declaration; changes nothing")))
    .option("--fail-on-passwords", "also end with 2 when a user or login has a password")
    .action((options: CheckOptions) => check(options, from));
  connected(common(sql.command("apply").description("reconcile databases with the declaration, one transaction each")))
    .option("--dry-run", "show who would gain and lose; change nothing")
    .option("--yes", "do not ask")
    .action((options: ApplyOptions) => apply(options, from));
}

function common(command: Command): Command {
  return command
    .option("--stack <name>", "stack whose outputs hold the declaration (default: the selected stack)")
    .option("--input <file>", "read the declaration from a file with a stack's outputs, or from - (standard input)")
    .option(
      "--database <app/database...>",
      "only these databases",
      (value: string, before: string[]) => [...before, value],
      [],
    )
    .option("--json", "print JSON");
}

function connected(command: Command): Command {
  return command.option("--parallel <n>", "databases at a time, 1 to 64", parallelism, 8);
}

function parallelism(value: string): number {
  if (!/^[1-9]\d?$/.test(value) || Number(value) > 64) {
    throw new InvalidArgumentError("allowed are 1 to 64");
  }
  return Number(value);
}

const load = async (options: Options, from: SqlDependencies): Promise<readonly DesiredDatabase[]> =>
  select(await readDesired(options, from), options.database);

async function show(options: Options, from: SqlDependencies): Promise<void> {
  const databases = await load(options, from);
  const scripts = databases.map((database) => {
    const plan = compareDatabase(database, blankCatalog(database));
    return { ...identify(database), script: script(plan.steps.map((step) => step.sql)) };
  });
  if (options.json) {
    from.out(JSON.stringify({ databases: scripts }, null, 2));
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
    options.json
      ? JSON.stringify(asJson(outcomes, logins), null, 2)
      : checkText(outcomes, logins, colorsOf(options, from)),
  );
  from.setExitCode(checkExit(outcomes, logins, options.failOnPasswords ?? false));
}

function checkExit(outcomes: readonly Outcome[], servers: readonly ServerLogins[], failOnPasswords: boolean): number {
  if ([...outcomes, ...servers].some((entry) => "failure" in entry)) {
    return EXIT.user;
  }
  const findings = outcomes.flatMap((outcome) => ("plan" in outcome ? outcome.plan.findings : []));
  const passwords = findings.some(isPassword) || servers.some((entry) => "logins" in entry && entry.logins.length > 0);
  return findings.some(isDrift) || (failOnPasswords && passwords) ? EXIT_DRIFT : EXIT.ok;
}

async function apply(options: ApplyOptions, from: SqlDependencies): Promise<void> {
  const asks = options.dryRun !== true && options.yes !== true;
  // Standard input cannot hold both the declaration and an answer.
  if (asks && (!from.interactive || options.json === true || options.input === "-")) {
    throw new UserError(
      "sql apply changes who may enter databases: add --yes to do so without being asked, or --dry-run to see what it would do",
    );
  }
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
      from.out(options.json ? JSON.stringify(asJson(planned), null, 2) : applyText(planned, false, colors));
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
  from.out(options.json ? JSON.stringify(asJson(outcomes), null, 2) : applyText(outcomes, true, colors));
  if (hasFailure(outcomes)) {
    from.setExitCode(EXIT.user);
  }
}

const hasFailure = (outcomes: readonly Outcome[]): boolean => outcomes.some((outcome) => "failure" in outcome);

const identify = ({ app, server, database }: DesiredDatabase) => ({ app, server, database });

const colorsOf = (options: Options, from: SqlDependencies): Colors =>
  pc.createColors(from.color && options.json !== true);

/** Runs `work` with a progress bar where somebody can see one. */
async function withFleet<T>(
  options: ConnectedOptions,
  from: SqlDependencies,
  total: number,
  work: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  const connect = await from.connect();
  const bar = fleetBar({ screen: from.screen, note: from.note, total, json: options.json ?? false });
  const fleet: Fleet = {
    connect,
    parallel: options.parallel,
    patience: { sleep: from.sleep, random: from.random, onRetry: bar.onRetry },
    onDone: bar.onDone,
  };
  try {
    return await work(fleet);
  } finally {
    bar.stop();
  }
}

function realDependencies(): SqlDependencies {
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  return {
    runPulumi,
    readFile: readFileText,
    readStdin: () => readStdin(),
    connect: async () => {
      // Loaded when needed: the driver and the identity library take a good part of a second.
      const [{ connector }, { DefaultAzureCredential }] = await Promise.all([
        import("../../sql/mssql-connection.ts"),
        import("@azure/identity"),
      ]);
      return connector(new DefaultAzureCredential());
    },
    sleep: (milliseconds) => sleep(milliseconds),
    random: Math.random,
    out: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    interactive: terminal,
    screen: process.stderr,
    color: pc.isColorSupported,
    confirm: async (question) => {
      const terminalIo = createInterface({ input: process.stdin, output: process.stdout });
      try {
        return /^y(es)?$/i.test((await terminalIo.question(`${question} (y/N) `)).trim());
      } finally {
        terminalIo.close();
      }
    },
    setExitCode: (code) => {
      process.exitCode = code;
    },
  };
}
