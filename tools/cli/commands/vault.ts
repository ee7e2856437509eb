// `strongroom vault`: what Azure's control plane cannot do inside a vault. Certificates are issued, their readers let in,
// and later changes of metadata and rotation policies brought to what exists already; never a value read or written.
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { InvalidArgumentError, type Command } from "commander";
import pc from "picocolors";
import { readFileText, readStdin, runPulumi, type SourceDependencies } from "../../sql/source.ts";
import type { DesiredVault } from "../../vault/desired.ts";
import { fingerprint } from "../../vault/plan.ts";
import { applyAll, inspectAll, type Fleet, type Outcome } from "../../vault/reconcile.ts";
import { asJson, declarationText, isDrift, outcomesText, type Colors } from "../../vault/report.ts";
import { readDesired, select } from "../../vault/source.ts";
import type { OpenVault } from "../../vault/vault-plane.ts";
import { EXIT, UserError } from "../../errors.ts";
import { fleetBar, type Screen } from "../fleet-bar.ts";

/** `vault check` ends with it when a vault is not as declared. */
export const EXIT_DRIFT = 2;

/** Everything that the command reaches outside of itself. */
export interface VaultDependencies extends SourceDependencies {
  /** Made on first use: a command that needs no vault needs no identity. */
  readonly open: () => Promise<OpenVault>;
  readonly now: () => Date;
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
  readonly vault: readonly string[];
  readonly json?: boolean;
}
interface ConnectedOptions extends Options {
  readonly parallel: number;
}
interface ApplyOptions extends ConnectedOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const EXIT_HELP = `
Exit codes:
  0  done, or as declared
  1  a vault could not be reached or changed; the message says why
  2  check only: a vault is not as declared`;

export function register(program: Command): void {
  registerWith(program, realDependencies());
}

export function registerWith(program: Command, from: VaultDependencies): void {
  const vault = program
    .command("vault")
    .description("show, check and reconcile what is declared inside the vaults")
    .addHelpText("after", EXIT_HELP);

  common(vault.command("show").description("print the declaration; needs no connection")).action((options: Options) =>
    show(options, from),
  );
  connected(common(vault.command("check").description("compare vaults with the declaration; changes nothing"))).action(
    (options: ConnectedOptions) => check(options, from),
  );
  connected(
    common(
      vault
        .command("apply")
        .description("issue certificates, let their readers in, bring metadata and policies up to date"),
    ),
  )
    .option("--dry-run", "show what would change; change nothing")
    .option("--yes", "do not ask")
    .action((options: ApplyOptions) => apply(options, from));
}

function common(command: Command): Command {
  return command
    .option("--stack <name>", "stack whose outputs hold the declaration (default: the selected stack)")
    .option("--input <file>", "read the declaration from a file with a stack's outputs, or from - (standard input)")
    .option(
      "--vault <name...>",
      "only these applications or vaults",
      (value: string, before: string[]) => [...before, value],
      [],
    )
    .option("--json", "print JSON");
}

function connected(command: Command): Command {
  return command.option("--parallel <n>", "vaults at a time, 1 to 32", parallelism, 4);
}

function parallelism(value: string): number {
  if (!/^[1-9]\d?$/.test(value) || Number(value) > 32) {
    throw new InvalidArgumentError("allowed are 1 to 32");
  }
  return Number(value);
}

const load = async (options: Options, from: VaultDependencies): Promise<readonly DesiredVault[]> =>
  select(await readDesired(options, from), options.vault);

async function show(options: Options, from: VaultDependencies): Promise<void> {
  const vaults = await load(options, from);
  from.out(options.json ? JSON.stringify({ vaults }, null, 2) : declarationText(vaults, colorsOf(options, from)));
}

async function check(options: ConnectedOptions, from: VaultDependencies): Promise<void> {
  const vaults = await load(options, from);
  const outcomes = await withFleet(options, from, vaults.length, (fleet) => inspectAll(fleet, vaults));
  print(outcomes, false, options, from);
  from.setExitCode(hasFailure(outcomes) ? EXIT.user : outcomes.some(isDrift) ? EXIT_DRIFT : EXIT.ok);
}

async function apply(options: ApplyOptions, from: VaultDependencies): Promise<void> {
  const asks = options.dryRun !== true && options.yes !== true;
  // Standard input cannot hold both the declaration and an answer.
  if (asks && (!from.interactive || options.json === true || options.input === "-")) {
    throw new UserError(
      "vault apply changes what vaults hold and who reads certificates: add --yes to do so without being asked, or --dry-run to see what it would do",
    );
  }
  const vaults = await load(options, from);
  let agreed: ReadonlyMap<DesiredVault, string> | undefined;
  if (options.dryRun || asks) {
    const planned = await withFleet(options, from, vaults.length, (fleet) => inspectAll(fleet, vaults));
    print(planned, false, options, from);
    from.setExitCode(hasFailure(planned) ? EXIT.user : EXIT.ok);
    if (options.dryRun) return;
    agreed = new Map(
      planned.flatMap(({ vault, plan }) =>
        plan === undefined || plan.steps.length === 0 ? [] : [[vault, fingerprint(plan)] as const],
      ),
    );
    if (agreed.size === 0 || !(await from.confirm("Apply this?"))) return;
  }

  const todo = agreed === undefined ? vaults : [...agreed.keys()];
  const outcomes = await withFleet(options, from, todo.length, (fleet) => applyAll(fleet, todo, agreed));
  print(outcomes, true, options, from);
  if (hasFailure(outcomes)) from.setExitCode(EXIT.user);
}

function print(outcomes: readonly Outcome[], applied: boolean, options: Options, from: VaultDependencies): void {
  from.out(
    options.json ? JSON.stringify(asJson(outcomes), null, 2) : outcomesText(outcomes, applied, colorsOf(options, from)),
  );
}

const hasFailure = (outcomes: readonly Outcome[]): boolean => outcomes.some(({ failure }) => failure !== undefined);

const colorsOf = (options: Options, from: VaultDependencies): Colors =>
  pc.createColors(from.color && options.json !== true);

/** Runs `work` with a progress bar where somebody can see one. */
async function withFleet<T>(
  options: ConnectedOptions,
  from: VaultDependencies,
  total: number,
  work: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  const open = await from.open();
  const bar = fleetBar({ screen: from.screen, note: from.note, total, json: options.json ?? false });
  try {
    return await work({
      open,
      parallel: options.parallel,
      now: from.now(),
      patience: { sleep: from.sleep, random: from.random, onRetry: bar.onRetry },
      onDone: bar.onDone,
    });
  } finally {
    bar.stop();
  }
}

function realDependencies(): VaultDependencies {
  return {
    runPulumi,
    readFile: readFileText,
    readStdin: () => readStdin(),
    open: async () => {
      // Loaded when needed: Azure's libraries take a good part of a second.
      const [{ azureVaults }, { DefaultAzureCredential }] = await Promise.all([
        import("../../vault/azure-vault.ts"),
        import("@azure/identity"),
      ]);
      return azureVaults(new DefaultAzureCredential());
    },
    now: () => new Date(),
    sleep: (milliseconds) => sleep(milliseconds),
    random: Math.random,
    out: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    interactive: process.stdin.isTTY && process.stdout.isTTY,
    screen: process.stderr,
    color: pc.isColorSupported,
    confirm: async (question) => {
      const terminal = createInterface({ input: process.stdin, output: process.stdout });
      try {
        return /^y(es)?$/i.test((await terminal.question(`${question} (y/N) `)).trim());
      } finally {
        terminal.close();
      }
    },
    setExitCode: (code) => {
      process.exitCode = code;
    },
  };
}
