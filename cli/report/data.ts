// Everything that the page shows, from one plan. The page holds no logic of its own about access, dates or rules: it asks the same
// functions as the commands, so that it cannot say something else.
import type { AccessRow } from "../access/row.ts";
import { accessMatrix } from "../access/matrix.ts";
import type { AccessFinding } from "../access/finding.ts";
import { findings } from "../access/findings.ts";
import { fromPlan as snapshotOf, type Snapshot } from "../snapshot/records.ts";
import { reachOf, type Reached } from "../reach/reach.ts";
import { dated, type DatedItem } from "../inventory/due.ts";
import { itemsOf } from "../inventory/items.ts";
import type { Plan } from "../plan/document.ts";
import type { PolicyConfig } from "../../policy/config.ts";
import { fromPlan as judgedOf } from "../../policy/from-plan.ts";
import { assess, judge, type Assessment, type Verdict } from "../../policy/judge.ts";

export interface ReportData {
  readonly project: string;
  readonly stack: string;
  readonly environment: string;
  /** The day that expiries are counted from (ISO date). */
  readonly date: string;
  readonly snapshot: Snapshot;
  readonly rows: readonly AccessRow[];
  readonly findings: readonly AccessFinding[];
  /** For each object, everybody who can come to read it. */
  readonly reach: readonly Reached[];
  readonly items: readonly DatedItem[];
  readonly verdicts: readonly Verdict[];
  readonly assessments: readonly Assessment[];
}

export interface ReportOptions {
  readonly policy: PolicyConfig;
  /** Object ids of groups, by the names that settings give them. */
  readonly groups?: Readonly<Record<string, string>>;
  /** Against which exceptions and expiries are judged. */
  readonly now: Date;
}

export function reportData(plan: Plan, { policy, groups = {}, now }: ReportOptions): ReportData {
  const snapshot = snapshotOf(plan);
  const rows = accessMatrix([snapshot], { groups });
  const resources = judgedOf(plan);
  return {
    project: plan.project,
    stack: plan.stack,
    environment: plan.environment,
    date: plan.date,
    snapshot,
    rows,
    findings: findings(rows),
    reach: reachOf([snapshot], { groups }),
    items: dated(itemsOf([snapshot], { groups }), new Map(), now),
    verdicts: judge(resources, policy, [plan.environment, ...(plan.shape === undefined ? [] : [plan.shape])], { now }),
    assessments: assess(resources, policy, plan.environment, { now }),
  };
}
