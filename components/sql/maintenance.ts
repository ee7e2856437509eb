// When Azure may interrupt a database for a few seconds to update it. Left alone that is any night; production names the
// nights, so that an interruption never comes as a surprise.

/** Ten in the evening to six in the morning, local time of the region; "any-night" is Azure's default, five to eight. */
export type MaintenanceWindow = "any-night" | "weekday-nights" | "weekend-nights";

// sql-docs, maintenance-window.md: regions that offer the choice for zone-redundant databases too (Mar 2024). The names are
// those that Azure Resource Manager knows, `SQL_<region>_DB_<1|2>`, as terraform-provider-azurerm lists them; 1 is the
// weekday window, 2 the weekend's.
const REGIONS: Readonly<Record<string, string>> = {
  australiaeast: "AustraliaEast",
  canadacentral: "CanadaCentral",
  centralus: "CentralUS",
  eastus: "EastUS",
  eastus2: "EastUS2",
  japaneast: "JapanEast",
  northeurope: "NorthEurope",
  southcentralus: "SouthCentralUS",
  southeastasia: "SoutheastAsia",
  uksouth: "UKSouth",
  westeurope: "WestEurope",
  westus2: "WestUS2",
};

/** The window's ARM id. Where a region offers no choice it is Azure's default: safe, only less predictable. */
export function maintenanceConfigurationId(
  subscriptionId: string,
  location: string,
  window: MaintenanceWindow,
): string {
  const region = REGIONS[location];
  const name =
    window === "any-night" || region === undefined
      ? "SQL_Default"
      : `SQL_${region}_DB_${window === "weekday-nights" ? "1" : "2"}`;
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Maintenance/publicMaintenanceConfigurations/${name}`;
}
