// Backups of every database and of its replicas.
import { controls } from "../../../policy/controls.ts";
import type { ResourceRecord } from "../../snapshot/records.ts";
import { replicasOf } from "../../access/replicas.ts";
import { number, text } from "../../../text/values.ts";
import { each, type Statement } from "./statement.ts";

/** Least days of point-in-time restore that Azure SQL offers beyond a day (sql-docs, automated-backups-overview). */
const BACKUP_DAYS = 7;

export const BACKUPS: readonly Statement[] = [
  {
    id: "databases-are-backed-up",
    title: `Every database and every replica can be restored to any point of the last ${String(BACKUP_DAYS)} days or more`,
    controls: controls("resilience"),
    about: "database",
    evaluate: ({ resources }) => {
      const onServers = Map.groupBy(replicasOf(resources), ({ database }) => database.urn);
      return each(resources, "sql:Database", (database) => {
        const servers = [
          text(database.inputs["serverName"]),
          ...(onServers.get(database.urn) ?? []).map(({ server }) => server),
        ];
        const days = servers.map((server) => backupDays(resources, server, text(database.inputs["databaseName"])));
        const shown = days.map(
          (count, index) => `${count === 0 ? "not set" : String(count)}${index === 0 ? "" : ` on the replica`}`,
        );
        return [Math.min(...days) >= BACKUP_DAYS, "backup policy: retentionDays", shown.join(", ")];
      });
    },
  },
];

/** Days that any point in time can be restored; 0 where nothing says so. */
function backupDays(
  resources: readonly ResourceRecord[],
  server: string | undefined,
  database: string | undefined,
): number {
  const policy = resources.find(
    ({ kind, inputs }) =>
      kind === "sql:BackupShortTermRetentionPolicy" &&
      text(inputs["serverName"]) === server &&
      text(inputs["databaseName"]) === database,
  );
  return number(policy?.props["retentionDays"]) ?? 0;
}
