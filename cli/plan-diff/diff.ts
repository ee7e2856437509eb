// What a reviewer of a change must see, in the order in which it matters: who gains or loses access, what is exposed, what is
// lost, which secrets and schedules change, and only then how much else. A pure function of two plans.
import { compareAccess } from "../access/difference.ts";
import { accessMatrix } from "../access/matrix.ts";
import { fromPlan, type ResourceRecord, type Snapshot } from "../snapshot/records.ts";
import { optional, order } from "../../text/values.ts";
import { endsSoon } from "../ends/ends.ts";
import { itemsOf } from "../inventory/items.ts";
import type { Plan } from "../plan/document.ts";
import { approvals } from "./approvals.ts";
import { resourceChanges, type ResourceChange } from "./changes.ts";
import { classedChanges } from "./classed.ts";
import { endedExceptionChanges } from "./ended-exceptions.ts";
import { exceptionChanges, exposures, shown } from "./exposure.ts";
import { groupChanges } from "./groups.ts";
import { itemChanges } from "./schedules.ts";
import { settingChanges } from "./settings-changes.ts";
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
  const groupsChanged = groupChanges(was.resources, is.resources, changes);
  const exposed = exposures(changes, is.resources);
  const only = before === undefined ? ("head" as const) : after === undefined ? ("base" as const) : undefined;
  const told = {
    access,
    groups: groupsChanged,
    exposures: exposed,
    exceptions: [...exceptionChanges(changes), ...endedExceptionChanges(changes, after)],
    losses: losses.filter(({ record }) => record.custom && !isGrant(record.kind)),
    items: itemChanges(
      { items: itemsOf([was], { groups }), resources: was.resources },
      { items: itemsOf([is], { groups }), resources: is.resources },
    ),
    // Of a stack that comes or goes all is new or gone, which is a reason of its own.
    classed:
      only === undefined
        ? classedChanges(
            changes,
            { before: was.resources },
            {
              access: access.gained.length > 0,
              groups: groupsChanged.length > 0,
              exposed: (urn, path) =>
                exposed.some(
                  ({ record, message }) =>
                    record.urn === urn &&
                    (path === undefined || message.startsWith(`${path}:`) || message.startsWith("leads to")),
                ),
              lost: (urn) =>
                losses.some(({ record, before: old, what }) => record.urn === urn && isTold(what, record, old)),
            },
            shown,
          )
        : [],
    settings: settingChanges(before?.settings, after?.settings),
    unknown: unknownOf(before, after),
    ...optional("only", only),
  };
  // Who writes a plan can write anything into it: what the base says counts as well, and what neither says is production.
  const isProduction = [before, after].some((plan) => plan !== undefined && plan.stage !== "preproduction");
  return {
    stack: named.stack,
    environment: named.environment,
    ...told,
    rest: counted(changes),
    ends: after === undefined ? [] : endsSoon(after, new Date(after.date)),
    isProduction,
    approvals: approvals(told, losses, isProduction),
  };
}

/** The losses that have a reason of their own. */
function isTold(what: ResourceChange["what"], record: ResourceRecord, old: ResourceRecord | undefined): boolean {
  const guards = /^(authorization:ManagementLock|sql:(EncryptionProtector|ServerKey)$)/.test(record.kind);
  return guards || what === "unprotected" || record.protect || old?.protect === true;
}

function unknownOf(before: Plan | undefined, after: Plan | undefined): string[] {
  if (before === undefined || after === undefined) return [];
  return (["base", "head"] as const).flatMap((side) =>
    (side === "base" ? before : after).settings === undefined
      ? [`the plan of ${side} does not say its settings: make it with this version of strongroom`]
      : [],
  );
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
