// Databases that are busy at different hours can share what one of them would need alone.
import * as sql from "../azure/sql.ts";
import type * as pulumi from "@pulumi/pulumi";
import type { ElasticPoolShape } from "./sql-shape.ts";

/** Bytes. */
export const GIB = 1024 ** 3;

export interface ElasticPoolArgs {
  readonly shape: ElasticPoolShape;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly serverName: pulumi.Input<string>;
  readonly location: string;
  readonly zoneRedundant: boolean;
  readonly maintenanceConfigurationId: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly protect: boolean;
}

export function elasticPool(name: string, args: ElasticPoolArgs, opts: pulumi.CustomResourceOptions): sql.ElasticPool {
  const { shape } = args;
  return new sql.ElasticPool(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      serverName: args.serverName,
      elasticPoolName: shape.name,
      location: args.location,
      sku: provisionedSku(shape),
      maxSizeBytes: shape.maxSizeGib * GIB,
      perDatabaseSettings: {
        minCapacity: shape.perDatabase.minVCores,
        maxCapacity: shape.perDatabase.maxVCores,
      },
      zoneRedundant: args.zoneRedundant,
      maintenanceConfigurationId: args.maintenanceConfigurationId,
      tags: args.tags,
    },
    { ...opts, protect: args.protect },
  );
}

/** As Azure returns it: `GP_Gen5` of the family `Gen5`, not `GP_Gen5_2`, which would show as drift. */
export function provisionedSku(of: { readonly tier: "GeneralPurpose" | "BusinessCritical"; readonly vCores: number }): {
  readonly name: string;
  readonly tier: string;
  readonly family: string;
  readonly capacity: number;
} {
  const name = of.tier === "GeneralPurpose" ? "GP_Gen5" : "BC_Gen5";
  return { name, tier: of.tier, family: "Gen5", capacity: of.vCores };
}
