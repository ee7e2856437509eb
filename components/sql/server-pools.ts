// The elastic pools of a server: one for each name that its databases' shapes use, and its twin on the partner, since a
// replica goes into the pool of the same name there (sql-docs, failover-group-sql-db).
import type * as sql from "../azure/sql.ts";
import * as pulumi from "@pulumi/pulumi";
import { regionOf } from "../../facts/regions.ts";
import type { PartPlatform } from "../platform.ts";
import { elasticPool } from "./elastic-pool.ts";
import { maintenanceConfigurationId } from "./maintenance.ts";
import type { DatabaseShape } from "./sql-shape.ts";

export interface ServerPoolsArgs {
  readonly platform: PartPlatform;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly serverName: pulumi.Input<string>;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Of all databases of the server. */
  readonly shapes: readonly DatabaseShape[];
}

/** By the name of the pool; empty where no database shares. */
export function serverPools(
  name: string,
  args: ServerPoolsArgs,
  opts: pulumi.CustomResourceOptions,
): ReadonlyMap<string, sql.ElasticPool> {
  const { platform, location } = args;
  const pools = new Map<string, { readonly described: string; readonly made: sql.ElasticPool }>();
  for (const { compute, zoneRedundant: acrossZones, maintenance = "any-night" } of args.shapes) {
    if (compute.kind !== "pooled") continue;
    const { pool } = compute;
    // The partner's region may have no zones: a pool there is as safe as Azure makes it.
    const zoneRedundant = acrossZones && regionOf(location)?.zones !== false;
    // Zones and window are the pool's, too: what one of its databases asked for holds for all, or nobody would know whose.
    const described = JSON.stringify([pool, zoneRedundant, maintenance]);
    const before = pools.get(pool.name);
    if (before !== undefined) {
      if (before.described === described) continue;
      throw new pulumi.RunError(
        `SqlServer ${name}: shape.compute.pool: "${pool.name}" is described twice, and differently; shapes that share a pool describe it alike, with the same zoneRedundant and maintenance`,
      );
    }
    const made = elasticPool(
      `${name}-${pool.name}`,
      {
        shape: pool,
        resourceGroupName: args.resourceGroupName,
        serverName: args.serverName,
        location,
        zoneRedundant,
        maintenanceConfigurationId: maintenanceConfigurationId(platform.subscriptionId, location, {
          maintenance,
          zoneRedundant,
        }),
        tags: args.tags,
        protect: platform.protection.protect,
      },
      opts,
    );
    pools.set(pool.name, { described, made });
  }
  return new Map([...pools].map(([key, { made }]) => [key, made]));
}
