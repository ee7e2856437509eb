// When Azure may interrupt a database for a few seconds to update it. Left alone that is any night; production names the
// nights, so that an interruption never comes as a surprise.
import { maintenanceRegion } from "../../facts/sql-maintenance.ts";

/** Ten in the evening to six in the morning, local time of the region; "any-night" is Azure's default, five to eight. */
export type MaintenanceWindow = "any-night" | "weekday-nights" | "weekend-nights";

/** The window's ARM id. Where a region offers no choice it is Azure's default: safe, only less predictable. */
export function maintenanceConfigurationId(
  subscriptionId: string,
  location: string,
  {
    maintenance: window = "any-night",
    zoneRedundant,
  }: { readonly maintenance?: MaintenanceWindow; readonly zoneRedundant: boolean },
): string {
  // 1 is the weekday window, 2 the weekend's (sql-docs, maintenance-window.md).
  const region = maintenanceRegion(location, zoneRedundant);
  const name =
    window === "any-night" || region === undefined
      ? "SQL_Default"
      : `SQL_${region}_DB_${window === "weekday-nights" ? "1" : "2"}`;
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Maintenance/publicMaintenanceConfigurations/${name}`;
}
