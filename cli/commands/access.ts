// `strongroom access`: who may do what, from the plan and from what is deployed, and what of it deserves a look.
import type { Command } from "commander";
import { compareAccess } from "../access/difference.ts";
import { byObject, byPrincipal } from "../access/filter.ts";
import { findings } from "../access/findings.ts";
import { accessMatrix } from "../access/matrix.ts";
import type { AccessRow } from "../access/row.ts";
import { pendingGrants } from "../access/pending.ts";
import type { Snapshot } from "../snapshot/records.ts";
import { accessText, type AccessReport } from "../access/report.ts";
import {
  deployedSnapshot,
  plannedSnapshot,
  realSources,
  settingsOf,
  stacksOf,
  type SourceDependencies,
} from "../snapshot/sources.ts";
import { EXIT, messageOf, UserError } from "../../text/errors.ts";
import { projectRoot } from "../project.ts";
import { listOption } from "../list-option.ts";

/** `--strict` ends with it when an alarm is among the findings. */
export const EXIT_FINDINGS = 2;

export interface AccessDependencies {
  readonly sources: () => Promise<SourceDependencies>;
  readonly out: (text: string) => void;
  readonly setExitCode: (code: number) => void;
}

interface Options {
  readonly stack: readonly string[];
  readonly all?: true;
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
  registerWith(program, realAccess());
}

export function realAccess(): AccessDependencies {
  return {
    sources: () => realSources(projectRoot()),
    out: (text) => void process.stdout.write(text),
    setExitCode: (code) => {
      process.exitCode = code;
    },
  };
}

/** The stacks of a command that reads several. */
export const STACKS = listOption({
  flags: "-s, --stack <name>",
  description: "a stack; may be given again",
  usual: '"dev"',
});

export function registerWith(program: Command, from: AccessDependencies): void {
  program
    .command("access")
    .description("say who may do what, and what of it deserves a look")
    .addOption(STACKS)
    .option("--all", "every stack that has settings")
    .option("--state <file>", "compare with this export of the stack's state instead of asking pulumi")
    .option("--no-state", "do not compare with what is deployed")
    .option("--who <principal>", "only what this principal may do, such as payments/api")
    .option("--what <object>", "only who may do something with this object, such as stripe-key")
    .option("--json", "print JSON")
    .option("--strict", "end with 2 when a finding is an alarm")
    .addHelpText("after", EXIT_HELP)
    .action((options: Options) => access(options, from));
}

async function access(options: Options, from: AccessDependencies): Promise<void> {
  const sources = await from.sources();
  const stacks = stacksOf(options, sources.programDir);
  const file = typeof options.state === "string" ? options.state : undefined;
  if (file !== undefined && stacks.length > 1)
    throw new UserError("--state: a file holds one stack; name that --stack");

  const planned = await planAll(stacks, sources);
  const settings = Object.fromEntries(stacks.map((stack) => [stack, settingsOf(stack, sources)]));
  const groups = Object.assign({}, ...Object.values(settings).map((one) => one.groups)) as Record<string, string>;
  const rows = accessMatrix(planned, { groups });
  const pick = (all: readonly AccessRow[]): readonly AccessRow[] => narrow(all, options, planned);

  const differences: { stack: string; difference: ReturnType<typeof compareAccess> }[] = [];
  const notes: string[] = [];
  for (const snapshot of options.state === false ? [] : planned) {
    const { stack } = snapshot;
    const actual = await whatIsDeployed(stack, sources, file);
    if (typeof actual === "string") {
      notes.push(`stack ${stack}: not compared with what is deployed: ${actual}`);
    } else {
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
  }

  const shown = pick(rows);
  const inView = new Set(shown);
  const report: AccessReport = {
    rows: shown,
    findings: findings(rows, settings).filter((finding) => finding.rows.some((row) => inView.has(row))),
    differences,
    notes,
  };
  from.out(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : accessText(report));
  const alarm = report.findings.some(({ weight }) => weight === "alarm");
  from.setExitCode(options.strict === true && alarm ? EXIT_FINDINGS : EXIT.ok);
}

export async function planAll(stacks: readonly string[], sources: SourceDependencies): Promise<Snapshot[]> {
  const planned: Snapshot[] = [];
  // One after the other: each is a process that fills a core.
  for (const stack of stacks) planned.push(await plannedSnapshot(stack, sources));
  return planned;
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
