// Staging: shaped like production, so that a release meets there what it will meet in production, at a smaller size and
// without the guards that would keep it from being rebuilt.
import type { DatabaseShape } from "../../components/sql/sql-database.ts";
import type { EnvironmentShape } from "../environment-shape.ts";

export const shape: EnvironmentShape = {
  stage: "preproduction",
  after: ["dev"],
  protection: { protect: false, lock: false },
  logRetentionDays: 90,
  vaultSku: "premium",
  alerts: "full",
  // As in dev: what operators could break can be rebuilt.
  people: { operatorsAsk: false, hours: 4 },
  // What production replicates meets the listener here first.
  sql: { failover: "where-paired" },
  databases: {
    small: generalPurpose(2, 64),
    medium: generalPurpose(4, 128),
    large: generalPurpose(8, 256),
  },
};

function generalPurpose(vCores: number, maxSizeGib: number): DatabaseShape {
  return {
    compute: { kind: "provisioned", tier: "GeneralPurpose", vCores },
    maxSizeGib,
    zoneRedundant: false,
    backupRedundancy: "Zone",
    pointInTimeDays: 14,
  };
}
