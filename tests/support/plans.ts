// The plans of the committed stacks, each made once for all tests that look at them, and always for the same day.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../cli/plan/document.ts";
import { planStack } from "../../cli/plan/evaluate-stack.ts";

/** Whole environments. */
export const ENVIRONMENTS = ["dev", "staging", "prod"] as const;
export const STACKS = [...ENVIRONMENTS, "staging-people", "prod-people"] as const;
export type StackName = (typeof STACKS)[number];

/** The repository. */
export const ROOT = join(import.meta.dirname, "..", "..");

/** 2026-01-01, midnight (UTC). */
export const PLANNED_AT = 1_767_225_600;

/** Variable that names the folder in which the processes of one run share the plans. */
export const PLANS_FOLDER = "STRONGROOM_TEST_PLANS";

const plans = new Map<StackName, Promise<Plan>>();

export function planOf(stack: StackName): Promise<Plan> {
  const known = plans.get(stack) ?? sharedPlan(stack, process.env[PLANS_FOLDER]);
  plans.set(stack, known);
  return known;
}

async function sharedPlan(stack: StackName, folder: string | undefined): Promise<Plan> {
  const file = folder === undefined ? undefined : join(folder, `${stack}.json`);
  if (file !== undefined && existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Plan;
  const plan = await planStack({ programDir: ROOT, stack, sourceDateEpoch: String(PLANNED_AT) });
  if (file !== undefined) {
    // Renamed when it is whole: another process may look at any time.
    const own = `${file}.${String(process.pid)}`;
    writeFileSync(own, JSON.stringify(plan));
    renameSync(own, file);
  }
  return plan;
}
