// Production: keys in an HSM, databases across zones with a year of backups, and nothing of value that can be deleted by
// accident.
import type { DatabaseShape } from "../../components/sql/sql-database.ts";
import type { EnvironmentShape } from "../environment-shape.ts";

export const shape: EnvironmentShape = {
  stage: "production",
  after: ["staging"],
  protection: { protect: true, lock: true },
  // A year: what PCI DSS 4.0 asks for in requirement 10.5.1.
  logRetentionDays: 365,
  vaultSku: "premium",
  alerts: "full",
  // Nobody holds anything in production until somebody else has approved it, and then for half a working day.
  people: { operatorsAsk: true, hours: 4 },
  // A replica of every database in the paired region, behind a name that follows the primary.
  sql: { failover: "always" },
  databases: {
    small: acrossZones(2, 128),
    medium: acrossZones(4, 512),
    large: acrossZones(8, 1024),
  },
};

/** Replicas in several zones; every point of the last 35 days, and weeks, months and years beyond, can be restored. */
function acrossZones(vCores: number, maxSizeGib: number): DatabaseShape {
  return {
    compute: { kind: "provisioned", tier: "GeneralPurpose", vCores },
    maxSizeGib,
    zoneRedundant: true,
    backupRedundancy: "GeoZone",
    pointInTimeDays: 35,
    maintenance: "weekend-nights",
    longTerm: { weekly: "P5W", monthly: "P12M", yearly: "P7Y" },
  };
}
