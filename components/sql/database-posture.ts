// What every database has besides itself, the primary and its replica in the paired region alike: what it reports is written
// down, and it can be brought back. One place for both, so that the copy that counts on the worst day is not the one with
// Azure's seven days of backups and nobody watching.
import * as sql from "../azure/sql.ts";
import type * as pulumi from "@pulumi/pulumi";
import { sendLogs } from "../observability/diagnostics.ts";
import type { PlatformAudit } from "../platform.ts";
import type { DatabaseShape } from "./sql-shape.ts";

/** What the engine itself reports (azure-monitor-docs, supported-logs/microsoft-sql-servers-databases-logs.md). */
const LOG_CATEGORIES: readonly string[] = [
  "SQLInsights",
  "AutomaticTuning",
  "Errors",
  "Timeouts",
  "Blocks",
  "Deadlocks",
];

/** A database in its server. */
export type InDatabase = Readonly<Record<"resourceGroupName" | "serverName" | "databaseName", pulumi.Input<string>>>;

export interface DatabasePostureArgs {
  readonly inDatabase: InDatabase;
  readonly id: pulumi.Input<string>;
  readonly shape: DatabaseShape;
  readonly audit: PlatformAudit;
}

export function databasePosture(name: string, args: DatabasePostureArgs, opts: pulumi.CustomResourceOptions): void {
  keepBackups(name, args.inDatabase, args.shape, opts);
  sendLogs(
    name,
    {
      target: args.id,
      audit: args.audit,
      logs: LOG_CATEGORIES.map((category) => ({ category })),
      metrics: false,
    },
    opts,
  );
}

/** Backups of two kinds: any point of the last days, and weeks, months and years beyond. */
function keepBackups(
  name: string,
  inDatabase: InDatabase,
  shape: DatabaseShape,
  opts: pulumi.CustomResourceOptions,
): void {
  const shortTerm = new sql.BackupShortTermRetentionPolicy(
    `${name}-backup`,
    {
      ...inDatabase,
      policyName: "default",
      retentionDays: shape.pointInTimeDays,
      ...(shape.differentialHours === undefined ? {} : { diffBackupIntervalInHours: shape.differentialHours }),
    },
    opts,
  );
  if (shape.longTerm === undefined) return;
  new sql.LongTermRetentionPolicy(
    `${name}-archive`,
    {
      ...inDatabase,
      policyName: "default",
      weeklyRetention: shape.longTerm.weekly,
      monthlyRetention: shape.longTerm.monthly,
      yearlyRetention: shape.longTerm.yearly,
      // Without a yearly backup Azure keeps no week, and answers 0 (recorded).
      weekOfYear: shape.longTerm.yearly === "PT0S" ? 0 : 1,
    },
    // Two changes of one database at once are refused; what the first waits for, this one waits for too.
    { ...opts, dependsOn: shortTerm },
  );
}
