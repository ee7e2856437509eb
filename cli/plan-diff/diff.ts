// What a reviewer of a change must see, in the order in which it matters: who gains or loses access, what is exposed, what is
// lost, which secrets and schedules change, and only then how much else. A pure function of two plans.
import { compareAccess } from "../access/difference.ts";
import { accessMatrix } from "../access/matrix.ts";
import { fromPlan, type Snapshot } from "../snapshot/records.ts";
import { order } from "../../text/values.ts";
import { itemsOf } from "../inventory/items.ts";
import type { Plan } from "../plan/document.ts";
import { approvals } from "./approvals.ts";
import { resourceChanges, type ResourceChange } from "./changes.ts";
import { exceptionChanges, exposures } from "./exposure.ts";
import { groupChanges } from "./groups.ts";
import { itemChanges } from "./schedules.ts";
import type { Counted, StackDiff } from "./stack-diff.ts";

export type { Counted, StackDiff } from "./stack-diff.ts";

/** Absent where the stack is only on one side. */
export interface PlanPair {
  readonly before?: Plan;
  readonly after?: Plan;
}

export interface DiffOptions {
  /** Object ids of groups, by the names that settings give them. */
  readonly groups?: Readonly<Record<string, string>>;
}

export function diffPlans({ before, after }: PlanPair, options: DiffOptions = {}): StackDiff {
  const named = after ?? before;
  if (named === undefined) throw new Error("diffPlans needs a plan");
  const [was, is] = [snapshotOf(before, named), snapshotOf(after, named)];
  const groups = options.groups ?? {};
  // Both sides know all identities, so that one which is new is called the same in both.
  const access = compareAccess(
    accessMatrix([was], { groups, others: [is] }),
    accessMatrix([is], { groups, others: [was] }),
  );
  const changes = resourceChanges(was.resources, is.resources);
  const losses = changes.filter(({ what }) => what !== "created" && what !== "changed");
  const told = {
    access,
    groups: groupChanges(was.resources, is.resources, changes),
    exposures: exposures(changes, is.resources),
    exceptions: exceptionChanges(changes),
    losses: losses.filter(({ record }) => record.custom && !isGrant(record.kind)),
    items: itemChanges(
      { items: itemsOf([was], { groups }), resources: was.resources },
      { items: itemsOf([is], { groups }), resources: is.resources },
    ),
  };
  // A plan's environment can be forged with the plan; what the base says counts as well.
  const isProd = named.environment === "prod" || before?.environment === "prod";
  return {
    stack: named.stack,
    environment: named.environment,
    ...told,
    rest: counted(changes),
    approvals: approvals(told, losses, isProd),
  };
}

/** Shown as access. */
function isGrant(kind: string): boolean {
  return kind === "authorization:RoleAssignment" || kind === "managedidentity:FederatedIdentityCredential";
}

function snapshotOf(plan: Plan | undefined, named: Plan): Snapshot {
  if (plan !== undefined) return fromPlan(plan);
  return { source: "plan", stack: named.stack, environment: named.environment, resources: [] };
}

/** Every resource that is touched, by kind. */
function counted(changes: readonly ResourceChange[]): Counted[] {
  const custom = changes.filter(({ record }) => record.custom);
  return [...Map.groupBy(custom, ({ record }) => record.kind)]
    .map(([kind, same]) => ({
      kind,
      created: same.filter(({ what }) => what === "created" || what === "replaced").length,
      changed: same.filter(({ what }) => what === "changed" || what === "unprotected").length,
      destroyed: same.filter(({ what }) => what === "destroyed" || what === "replaced" || what === "forgotten").length,
    }))
    .sort((a, b) => order(a.kind, b.kind));
}
