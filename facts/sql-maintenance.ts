// Where a database's maintenance window can be chosen. Source: sql-docs, azure-sql/database/region-availability.md (30 September
// 2026). The names are those that Azure Resource Manager knows, `SQL_<region>_DB_<1|2>`, as terraform-provider-azurerm lists
// them; those of the regions of other clouds, where the page has a choice too, were seen nowhere, so none is made there.

/** What Azure Resource Manager calls the region; for databases across zones as well. */
const ACROSS_ZONES: Readonly<Record<string, string>> = {
  australiaeast: "AustraliaEast",
  brazilsouth: "BrazilSouth",
  canadacentral: "CanadaCentral",
  centralindia: "CentralIndia",
  centralus: "CentralUS",
  eastasia: "EastAsia",
  eastus: "EastUS",
  eastus2: "EastUS2",
  francecentral: "FranceCentral",
  germanywestcentral: "GermanyWestCentral",
  japaneast: "JapanEast",
  northeurope: "NorthEurope",
  southcentralus: "SouthCentralUS",
  southeastasia: "SoutheastAsia",
  swedencentral: "SwedenCentral",
  uaenorth: "UAENorth",
  uksouth: "UKSouth",
  westeurope: "WestEurope",
  westus2: "WestUS2",
  westus3: "WestUS3",
};

/** For databases in one zone only. */
const IN_ONE_ZONE: Readonly<Record<string, string>> = {
  australiasoutheast: "AustraliaSoutheast",
  brazilsoutheast: "BrazilSoutheast",
  canadaeast: "CanadaEast",
  francesouth: "FranceSouth",
  japanwest: "JapanWest",
  northcentralus: "NorthCentralUS",
  southafricanorth: "SouthAfricaNorth",
  southindia: "SouthIndia",
  switzerlandnorth: "SwitzerlandNorth",
  ukwest: "UKWest",
  westcentralus: "WestCentralUS",
  westus: "WestUS",
};

/** The region's name in its windows' names; undefined: Azure's default is all that there is. */
export function maintenanceRegion(location: string, zoneRedundant: boolean): string | undefined {
  return ACROSS_ZONES[location] ?? (zoneRedundant ? undefined : IN_ONE_ZONE[location]);
}
