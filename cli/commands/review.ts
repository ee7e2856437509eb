// `strongroom review`: what was given and nobody uses, on what the logs can say, as the content of a pull request.
import type { Command } from "commander";
import { askLogs } from "../review/ask.ts";
import type { LogRows } from "../review/review.ts";
import type { Logs } from "../logs/logs.ts";
import { workspaceNamed, workspaceOf, type WorkspaceRef } from "../logs/workspace.ts";
import type { Snapshot } from "../snapshot/records.ts";
import { CLOUD_NAMES, type CloudName } from "../../facts/clouds.ts";
import { dirname, join } from "node:path";
import { readDecisions, type Decision } from "../review/decisions.ts";
import { editManifest, editsOf, type EditedManifest } from "../review/manifests.ts";
import { decisionsDraft, reviewMarkdown } from "../review/markdown.ts";
import { COVERAGE, QUESTIONS, SOURCES } from "../review/questions.ts";
import { reviewed, type Reviewed } from "../review/review.ts";
import { readRows } from "../review/rows.ts";
import { subjectsOf } from "../review/subjects.ts";
import { DAY, day, WINDOW_DAYS } from "../review/window.ts";
import { deployedSnapshot, stacksOf, type SourceDependencies } from "../snapshot/sources.ts";
import { note } from "../../text/door.ts";
import { EXIT, messageOf, UserError } from "../../text/errors.ts";
import { printable, printableJson } from "../../text/printable.ts";
import { realAccess, type AccessDependencies } from "./access.ts";

/** Something is to be decided. */
export const EXIT_OPEN = 2;

/** Where decisions are kept, beside the manifests. */
export const DECISIONS = "reviews/decisions.yaml";

export interface ReviewDependencies extends AccessDependencies {
  readonly sources: () => Promise<SourceDependencies>;
  readonly writeFile: (file: string, text: string) => Promise<void>;
  readonly note: (text: string) => void;
  readonly now: () => Date;
  readonly logs: (workspace: WorkspaceRef, cloud: CloudName) => Promise<Logs>;
}

interface Options {
  readonly stack: string;
  readonly state?: string;
  readonly rows?: string;
  readonly workspace?: string;
  readonly queries?: true;
  readonly days: string;
  readonly decisions?: string;
  readonly out?: string;
  readonly json?: true;
}

const HELP = `
Examples:
  strongroom review --stack prod --out reviews/2026-09
  strongroom review --stack prod --queries                     for who asks the workspace otherwise, and gives --rows

It asks the workspace with your own sign-in, which needs Log Analytics Reader on it. It writes nothing but the folder of --out.

Exit codes:
  0  nothing is to be decided
  1  something you can mend; the message says what
  2  something is to be decided`;

export function register(program: Command): void {
  registerWith(program, {
    ...realAccess(),
    writeFile: async (file, text) => {
      const { mkdir, writeFile } = await import("node:fs/promises");
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    },
    note,
    now: () => new Date(),
    logs: async (workspace, cloud) => {
      // Loaded when needed: Azure's libraries take a good part of a second.
      const [{ DefaultAzureCredential }, { azureLogs }] = await Promise.all([
        import("@azure/identity"),
        import("../logs/azure-logs.ts"),
      ]);
      return azureLogs(workspace, cloud, new DefaultAzureCredential());
    },
  });
}

export function registerWith(program: Command, from: ReviewDependencies): void {
  program
    .command("review")
    .description("say what was given and nobody uses, and write the pull request that takes it away")
    .option("-s, --stack <name>", "the stack", "dev")
    .option("--state <file>", "read this export of the stack's state instead of asking pulumi")
    .option("--rows <file>", "the answers of the workspace, instead of asking it")
    .option("--workspace <id>", "GUID or ARM id of the workspace (default: the one that the stack sends its logs to)")
    .option("--queries", "print the questions for the workspace")
    .option("--days <n>", "days that the logs are asked for", String(WINDOW_DAYS))
    .option("--decisions <file>", `what was decided before (default: ${DECISIONS}, where it is there)`)
    .option("--out <folder>", "write the review, the edited manifests and a draft of decisions")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action((options: Options) => review(options, from));
}

async function review(options: Options, from: ReviewDependencies): Promise<void> {
  const now = from.now();
  const since = new Date(now.getTime() - daysOf(options.days) * DAY);
  if (options.queries === true) {
    from.out(`${printableJson(questions(since, now))}\n`);
    return;
  }
  const sources = await from.sources();
  const [stack = ""] = stacksOf({ stack: [options.stack] }, sources.programDir);
  const snapshot = await deployedSnapshot(stack, sources, options.state);
  const logs = await rowsOf(snapshot, options, { from: since, to: now }, sources, from);
  const decisions = await decided(options, sources, now);
  const all = reviewed(subjectsOf(snapshot), logs, decisions, since, now);
  const edits = editsOf(all);
  const text = reviewMarkdown(stack, all, edits, now);
  if (options.out !== undefined) await write(options.out, text, all, sources, from);
  from.out(
    options.json === true ? `${printableJson({ stack, date: day(now), reviewed: all.map(plain), edits })}\n` : text,
  );
  from.setExitCode(all.some(({ state }) => state === "unused" || state === "fault") ? EXIT_OPEN : EXIT.ok);
}

/** From a file, or from the workspace itself. */
async function rowsOf(
  snapshot: Snapshot,
  { rows, workspace }: Options,
  period: { readonly from: Date; readonly to: Date },
  sources: SourceDependencies,
  from: ReviewDependencies,
): Promise<LogRows> {
  if (rows !== undefined) return readRows(await content(rows, "--rows", sources), rows);
  const ref = workspace === undefined ? workspaceOf(snapshot).ref : workspaceNamed(workspace);
  const given = sources.settings(snapshot.stack)["azure-native:environment"];
  const cloud = CLOUD_NAMES.find((name) => name === given) ?? "public";
  return askLogs(await from.logs(ref, cloud), period);
}

function daysOf(given: string): number {
  const days = Number(given);
  if (!Number.isInteger(days) || days < 1 || days > 730)
    throw new UserError(`--days: "${printable(given)}" is no number of days between 1 and 730`);
  return days;
}

/** As one document: the name of each question, and its text for one period. */
function questions(from: Date, to: Date): object {
  const asked = (all: typeof QUESTIONS) => Object.fromEntries(SOURCES.map((source) => [source, all[source]()]));
  return { timespan: `${from.toISOString()}/${to.toISOString()}`, uses: asked(QUESTIONS), coverage: asked(COVERAGE) };
}

async function content(file: string, option: string, { readFile }: SourceDependencies): Promise<string> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UserError(`${option}: ${printable(file)}: cannot be read (${printable(messageOf(error))})`);
  }
}

/** A file that was named must be there; the usual one need not. */
async function decided({ decisions }: Options, sources: SourceDependencies, now: Date): Promise<readonly Decision[]> {
  if (decisions !== undefined) return readDecisions(await content(decisions, "--decisions", sources), decisions, now);
  const usual = join(sources.programDir, DECISIONS);
  const text = await sources.readFile(usual).catch(() => undefined);
  return text === undefined ? [] : readDecisions(text, DECISIONS, now);
}

async function write(
  folder: string,
  text: string,
  all: readonly Reviewed[],
  { programDir, readFile }: SourceDependencies,
  from: ReviewDependencies,
): Promise<void> {
  const edited: EditedManifest[] = [];
  for (const [file, edits] of Map.groupBy(editsOf(all), (edit) => edit.file)) {
    const manifest = editManifest(file, await readFile(join(programDir, file)), edits);
    if (manifest === undefined) from.note(printable(`${file}: does not say it where it was expected; edit it by hand`));
    else edited.push(manifest);
  }
  await from.writeFile(join(folder, "review.md"), text);
  await from.writeFile(join(folder, "decisions.yaml"), decisionsDraft(all));
  for (const { file, text: changed } of edited) await from.writeFile(join(folder, file), changed);
}

function plain({ subject, use, window, confidence, state, decision }: Reviewed): object {
  const { kind, id, says, why, fault, untold } = subject;
  return {
    ...{ kind, id, says, state, confidence },
    ...(why === undefined ? {} : { why }),
    ...(use === undefined
      ? {}
      : { firstUse: use.first.toISOString(), lastUse: use.last.toISOString(), uses: use.times }),
    ...(window === undefined
      ? {}
      : { window: { from: day(window.from), to: day(window.to), whole: window.complete, lacks: window.lacks } }),
    ...(fault === undefined ? {} : { fault }),
    ...(untold === undefined ? {} : { untold }),
    ...(decision === undefined ? {} : { decision }),
  };
}
