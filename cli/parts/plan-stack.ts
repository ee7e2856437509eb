// A plan of one stack, whole in memory, by as many processes as there are cores where there are many applications.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plan, PlanResource, PlanValue } from "../plan/document.ts";
import { planStack, type StackToPlan } from "../plan/evaluate-stack.ts";
import { readStackConfig } from "../plan/stack-config.ts";
import { withPlanInParts, type PartsOptions, type PlanInParts } from "./plan-in-parts.ts";

/** Manifests from which on the start of more processes is worth its while. */
const MANY = 120;

export function isLarge({ programDir, stack }: StackToPlan): boolean {
  const folder = readStackConfig(programDir, stack).values["strongroom:applicationsFolder"] ?? "apps";
  try {
    return readdirSync(join(programDir, folder)).length >= MANY;
  } catch {
    // The program says what is wrong with it.
    return false;
  }
}

/** As planStack. */
export async function planAnyStack(what: StackToPlan): Promise<Plan> {
  const made = isLarge(what) ? await planByParts(what) : undefined;
  return made ?? planStack(what);
}

/** The same document; undefined where the stack cannot be planned in parts. */
export async function planByParts(what: StackToPlan, options: PartsOptions = {}): Promise<Plan | undefined> {
  return (await withPlanInParts(what, collected, options))?.made;
}

async function collected(plan: PlanInParts): Promise<Plan> {
  const resources: PlanResource[] = [];
  for await (const group of plan.groups()) resources.push(...group.resources);
  const applications: Record<string, PlanValue> = {};
  const sqlDatabases: PlanValue[] = [];
  for (const app of plan.applications) {
    const { outputs } = await plan.line(app);
    if (outputs["applications"] !== undefined) applications[app] = outputs["applications"];
    sqlDatabases.push(...((outputs["sqlDatabases"] ?? []) as readonly PlanValue[]));
  }
  return { ...plan.head, resources, outputs: { ...plan.shared.outputs, applications, sqlDatabases } };
}
