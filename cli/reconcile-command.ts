// What the commands that reconcile have in common, of databases and vaults alike: where the declaration comes from, how many
// targets at a time, who is asked before anything changes, and how far it is.
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { InvalidArgumentError, type Command } from "commander";
import pc from "picocolors";
import { note, out } from "../text/door.ts";
import { UserError } from "../text/errors.ts";
import { readFileText, readStdin, runPulumi } from "./inputs.ts";
import type { SourceDependencies } from "./reconcile/declaration.ts";
import type { Patience } from "./reconcile/failures.ts";
import { fleetBar, type Screen } from "./fleet-bar.ts";
import { listOption, type ListOption } from "./list-option.ts";

/** A `check` ends with it when something is not as declared. */
export const EXIT_DRIFT = 2;

/** Everything that such a command reaches outside of itself, its targets aside. */
export interface ReconcileDependencies extends SourceDependencies {
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

export interface DeclaredOptions {
  readonly stack?: string;
  readonly input?: string;
  readonly json?: boolean;
}
export interface ConnectedOptions extends DeclaredOptions {
  readonly parallel: number;
}
export interface ChangingOptions extends ConnectedOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export const exitHelp = (target: string): string => `
Exit codes:
  0  done, or as declared
  1  a ${target} could not be reached or changed; the message says why
  2  check only: a ${target} is not as declared`;

/** Options of a command that reads a declaration; `only` narrows it down. */
export function declared(command: Command, only: ListOption): Command {
  return command
    .option("--stack <name>", "stack whose outputs hold the declaration (default: the selected stack)")
    .option("--input <file>", "read the declaration from a file with a stack's outputs, or from - (standard input)")
    .addOption(listOption(only))
    .option("--json", "print JSON");
}

export interface Parallelism {
  /** In the plural: `databases`. */
  readonly targets: string;
  readonly most: number;
  readonly usual: number;
}

/** The option of a command that connects to many targets. */
export function connected(command: Command, { targets, most, usual }: Parallelism): Command {
  const parse = (value: string): number => {
    if (!/^[1-9]\d?$/.test(value) || Number(value) > most) throw new InvalidArgumentError(`allowed are 1 to ${most}`);
    return Number(value);
  };
  return command.option("--parallel <n>", `${targets} at a time, 1 to ${most}`, parse, usual);
}

/** Options of a command that changes something; `dryRun` says what can be seen before. */
export function changing(command: Command, dryRun: string): Command {
  return command.option("--dry-run", `${dryRun}; change nothing`).option("--yes", "do not ask");
}

/** Whether a person is asked before anything changes; refused where nobody could answer. */
export function asksFirst(options: ChangingOptions, from: ReconcileDependencies, consequence: string): boolean {
  const asks = options.dryRun !== true && options.yes !== true;
  // Standard input cannot hold both the declaration and an answer.
  if (asks && (!from.interactive || options.json === true || options.input === "-")) {
    throw new UserError(`${consequence}: add --yes to do so without being asked, or --dry-run to see what it would do`);
  }
  return asks;
}

export const colorsOf = (options: DeclaredOptions, from: ReconcileDependencies): ReturnType<typeof pc.createColors> =>
  pc.createColors(from.color && options.json !== true);

/** What every fleet has, of databases or of vaults. */
export interface Going {
  readonly parallel: number;
  readonly patience: Patience;
  readonly onDone: (label: string) => void;
}

/** Runs `work` with a progress bar where somebody can see one. */
export async function showingProgress<T>(
  options: ConnectedOptions,
  from: ReconcileDependencies,
  total: number,
  work: (going: Going) => Promise<T>,
): Promise<T> {
  const bar = fleetBar({ screen: from.screen, note: from.note, total, json: options.json ?? false });
  try {
    return await work({
      parallel: options.parallel,
      patience: { sleep: from.sleep, random: from.random, onRetry: bar.onRetry },
      onDone: bar.onDone,
    });
  } finally {
    bar.stop();
  }
}

/** The terminal, the clock and the pulumi of this machine. */
export const thisMachine = (): ReconcileDependencies => ({
  runPulumi,
  readFile: readFileText,
  readStdin: () => readStdin(),
  sleep: (milliseconds) => sleep(milliseconds),
  random: Math.random,
  out: (text) => {
    out(`${text}\n`);
  },
  note,
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
});
