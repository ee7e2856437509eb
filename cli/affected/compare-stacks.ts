// Asks a process of its own what a change touches in several stacks, and for plans of no more than that.
import { join } from "node:path";
import { planEnvironment } from "../plan/evaluate-stack.ts";
import { readStackConfig, type StackConfig } from "../plan/stack-config.ts";
import type { Plan } from "../plan/document.ts";
import type { AffectedAnswer, CompareAnswer, Job } from "./message.ts";
import { askChild } from "../parts/ask-child.ts";
import { isoDate } from "../parts/day.ts";
import type { Place } from "../parts/stand.ts";

export interface StacksToCompare {
  /** Folders of Pulumi.yaml, with the same program in both. */
  readonly before: string;
  readonly after: string;
  readonly stacks: readonly string[];
  /** Seconds since 1970. */
  readonly sourceDateEpoch: string;
  /** Plans are wanted, and not only names. */
  readonly plans: boolean;
}

export interface ComparedStack extends AffectedAnswer {
  readonly plans?: { readonly before: Plan; readonly after: Plan };
}

/** By stack; without those that could not be read, about which a whole plan says what is wrong. */
export async function compareStacks(what: StacksToCompare): Promise<ReadonlyMap<string, ComparedStack>> {
  const configs = what.stacks.map((stack) => ({
    stack,
    base: readStackConfig(what.before, stack),
    head: readStackConfig(what.after, stack),
  }));
  const [first] = configs;
  if (first === undefined) return new Map();
  const job: Job = {
    main: join(what.before, first.base.main),
    date: isoDate(what.sourceDateEpoch),
    plans: what.plans,
    pairs: configs.map(({ stack, base, head }) => ({
      base: placeOf(what.before, stack, base),
      head: placeOf(what.after, stack, head),
    })),
  };
  const answer = await askChild<CompareAnswer>(job, {
    script: join(import.meta.dirname, "child.ts"),
    cwd: what.before,
    env: planEnvironment(what.before, first.stack, first.base, what.sourceDateEpoch),
  });
  return new Map(
    (answer?.stacks ?? []).flatMap((compared): [string, ComparedStack][] => {
      if ("unreadable" in compared) return [];
      const { plans } = compared;
      const config = configs.find(({ stack }) => stack === compared.stack);
      if (plans === undefined || config === undefined) return [[compared.stack, compared]];
      const whole = { before: withFiles(plans.before, config.base), after: withFiles(plans.after, config.head) };
      return [[compared.stack, { ...compared, plans: whole }]];
    }),
  );
}

/** By stack. */
export type PlannedParts = ReadonlyMap<string, { readonly before: Plan; readonly after: Plan }>;

/** Of the stacks of which no whole plan is needed. */
export async function planParts(what: Omit<StacksToCompare, "plans">): Promise<PlannedParts> {
  const compared = await compareStacks({ ...what, plans: true });
  return new Map([...compared].flatMap(([stack, { plans }]) => (plans === undefined ? [] : [[stack, plans] as const])));
}

function placeOf(folder: string, stack: string, { project, values, secretKeys }: StackConfig): Place {
  return { folder, project, stack, values, secretKeys };
}

/** As a whole plan has them. */
function withFiles(plan: Plan, { document, policy }: StackConfig): Plan {
  return { ...plan, settings: { ...document }, ...(policy === undefined ? {} : { policy: { ...policy } }) };
}
