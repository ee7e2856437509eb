// Development: small, serverless and cheap, and as private as production. Nothing here is kept by force, except what
// purge protection keeps everywhere.
import type { DatabaseShape } from "../../components/sql/sql-database.ts";
import type { EnvironmentShape } from "../environment-shape.ts";

export const shape: EnvironmentShape = {
  stage: "preproduction",
  after: [],
  protection: { protect: false, lock: false },
  // The least that Log Analytics keeps, at no further cost.
  logRetentionDays: 30,
  // Keys live in software, even where a manifest asks for an HSM.
  vaultSku: "standard",
  alerts: "essential",
  // People reach a development vault by being in a group; reading a value takes asking, as everywhere.
  people: { operatorsAsk: false, hours: 4 },
  sql: { failover: "never" },
  databases: {
    small: serverless(1, 32),
    medium: serverless(2, 64),
    large: serverless(4, 128),
  },
};

/** Serverless: pauses after an hour without use, the least that Azure allows being 15 minutes (learn: serverless tier). */
function serverless(vCores: number, maxSizeGib: number): DatabaseShape {
  return {
    compute: { kind: "serverless", vCores, minVCores: 0.5, autoPauseMinutes: 60 },
    maxSizeGib,
    zoneRedundant: false,
    backupRedundancy: "Local",
    pointInTimeDays: 7,
  };
}
