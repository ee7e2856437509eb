// The plans of the three committed stacks, each made once for all tests that look at them, and always for the same day.
import { join } from "node:path";
import type { Plan } from "../../tools/plan/document.ts";
import { planStack } from "../../tools/plan/evaluate-stack.ts";

export const STACKS = ["dev", "staging", "prod"] as const;
export type StackName = (typeof STACKS)[number];

/** The repository. */
export const ROOT = join(import.meta.dirname, "..", "..");

/** 2026-01-01, midnight (UTC). */
export const PLANNED_AT = 1_767_225_600;

const plans = new Map<StackName, Promise<Plan>>();

export function planOf(stack: StackName): Promise<Plan> {
  const known = plans.get(stack) ?? planStack({ programDir: ROOT, stack, sourceDateEpoch: String(PLANNED_AT) });
  plans.set(stack, known);
  return known;
}
