// The promise that dev cannot read prod (R2), proven over all stacks at once: their environments do not share a subscription
// unless the settings say why, no principal of one holds a grant in another (but for a group that the settings give a reason
// for), and Azure's limits hold.
import { order } from "../../text/values.ts";
import type { AccessFinding } from "./finding.ts";
import { findings } from "./findings.ts";
import { limitUses, subscriptionOf, type LimitUse } from "./limits.ts";
import { accessMatrix } from "./matrix.ts";
import type { Snapshot } from "../snapshot/records.ts";
import { nameIn, type AccessRow } from "./row.ts";
import type { GroupSettings } from "../snapshot/sources.ts";

export interface StackToProve extends GroupSettings {
  readonly snapshot: Snapshot;
  /** The settings' reason for sharing a subscription with another environment. */
  readonly sharedBecause?: string;
  /** Object ids of groups, by the names that the settings give them. */
  readonly groups: Readonly<Record<string, string>>;
}

export interface Isolation {
  readonly stacks: readonly { readonly stack: string; readonly environment: string; readonly subscription: string }[];
  /** What breaks the promise; empty where it holds. */
  readonly problems: readonly string[];
  /** What is so because somebody said why, or soon too much. */
  readonly notes: readonly string[];
  readonly limits: readonly LimitUse[];
  /** Grants that were looked at. */
  readonly grants: number;
  /** Groups among the notes, which hold something in two environments. */
  readonly sharedGroups: number;
}

export function proveIsolation(stacks: readonly StackToProve[]): Isolation {
  const snapshots = stacks.map(({ snapshot }) => snapshot);
  const groups = Object.assign({}, ...stacks.map((stack) => stack.groups)) as Readonly<Record<string, string>>;
  const rows = accessMatrix(snapshots, { groups });
  const found = findings(rows, Object.fromEntries(stacks.map((stack) => [stack.snapshot.stack, stack])));
  const sharedGroups = found.filter(({ kind, weight }) => kind === "two environments" && weight === "note");
  const limits = limitUses(snapshots);
  const shared = sharedSubscriptions(stacks);
  return {
    stacks: stacks.map(({ snapshot }) => ({
      stack: snapshot.stack,
      environment: snapshot.environment,
      subscription: subscriptionOf(snapshot) ?? "not known",
    })),
    problems: [
      ...shared.problems,
      ...foreign(found),
      ...foreignScopes(rows, snapshots),
      ...limits.filter(({ status }) => status === "exceeded").map((use) => `${limitText(use)}: Azure refuses the rest`),
    ],
    notes: [
      ...shared.notes,
      ...sharedGroups.map(({ message }) => message),
      ...limits.filter(({ status }) => status === "warning").map((use) => `${limitText(use)}: more than 80 %`),
    ],
    limits,
    grants: rows.length,
    sharedGroups: sharedGroups.length,
  };
}

export function limitText({ what, where, count, limit, atMost }: LimitUse): string {
  const raised = atMost === undefined ? "" : `, ${String(atMost)} on request`;
  return `${what} of ${where}: ${String(count)} of ${String(limit)}${raised}`;
}

/** Environments that lie in one subscription. */
function sharedSubscriptions(stacks: readonly StackToProve[]): Pick<Isolation, "problems" | "notes"> {
  const problems: string[] = [];
  const notes: string[] = [];
  const bySubscription = Map.groupBy(
    stacks.filter(({ snapshot }) => subscriptionOf(snapshot) !== undefined),
    ({ snapshot }) => subscriptionOf(snapshot) ?? "",
  );
  for (const [subscription, same] of bySubscription) {
    const environments = [...new Set(same.map(({ snapshot }) => snapshot.environment))].sort(order);
    if (environments.length < 2) continue;
    const names = same
      .map(({ snapshot }) => snapshot.stack)
      .sort(order)
      .join(", ");
    const silent = same.filter(({ sharedBecause }) => sharedBecause === undefined);
    if (silent.length > 0) {
      const missing = silent
        .map(({ snapshot }) => `Pulumi.${snapshot.stack}.yaml`)
        .sort(order)
        .join(", ");
      problems.push(
        `stacks ${names}: ${environments.join(" and ")} share subscription ${subscription}: give each its own, or say why in strongroom:sharedSubscription of ${missing}`,
      );
    } else {
      notes.push(
        `stacks ${names}: ${environments.join(" and ")} share subscription ${subscription}: ${[...new Set(same.map(({ sharedBecause }) => sharedBecause))].join("; ")}`,
      );
    }
  }
  return { problems, notes };
}

/** Principals that hold a grant in an environment that is not theirs. */
function foreign(found: readonly AccessFinding[]): string[] {
  return found
    .filter(({ kind, weight }) => kind === "foreign environment" || (kind === "two environments" && weight === "alarm"))
    .map(({ message }) => message);
}

/** Grants of a stack on an object in a subscription where only another environment lives. */
function foreignScopes(rows: readonly AccessRow[], snapshots: readonly Snapshot[]): string[] {
  const environments = new Map<string, Set<string>>();
  for (const snapshot of snapshots) {
    const subscription = subscriptionOf(snapshot);
    if (subscription === undefined) continue;
    environments.set(subscription, (environments.get(subscription) ?? new Set()).add(snapshot.environment));
  }
  return rows.flatMap((row) => {
    const subscription = /^\/subscriptions\/([^/]+)/i.exec(row.scope)?.[1]?.toLowerCase();
    const homes = subscription === undefined ? undefined : environments.get(subscription);
    if (homes === undefined || homes.has(row.environment)) return [];
    const other = [...homes].sort(order).join(" and ");
    return [
      `${row.principal}: ${row.role} on ${row.object}: stack ${row.stack} of ${row.environment} grants it in the subscription of ${other} (${nameIn(row.urn)})`,
    ];
  });
}
