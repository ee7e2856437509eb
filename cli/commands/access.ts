// `strongroom access`: who may do what, from the plan and from what is deployed, and what of it deserves a look; for one object,
// everybody who can come to read it, and how.
import type { Command } from "commander";
import { compareAccess, type AccessDifference } from "../access/difference.ts";
import { byObject, byPrincipal, isPrincipalCalled as isCalled } from "../access/filter.ts";
import { findings } from "../access/findings.ts";
import { accessMatrix } from "../access/matrix.ts";
import type { AccessRow } from "../access/row.ts";
import { pendingGrants } from "../access/pending.ts";
import { reachOf, type Reached } from "../reach/reach.ts";
import { NOT_SEEN, reachJson, reachText } from "../reach/text.ts";
import type { Snapshot } from "../snapshot/records.ts";
import { accessText, type AccessReport } from "../access/report.ts";
import { deployedSnapshot, realSources, type SourceDependencies } from "../snapshot/sources.ts";
import { out } from "../../text/door.ts";
import { printableJson } from "../../text/printable.ts";
import { EXIT, messageOf, UserError } from "../../text/errors.ts";
import { projectRoot } from "../project.ts";
import { listOption } from "../list-option.ts";
import { subjectsOf, type Subjects } from "../access/subjects.ts";

/** `--strict` ends with it when an alarm is among the findings. */
export const EXIT_FINDINGS = 2;

export interface AccessDependencies {
  readonly sources: () => Promise<SourceDependencies>;
  readonly out: (text: string) => void;
  readonly setExitCode: (code: number) => void;
}

export interface RevisionDependencies {
  /** Hands over the sources of a git revision's files, which are gone afterwards. */
  readonly sourcesAt: (revision: string, body: (sources: SourceDependencies) => Promise<void>) => Promise<void>;
}

interface Options {
  readonly stack: readonly string[];
  readonly all?: true;
  readonly at?: string;
  readonly plan: readonly string[];
  readonly state: boolean | string;
  readonly who?: string;
  readonly what?: string;
  readonly json?: true;
  readonly strict?: true;
}

const EXIT_HELP = `
Exit codes:
  0  done
  1  something you can mend; the message says what
  2  --strict only: a finding is an alarm`;

export function register(program: Command): void {
  registerWith(program, { ...realAccess(), sourcesAt });
}

export function realAccess(): AccessDependencies {
  return {
    sources: () => realSources(projectRoot()),
    out,
    setExitCode: (code) => {
      process.exitCode = code;
    },
  };
}

export const sourcesAt: RevisionDependencies["sourcesAt"] = async (revision, body) => {
  const { atRevision } = await import("../revisions/checkouts.ts");
  return atRevision(projectRoot(), revision, "--at", async (folder) => body(await realSources(folder)));
};

/** The stacks of a command that reads several. */
export const STACKS = listOption({
  flags: "-s, --stack <name>",
  description: "a stack; may be given again",
  usual: '"dev"',
});

export function registerWith(program: Command, from: AccessDependencies & RevisionDependencies): void {
  program
    .command("access")
    .description("say who may do what, who can come to read an object, and what of it deserves a look")
    .addOption(STACKS)
    .option("--all", "every stack that has settings")
    .option("--at <revision>", "of a git revision's files instead of those that are here")
    .addOption(
      listOption({ flags: "--plan <file>", description: "of this plan; may be given again", usual: "plans made here" }),
    )
    .option("--state <file>", "compare with this export of the stack's state instead of asking pulumi")
    .option("--no-state", "do not compare with what is deployed")
    .option("--who <principal>", "only what this principal may do, such as payments/api")
    .option("--what <object>", "only who may do something with this object, such as stripe-key, or can come to read it")
    .option("--json", "print JSON")
    .option("--strict", "end with 2 when a finding is an alarm")
    .addHelpText("after", EXIT_HELP)
    .action((options: Options) => start(options, from));
}

async function start(options: Options, from: AccessDependencies & RevisionDependencies): Promise<void> {
  if (options.at !== undefined && options.plan.length > 0) {
    throw new UserError("--at and --plan exclude each other: a revision is planned, or a plan is read");
  }
  if (options.plan.length > 0 && (options.stack.length > 0 || options.all)) {
    throw new UserError("--plan and --stack exclude each other: the plan says which stack it is of");
  }
  if (options.at === undefined) await access(options, await from.sources(), from);
  else await from.sourcesAt(options.at, (sources) => access(options, sources, from));
}

async function access(options: Options, sources: SourceDependencies, from: AccessDependencies): Promise<void> {
  const file = typeof options.state === "string" ? options.state : undefined;
  const subjects = await subjectsOf(options, sources);
  const { planned, settings, groups } = subjects;
  if (file !== undefined && planned.length > 1) {
    throw new UserError("--state: a file holds one stack; name that --stack");
  }
  const rows = accessMatrix(planned, { groups });
  const shown = narrow(rows, options, planned);
  const inView = new Set(shown);
  const compared = await compare(subjects, rows, options, sources);
  const report: AccessReport = {
    rows: shown,
    findings: findings(rows, settings).filter((finding) => finding.rows.some((row) => inView.has(row))),
    differences: compared.differences,
    notes: [...subjects.notes, ...compared.notes],
  };
  const { what } = options;
  const ways =
    what === undefined ? [] : whoseWays(reachOf(planned, { what, groups, others: subjects.others }), options.who);
  const json = what === undefined ? report : { ...report, reach: reachJson(ways), notSeen: NOT_SEEN };
  from.out(options.json ? `${printableJson(json)}\n` : accessText(report, reachText(ways)));
  const alarm = report.findings.some(({ weight }) => weight === "alarm");
  from.setExitCode(options.strict === true && alarm ? EXIT_FINDINGS : EXIT.ok);
}

/** Only the ways of the one that `--who` names. */
function whoseWays(reached: readonly Reached[], who: string | undefined): readonly Reached[] {
  if (who === undefined) return reached;
  return reached.map(({ target, ways }) => ({ target, ways: ways.filter((way) => isCalled(way.who.label, who)) }));
}

interface Compared {
  readonly differences: readonly { readonly stack: string; readonly difference: AccessDifference }[];
  readonly notes: readonly string[];
}

/** With what is deployed. Another time's plan is not, unless a state is given: what is deployed is of today. */
async function compare(
  { planned, groups }: Subjects,
  rows: readonly AccessRow[],
  options: Options,
  sources: SourceDependencies,
): Promise<Compared> {
  const differences: Compared["differences"][number][] = [];
  const notes: string[] = [];
  const file = typeof options.state === "string" ? options.state : undefined;
  const anotherTime = options.at !== undefined || options.plan.length > 0;
  if (options.state === false || (anotherTime && file === undefined)) return { differences, notes };
  for (const snapshot of planned) {
    const { stack } = snapshot;
    const actual = await whatIsDeployed(stack, sources, file);
    if (typeof actual === "string") {
      notes.push(`stack ${stack}: not compared with what is deployed: ${actual}`);
      continue;
    }
    notes.push(...pendingGrants(actual));
    const others = [snapshot, ...planned];
    const { gained, lost } = compareAccess(
      accessMatrix([actual], { groups, others }),
      rows.filter((row) => row.stack === stack),
    );
    // A principal that only the state knows is filtered as one that the plan knows.
    const wanted = (all: readonly AccessRow[]) => all.filter((row) => matches(row, options, planned));
    differences.push({ stack, difference: { gained: wanted(gained), lost: wanted(lost) } });
  }
  return { differences, notes };
}

/** The state, or why there is none: what cannot be asked must not stop a reviewer without an account. */
async function whatIsDeployed(
  stack: string,
  sources: SourceDependencies,
  file: string | undefined,
): Promise<Snapshot | string> {
  if (file !== undefined) return deployedSnapshot(stack, sources, file);
  try {
    return await deployedSnapshot(stack, sources);
  } catch (error) {
    if (error instanceof UserError) return messageOf(error);
    throw error;
  }
}

function narrow(rows: readonly AccessRow[], options: Options, snapshots: readonly Snapshot[]): readonly AccessRow[] {
  const his = options.who === undefined ? rows : byPrincipal(rows, options.who);
  return options.what === undefined ? his : byObject(his, options.what, snapshots);
}

function matches(row: AccessRow, options: Options, snapshots: readonly Snapshot[]): boolean {
  try {
    return narrow([row], options, snapshots).length > 0;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
