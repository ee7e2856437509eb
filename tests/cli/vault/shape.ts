// The shape of an environment without databases: small, since these tests are about vaults.
import type { AppShape } from "../../../components/app/app-environment.ts";
import type { DatabaseShape } from "../../../components/sql/sql-shape.ts";

const database: DatabaseShape = {
  compute: { kind: "serverless", vCores: 1, minVCores: 0.5, autoPauseMinutes: 60 },
  maxSizeGib: 32,
  zoneRedundant: false,
  backupRedundancy: "Local",
  pointInTimeDays: 7,
};

export const testShape: AppShape = {
  vaultSku: "standard",
  people: { operatorsAsk: false, hours: 4 },
  sql: { failover: "never" },
  databases: { small: database, medium: database, large: database },
};
