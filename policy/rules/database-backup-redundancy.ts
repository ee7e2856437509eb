// Where backups go decides what survives a region, and which law applies. Benchmarks disagree on the right answer, so the
// organisation gives it.
import { controls } from "../controls.ts";
import { mustBeText } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const databaseBackupRedundancy: ResourceRule = {
  id: "database-backup-redundancy",
  title: "Database backups are where the organisation wants them",
  severity: "medium",
  controls: controls("residency", { mcsb: ["BR-2"] }),
  equals: [],
  appliesTo: ["sql:Database"],
  needs: { "sql:Database": ["requestedBackupStorageRedundancy"] },
  settings: ["backupRedundancies"],
  help: "set requestedBackupStorageRedundancy to one that the configuration allows",
  check: (database, { settings }) =>
    mustBeText(database, "requestedBackupStorageRedundancy", ...settings.backupRedundancies),
};
