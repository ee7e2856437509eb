// Staging: shaped like production, so that a release meets there what it will meet in production, at a smaller size and
// without the guards that would keep it from being rebuilt.
import type { DatabaseShape } from "../components/sql/sql-database.ts";
import { deployEnvironment, type EnvironmentOutputs, type EnvironmentShape } from "./environment.ts";
import type { EnvironmentArgs } from "./environment-args.ts";
import { PEOPLE } from "./people.ts";

const shape: EnvironmentShape = {
  protection: { protect: false, lock: false },
  logRetentionDays: 90,
  vaultSku: "premium",
  people: PEOPLE.staging,
  // What production replicates meets the listener here first.
  sql: { failover: "where-paired" },
  databases: {
    small: generalPurpose(2, 64),
    medium: generalPurpose(4, 128),
    large: generalPurpose(8, 256),
  },
};

export function staging(args: EnvironmentArgs): Promise<EnvironmentOutputs> {
  return deployEnvironment(args, shape);
}

function generalPurpose(vCores: number, maxSizeGib: number): DatabaseShape {
  return {
    compute: { kind: "provisioned", tier: "GeneralPurpose", vCores },
    maxSizeGib,
    zoneRedundant: false,
    backupRedundancy: "Zone",
    pointInTimeDays: 14,
  };
}
