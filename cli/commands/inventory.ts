// `strongroom inventory`: every secret, key, certificate, connection and database, with who answers for it and what is due.
import type { Command } from "commander";
import { CLOUDS, type CloudName } from "../../facts/clouds.ts";
import type { Snapshot } from "../snapshot/records.ts";
import {
  deployedSnapshot,
  plannedSnapshot,
  settingsOf,
  stacksOf,
  type SourceDependencies,
} from "../snapshot/sources.ts";
import { endLine, endsSoon, type StackEnd } from "../ends/ends.ts";
import { dated, strictProblems } from "../inventory/due.ts";
import { itemsOf } from "../inventory/items.ts";
import { inventoryCsv, inventoryMarkdown, inventoryText } from "../inventory/report.ts";
import { askVaults, type OpenReader } from "../inventory/vault-dates.ts";
import { printable, printableJson } from "../../text/printable.ts";
import { note } from "../../text/door.ts";
import { EXIT, messageOf, UserError } from "../../text/errors.ts";
import { EXIT_FINDINGS, realAccess, STACKS, type AccessDependencies } from "./access.ts";

export interface InventoryDependencies extends AccessDependencies {
  /** Made on first use: a command that asks no vault needs no identity. */
  readonly openReader: () => Promise<OpenReader>;
  readonly now: () => Date;
  readonly note: (text: string) => void;
}

interface Options {
  readonly stack: readonly string[];
  readonly all?: true;
  readonly state: boolean | string;
  readonly vault?: true;
  readonly csv?: true;
  readonly json?: true;
  readonly markdown?: true;
  readonly strict?: true;
}

const EXIT_HELP = `
Exit codes:
  0  done
  1  something you can mend; the message says what
  2  --strict only: something is overdue or has no owner`;

export function register(program: Command): void {
  registerWith(program, {
    ...realAccess(),
    openReader: async () => {
      // Loaded when needed: Azure's libraries take a good part of a second.
      const [{ azureReader }, { DefaultAzureCredential }] = await Promise.all([
        import("../inventory/azure-reader.ts"),
        import("@azure/identity"),
      ]);
      return azureReader(new DefaultAzureCredential());
    },
    now: () => new Date(),
    note,
  });
}

export function registerWith(program: Command, from: InventoryDependencies): void {
  program
    .command("inventory")
    .description("list every secret, key, certificate, connection and database, what is due next first")
    .addOption(STACKS)
    .option("--all", "every stack that has settings")
    .option("--state <file>", "read this export of the stack's state instead of asking pulumi")
    .option("--no-state", "read the plan only")
    .option("--vault", "ask the vaults when something was created and last rotated, and when it expires")
    .option("--csv", "print CSV")
    .option("--json", "print JSON")
    .option("--markdown", "print Markdown")
    .option("--strict", "end with 2 when something is overdue or has no owner")
    .addHelpText("after", EXIT_HELP)
    .action((options: Options) => inventory(options, from));
}

async function inventory(options: Options, from: InventoryDependencies): Promise<void> {
  const formats = (["csv", "json", "markdown"] as const).filter((format) => options[format] === true);
  if (formats.length > 1) {
    throw new UserError(`${formats.map((format) => `--${format}`).join(" and ")} exclude each other: choose one`);
  }
  const sources = await from.sources();
  const stacks = stacksOf(options, sources.programDir);
  const file = typeof options.state === "string" ? options.state : undefined;
  if (file !== undefined && stacks.length > 1)
    throw new UserError("--state: a file holds one stack; name that --stack");

  const notes: string[] = [];
  const snapshots: Snapshot[] = [];
  for (const stack of stacks) {
    snapshots.push(await snapshotOf(stack, sources, options, file, notes));
  }
  const groups = Object.assign({}, ...stacks.map((stack) => settingsOf(stack, sources).groups)) as Record<
    string,
    string
  >;
  const items = itemsOf(snapshots, { groups });

  const answers = new Map<string, ReadonlyMap<string, object>>();
  if (options.vault) {
    const open = await from.openReader();
    for (const [suffix, same] of Map.groupBy(items, ({ stack }) => suffixOf(stack, sources))) {
      const { dates, notes: unreachable } = await askVaults(same, open, suffix);
      for (const [vault, known] of dates) answers.set(vault, known);
      notes.push(...unreachable);
    }
  } else {
    notes.push("created, last rotated and expiry are as plan or state have them; ask the vaults with --vault");
  }
  const now = from.now();
  const list = dated(items, answers, now);
  const ends = await endsOf(stacks, sources, now, notes);

  if (options.csv) from.out(inventoryCsv(list));
  else if (options.json) from.out(`${printableJson({ items: list, ends, notes })}\n`);
  else if (options.markdown) from.out(inventoryMarkdown(list, [...ends.map(endLine), ...notes]));
  else from.out(inventoryText(list, [...ends.map(endLine), ...notes]));
  if (options.csv) for (const note of [...ends.map(endLine), ...notes]) from.note(printable(note));

  const problems = options.strict ? strictProblems(list) : [];
  for (const problem of problems) from.note(printable(problem));
  from.setExitCode(problems.length === 0 ? EXIT.ok : EXIT_FINDINGS);
}

/** What is deployed, or else what is planned: an inventory of what exists comes first. */
async function snapshotOf(
  stack: string,
  sources: SourceDependencies,
  options: Options,
  file: string | undefined,
  notes: string[],
): Promise<Snapshot> {
  if (file !== undefined) return deployedSnapshot(stack, sources, file);
  if (options.state === false) return plannedSnapshot(stack, sources);
  try {
    return await deployedSnapshot(stack, sources);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    notes.push(`stack ${stack}: listed from its plan, not from what is deployed: ${messageOf(error)}`);
    return plannedSnapshot(stack, sources);
  }
}

/** What ends within 90 days, or has ended, in the files of the stacks; what several stacks share is told once. */
async function endsOf(
  stacks: readonly string[],
  sources: SourceDependencies,
  now: Date,
  notes: string[],
): Promise<StackEnd[]> {
  const found = new Map<string, StackEnd>();
  for (const stack of stacks) {
    const known = await sources.ends(stack, now);
    if (known === undefined) {
      notes.push(`stack ${stack}: what ends soon is not known: its settings or manifests cannot be read`);
      continue;
    }
    for (const end of endsSoon(known, now)) found.set(endLine(end), end);
  }
  return [...found.values()];
}

function suffixOf(stack: string, sources: SourceDependencies): string {
  const cloud = sources.settings(stack)["strongroom:cloud"] ?? "public";
  return Object.hasOwn(CLOUDS, cloud) ? CLOUDS[cloud as CloudName].vaultSuffix : cloud;
}
