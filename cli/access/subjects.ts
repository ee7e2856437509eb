// Of what `strongroom access` speaks: stacks planned here, at another revision, or read from plan files; and, where somebody asks
// who can come to an object, all the other stacks, since an identity of one may hold a right over another's.
import { stacksWithSettings } from "../../simulator/engine/stack.ts";
import { messageOf, UserError } from "../../text/errors.ts";
import { fromPlan, type Snapshot } from "../snapshot/records.ts";
import {
  plannedSnapshot,
  settingsOf,
  stacksOf,
  type SettingsOfAccess,
  type SourceDependencies,
} from "../snapshot/sources.ts";

export interface Subjects {
  /** What is asked about. */
  readonly planned: readonly Snapshot[];
  /** What is known besides. */
  readonly others: readonly Snapshot[];
  readonly settings: Readonly<Record<string, SettingsOfAccess>>;
  /** Object ids of groups, by the names that settings give them. */
  readonly groups: Readonly<Record<string, string>>;
  /** What was not looked at, and why. */
  readonly notes: readonly string[];
}

export interface SubjectOptions {
  readonly stack: readonly string[];
  readonly all?: true;
  readonly plan: readonly string[];
  readonly what?: string;
}

export async function subjectsOf(options: SubjectOptions, sources: SourceDependencies): Promise<Subjects> {
  const ofFiles = options.plan.length > 0;
  const planned = ofFiles
    ? await readPlans(options.plan)
    : await planAll(stacksOf(options, sources.programDir), sources);
  const { others, notes } =
    options.what === undefined || ofFiles ? { others: [], notes: [] } : await besides(planned, sources);
  const known = new Set(stacksWithSettings(sources.programDir));
  const settings = Object.fromEntries(
    [...planned, ...others]
      .filter(({ stack }) => known.has(stack))
      .map(({ stack }) => [stack, settingsOf(stack, sources)]),
  );
  const groups = Object.assign({}, ...Object.values(settings).map((one) => one.groups)) as Record<string, string>;
  const alone =
    ofFiles && options.what !== undefined
      ? ["only the stacks of these plans were looked at; rights that others give are not seen"]
      : [];
  return { planned, others, settings, groups, notes: [...notes, ...alone] };
}

async function readPlans(files: readonly string[]): Promise<Snapshot[]> {
  const { readPlan } = await import("../plan/read-plan.ts");
  const planned = files.map((file) => fromPlan(readPlan(file)));
  const twice = planned.find(({ stack }, index) => planned.findIndex((other) => other.stack === stack) !== index);
  if (twice !== undefined) throw new UserError(`--plan: two plans are of stack ${twice.stack}; give one of each stack`);
  return planned;
}

export async function planAll(stacks: readonly string[], sources: SourceDependencies): Promise<Snapshot[]> {
  const planned: Snapshot[] = [];
  // One after the other: each is a process that fills a core.
  for (const stack of stacks) planned.push(await plannedSnapshot(stack, sources));
  return planned;
}

/** The other stacks; one that cannot be planned is said, since its rights are then missing from the answer. */
async function besides(
  planned: readonly Snapshot[],
  sources: SourceDependencies,
): Promise<{ readonly others: readonly Snapshot[]; readonly notes: readonly string[] }> {
  const others: Snapshot[] = [];
  const notes: string[] = [];
  const asked = new Set(planned.map(({ stack }) => stack));
  for (const stack of stacksWithSettings(sources.programDir).filter((name) => !asked.has(name))) {
    try {
      others.push(await plannedSnapshot(stack, sources));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      notes.push(`stack ${stack}: not looked at, so rights that it gives are not seen: ${messageOf(error)}`);
    }
  }
  return { others, notes };
}
