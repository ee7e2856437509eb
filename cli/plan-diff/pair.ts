// The plans of a pull request, as its run leaves them in a folder: base-STACK.json and head-STACK.json, and pair.json, which says of
// which commits they are and which stacks each has. What is missing or cannot be read is not left out: it is said.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { messageOf, UserError } from "../../text/errors.ts";
import { order } from "../../text/values.ts";
import type { Plan } from "../plan/document.ts";
import { streamPlan } from "../plan/stream-plan.ts";
import type { PlanPair } from "./diff.ts";

/** Bytes; pair.json holds names and two commits. */
const MAX_PAIR = 1_000_000;

const STACK = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;
const commit = z.string().regex(/^[0-9a-f]{40}$/);
const stacks = z.array(z.string().regex(STACK)).max(10_000);
const pairSchema = z.strictObject({
  version: z.literal(1),
  base: commit,
  head: commit,
  baseStacks: stacks,
  headStacks: stacks,
});

/** A commit of the base, and one of what is to be merged. */
export interface Commits {
  readonly base: string;
  readonly head: string;
}

export interface StackPlans extends PlanPair {
  readonly stack: string;
  /** What of it could not be had, in words of our own. */
  readonly unknown: readonly string[];
}

export interface PlansOfPair {
  /** Absent where the run did not say. */
  readonly commits?: Commits;
  readonly stacks: readonly StackPlans[];
  /** About all of them. */
  readonly unknown: readonly string[];
  /** What files say is wrong with them: for the log, since others may have chosen the words. */
  readonly details: readonly string[];
}

export async function readPair(folder: string): Promise<PlansOfPair> {
  const unknown: string[] = [];
  const details: string[] = [];
  const pair = readPairFile(join(folder, "pair.json"), details);
  if (pair === undefined) unknown.push("the run does not say which commits it has compared");
  const found = plansIn(folder);
  const names = new Set([...found, ...(pair?.baseStacks ?? []), ...(pair?.headStacks ?? [])]);
  if (names.size === 0) unknown.push("the run has left no plan");

  const all: StackPlans[] = [];
  for (const stack of [...names].sort(order)) {
    const missing: string[] = [];
    const read = async (side: "base" | "head"): Promise<Plan | undefined> => {
      const file = join(folder, `${side}-${stack}.json`);
      const expected = pair === undefined || pair[`${side}Stacks`].includes(stack);
      if (!existsSync(file)) {
        if (expected) missing.push(`there is no plan of ${side}: the run says why`);
        return undefined;
      }
      try {
        const plan = await streamPlan(file);
        if (plan.stack === stack) return plan;
        missing.push(`the plan of ${side} is of another stack`);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        details.push(messageOf(error));
        missing.push(`the plan of ${side} cannot be read`);
      }
      return undefined;
    };
    const [before, after] = [await read("base"), await read("head")];
    all.push({
      stack,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      unknown: missing,
    });
  }
  return {
    ...(pair === undefined ? {} : { commits: { base: pair.base, head: pair.head } }),
    stacks: all,
    unknown,
    details,
  };
}

function readPairFile(file: string, details: string[]): z.output<typeof pairSchema> | undefined {
  try {
    if (statSync(file).size > MAX_PAIR) throw new Error("too large");
    return pairSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    details.push(`${file}: ${messageOf(error)}`);
    return undefined;
  }
}

function plansIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const [, stack = ""] = /^(?:base|head)-(.+)\.json$/.exec(name) ?? [];
    return STACK.test(stack) ? [stack] : [];
  });
}
