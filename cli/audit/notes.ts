// What an audit cannot show, said beside what it shows: logs that are gone, logs that were never kept, and what no log tells.
import type { LogAnswer, Period } from "../logs/logs.ts";
import { text } from "../../text/values.ts";

const DAY = 86_400_000;

/** Minutes that a line may take to reach the workspace (azure-monitor-docs, logs/data-ingestion-time: resource logs up to fifteen, activity up to ten). */
const LATE_MINUTES = 15;

export interface Asked extends Period {
  readonly now: Date;
  /** Days that logs stay searchable. */
  readonly retentionDays: number | undefined;
  /** Logs that were asked, as log-horizon.kql calls them. */
  readonly logs: readonly (keyof typeof LOGS)[];
}

const LOGS = { vaults: "vaults", databases: "databases", changes: "changes of the subscription", groups: "groups" };

export function notesOf(asked: Asked, horizon: LogAnswer): string[] {
  const { from, to, now, retentionDays, logs } = asked;
  const kept = retentionDays === undefined ? undefined : new Date(now.getTime() - retentionDays * DAY);
  const oldest = new Map(
    horizon.rows.flatMap((row) => {
      const [log, time] = [text(row["Log"]), text(row["Oldest"])];
      return log === undefined || time === undefined ? [] : [[log, new Date(time)] as const];
    }),
  );
  return [
    ...(kept !== undefined && from < kept
      ? [
          `the workspace keeps ${String(retentionDays)} days: of the time before ${iso(kept)} nothing is left, so nobody is said to have come or not`,
        ]
      : []),
    ...logs.flatMap((log) => {
      const since = oldest.get(log);
      if (since === undefined) {
        return [`the log of ${LOGS[log]} holds nothing in this time: it is not collected, or nothing happened`];
      }
      return since.getTime() - from.getTime() > DAY
        ? [`the log of ${LOGS[log]} begins at ${iso(since)}: of the time before it nothing is known`]
        : [];
    }),
    ...(now.getTime() - to.getTime() < LATE_MINUTES * 60_000
      ? [`lines of the last ${String(LATE_MINUTES)} minutes may still be on their way`]
      : []),
    ...(logs.includes("vaults")
      ? [
          "who held a value before, or got it from somebody who read it, no log shows; nor what is done with the public half of a key",
        ]
      : []),
    ...(logs.includes("databases")
      ? ["the audit of a database says what was run, not which rows somebody saw; Entra's refusals are in its sign-ins"]
      : []),
    "who is in a group is Entra's to say; only additions that its log holds are seen here",
  ];
}

export const iso = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, "Z");
