// What a database is made of in one environment: compute, size, backups. The stack decides and the manifest only says
// small, medium or large, so that no application can buy itself out of its backups.
import * as pulumi from "@pulumi/pulumi";
import { regionOf } from "../../facts/regions.ts";
import type { MaintenanceWindow } from "./maintenance.ts";

/** vCores and tier of a database that has a size of its own, or of a pool. */
export interface ProvisionedCompute {
  readonly kind: "provisioned";
  readonly tier: "GeneralPurpose" | "BusinessCritical";
  readonly vCores: number;
}

/** Sized by the second, between two bounds. */
export interface ServerlessCompute {
  readonly kind: "serverless";
  /** Most vCores that it takes. */
  readonly vCores: number;
  /** vCores that it keeps while it runs. */
  readonly minVCores: number;
  /** Minutes without use after which it pauses, 15 to 10,080; -1: never (learn: serverless compute tier). */
  readonly autoPauseMinutes: number;
}

/** Several databases of one server share vCores and space. */
export interface PooledCompute {
  readonly kind: "pooled";
  /** Shapes that name the same pool share it. */
  readonly pool: ElasticPoolShape;
}

export interface ElasticPoolShape {
  readonly name: string;
  readonly tier: "GeneralPurpose" | "BusinessCritical";
  readonly vCores: number;
  readonly maxSizeGib: number;
  /** vCores that each database always has, and at most takes. */
  readonly perDatabase: { readonly minVCores: number; readonly maxVCores: number };
}

export type BackupRedundancy = "Local" | "Zone" | "Geo" | "GeoZone";

/** What a size is, and how its data is kept. */
export interface DatabaseShape {
  readonly compute: ServerlessCompute | ProvisionedCompute | PooledCompute;
  readonly maxSizeGib: number;
  readonly zoneRedundant: boolean;
  readonly backupRedundancy: BackupRedundancy;
  /** Days that any point in time can be restored, 1 to 35 (learn: automated backups). */
  readonly pointInTimeDays: number;
  /** Hours between two differential backups. @default 12, Azure's own */
  readonly differentialHours?: 12 | 24;
  /** ISO 8601 durations. @default none kept */
  readonly longTerm?: { readonly weekly: string; readonly monthly: string; readonly yearly: string };
  /** When Azure may interrupt it for maintenance. @default "any-night" */
  readonly maintenance?: MaintenanceWindow;
}

/** What the stack decides for a server. */
export interface SqlShape {
  /** @default "1.2" */
  readonly minimalTlsVersion?: "1.2" | "1.3";
  /** Whether databases have a replica in the paired region: never, where the manifest says `availability: paired`, or always. */
  readonly failover: "never" | "where-paired" | "always";
}

/**
 * Whose Defender for SQL it is. "subscription": the plan is on for all of it, and has switched on the express assessment of a
 * server before anybody asks.
 */
export type DefenderForSql = "per-server" | "subscription";

/** Where data may be kept. "region": neither a backup nor a replica leaves it. */
export type DataResidency = "region" | "geography";

const WITHIN_REGION: Readonly<Record<BackupRedundancy, BackupRedundancy>> = {
  Local: "Local",
  Zone: "Zone",
  Geo: "Local",
  GeoZone: "Zone",
};

/** The same shape, with backups kept in the region where the data must stay there (sql-docs, automated-backups-overview). */
export function resident(shape: DatabaseShape, residency: DataResidency): DatabaseShape {
  if (residency === "geography") return shape;
  return { ...shape, backupRedundancy: WITHIN_REGION[shape.backupRedundancy] };
}

const WITHOUT_PAIR: Readonly<Record<BackupRedundancy, BackupRedundancy>> = {
  ...WITHIN_REGION,
  Geo: "Zone",
};

/**
 * The same shape, with backups as far away as Azure takes them from this region: one that it pairs with no other keeps its own
 * (sql-docs, automated-backups-overview, backup storage redundancy). What a region without zones cannot keep is refused.
 */
export function storable(shape: DatabaseShape, location: string): DatabaseShape {
  const region = regionOf(location);
  if (region === undefined || region.pair !== undefined) return shape;
  return { ...shape, backupRedundancy: WITHOUT_PAIR[shape.backupRedundancy] };
}

/** What Azure refuses, said before anything is created. */
export function validateShape(where: string, shape: DatabaseShape, replicated: boolean, location: string): void {
  const refuse = (field: string, problem: string): never => {
    throw new pulumi.RunError(`${where}: shape.${field}: ${problem}`);
  };
  const region = regionOf(location);
  if (region !== undefined) {
    const { backupRedundancy, compute, zoneRedundant } = shape;
    const elsewhere = `choose another region (strongroom:location), or another shape in the stack`;
    if (!region.zones && zoneRedundant) {
      refuse("zoneRedundant", `true, and the region ${location} has no availability zones; ${elsewhere}`);
    }
    if (!region.zones && (backupRedundancy === "Zone" || backupRedundancy === "GeoZone")) {
      refuse(
        "backupRedundancy",
        `"${backupRedundancy}", and the region ${location} has no availability zones; allowed are "Local"${region.pair === undefined ? "" : ' and "Geo"'}; ${elsewhere}`,
      );
    }
    if (region.pair === undefined && (backupRedundancy === "Geo" || backupRedundancy === "GeoZone")) {
      refuse(
        "backupRedundancy",
        `"${backupRedundancy}", and Azure pairs no region with ${location}; allowed are "Local" and "Zone"`,
      );
    }
    if (region.lacksServerless && compute.kind === "serverless") {
      refuse("compute.kind", `"serverless", which the region ${location} does not have; ${elsewhere}`);
    }
  }
  if (!Number.isInteger(shape.pointInTimeDays) || shape.pointInTimeDays < 1 || shape.pointInTimeDays > 35) {
    refuse("pointInTimeDays", `${String(shape.pointInTimeDays)} days; allowed are 1 to 35`);
  }
  if (shape.zoneRedundant && shape.backupRedundancy !== "Zone" && shape.backupRedundancy !== "GeoZone") {
    // sql-docs, high-availability-sla-local-zone-redundancy: backups of a zone-redundant database are at least zone-redundant.
    refuse(
      "backupRedundancy",
      `"${shape.backupRedundancy}" with a zone-redundant database; allowed are "Zone" and "GeoZone"`,
    );
  }
  const { compute } = shape;
  if (compute.kind !== "serverless") return;
  if (compute.minVCores > compute.vCores) {
    refuse("compute.minVCores", `${String(compute.minVCores)}; allowed is at most vCores, ${String(compute.vCores)}`);
  }
  if (compute.autoPauseMinutes === -1) return;
  if (compute.autoPauseMinutes < 15 || compute.autoPauseMinutes > 10_080) {
    refuse(
      "compute.autoPauseMinutes",
      `${String(compute.autoPauseMinutes)}; allowed are 15 to 10080, and -1 for never`,
    );
  }
  // sql-docs, serverless-tier-overview: what keeps a database awake cannot be combined with pausing.
  if (shape.longTerm !== undefined)
    refuse("longTerm", "a database that pauses has no long-term backups; use autoPauseMinutes -1");
  if (replicated) refuse("compute.autoPauseMinutes", "a database that pauses cannot be in a failover group; use -1");
}

/** Whether databases of an application have a replica in the paired region. */
export function isReplicated(
  { failover }: Pick<SqlShape, "failover">,
  residency: DataResidency,
  availability: "regional" | "paired",
): boolean {
  return (
    residency === "geography" && (failover === "always" || (failover === "where-paired" && availability === "paired"))
  );
}
