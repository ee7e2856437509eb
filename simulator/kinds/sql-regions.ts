// What a region does not have cannot be had there: zones, another region for backups, windows for maintenance, serverless.
import { regionOf } from "../../facts/regions.ts";
import { maintenanceRegion } from "../../facts/sql-maintenance.ts";
import { AzureError } from "../model/errors.ts";
import { lastSegment, parentOf } from "../model/ids.ts";
import type { Draft } from "../model/kind.ts";
import { region as plain } from "../model/rules.ts";
import { textAt } from "../model/values.ts";

/**
 * Of a database or a pool. The first message is one that Azure gives for zones (azure-docs#31343, of another tier); the codes of
 * the others were seen nowhere. Regions that the table does not know have everything.
 */
export function requireWhatTheRegionHas({ cloud, id, inputs }: Draft): void {
  const server = cloud.get(parentOf(id) ?? "");
  const location = plain(textAt(inputs, "location") ?? textAt(server?.properties, "location") ?? "");
  const here = regionOf(location);
  if (here === undefined) return;
  const zoneRedundant = inputs["zoneRedundant"] === true;
  if (zoneRedundant && !here.zones) {
    throw new AzureError(
      400,
      "ProvisioningDisabled",
      "Provisioning of zone redundant database/pool is not supported for your current request.",
    );
  }
  const redundancy = textAt(inputs, "requestedBackupStorageRedundancy") ?? "";
  const lacks =
    (redundancy.endsWith("Zone") && !here.zones) || (redundancy.startsWith("Geo") && here.pair === undefined);
  if (lacks) {
    throw new AzureError(
      400,
      "InvalidBackupStorageRedundancy",
      `Backup storage redundancy '${redundancy}' of '${lastSegment(id)}' is not available in '${location}'.`,
    );
  }
  const window = lastSegment(textAt(inputs, "maintenanceConfigurationId") ?? "SQL_Default");
  const offered = maintenanceRegion(location, zoneRedundant);
  if (window !== "SQL_Default" && !["1", "2"].some((which) => window === `SQL_${offered ?? "-"}_DB_${which}`)) {
    throw new AzureError(
      400,
      "InvalidMaintenanceConfigurationId",
      `Maintenance configuration '${window}' cannot be assigned to '${lastSegment(id)}' in '${location}'.`,
    );
  }
  if (here.lacksServerless && (textAt(inputs, "sku.name") ?? "").includes("_S_")) {
    throw new AzureError(
      400,
      "InvalidSku",
      `The serverless compute tier is not available in '${location}' ('${lastSegment(id)}').`,
    );
  }
}
