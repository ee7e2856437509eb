// Azure's regions, their clouds, pairs and zones: so that a misspelt region is found before Azure is asked, the second vault and
// the backups go where Azure itself would put them, and nothing is planned across zones that a region does not have.
// Sources: azure-docs, reliability/regions-list.md (21 March 2025; the public cloud); docs.azure.cn, reliability/regions-list
// (China); azure-docs, reliability/cross-region-replication-azure.md, copy of December 2022, and availability-zones-region-support.md
// of November 2024 (US government, Sweden South). Jio India, Chile and Malaysia stand here as Azure's tools name them;
// no page that was read confirms their zones, so that they have none here. Two regions are paired with US Gov Texas; it is
// paired back with Virginia here. A region newer than this table is added here.
import type { CloudName } from "./clouds.ts";

export interface Region {
  readonly cloud: CloudName;
  /** Where Azure replicates to; absent for regions that rely on availability zones alone. */
  readonly pair?: string;
  /** Whether it has availability zones. */
  readonly zones: boolean;
  /** Serverless databases are not offered (sql-docs, azure-sql/database/region-availability.md, 30 September 2026). */
  readonly lacksServerless?: true;
}

type Place = Pick<Region, "cloud" | "pair">;

const WITH_ZONES: ReadonlySet<string> = new Set([
  "australiaeast",
  "austriaeast",
  "belgiumcentral",
  "brazilsouth",
  "canadacentral",
  "centralindia",
  "centralus",
  "chinanorth3",
  "eastasia",
  "eastus",
  "eastus2",
  "francecentral",
  "germanywestcentral",
  "indonesiacentral",
  "israelcentral",
  "italynorth",
  "japaneast",
  "japanwest",
  "koreacentral",
  "mexicocentral",
  "newzealandnorth",
  "northeurope",
  "norwayeast",
  "polandcentral",
  "qatarcentral",
  "southafricanorth",
  "southcentralus",
  "southeastasia",
  "spaincentral",
  "swedencentral",
  "switzerlandnorth",
  "uaenorth",
  "uksouth",
  "usgovvirginia",
  "westeurope",
  "westus2",
  "westus3",
]);

const WITHOUT_SERVERLESS: ReadonlySet<string> = new Set(["chinaeast", "chinanorth"]);

/** Pairs that hold in both directions. */
const PAIRS: Readonly<Record<CloudName, readonly (readonly [string, string])[]>> = {
  public: [
    ["eastasia", "southeastasia"],
    ["australiaeast", "australiasoutheast"],
    ["australiacentral", "australiacentral2"],
    ["canadacentral", "canadaeast"],
    ["northeurope", "westeurope"],
    ["francecentral", "francesouth"],
    ["germanywestcentral", "germanynorth"],
    ["centralindia", "southindia"],
    ["japaneast", "japanwest"],
    ["koreacentral", "koreasouth"],
    ["eastus", "westus"],
    ["eastus2", "centralus"],
    ["northcentralus", "southcentralus"],
    ["westus2", "westcentralus"],
    ["norwayeast", "norwaywest"],
    ["southafricanorth", "southafricawest"],
    ["swedencentral", "swedensouth"],
    ["switzerlandnorth", "switzerlandwest"],
    ["uksouth", "ukwest"],
    ["uaenorth", "uaecentral"],
  ],
  usgovernment: [
    ["usgovvirginia", "usgovtexas"],
    ["usdodeast", "usdodcentral"],
  ],
  china: [
    ["chinanorth", "chinaeast"],
    ["chinanorth2", "chinaeast2"],
    ["chinanorth3", "chinaeast3"],
  ],
};

/** Regions whose pair is not paired back with them. */
const ONE_WAY: Readonly<Record<string, Place>> = {
  brazilsouth: { cloud: "public", pair: "southcentralus" },
  brazilsoutheast: { cloud: "public", pair: "brazilsouth" },
  westindia: { cloud: "public", pair: "southindia" },
  westus3: { cloud: "public", pair: "eastus" },
  usgovarizona: { cloud: "usgovernment", pair: "usgovtexas" },
};

const WITHOUT_PAIR = [
  "austriaeast",
  "belgiumcentral",
  "chilecentral",
  "indonesiacentral",
  "israelcentral",
  "italynorth",
  "jioindiacentral",
  "jioindiawest",
  "malaysiawest",
  "mexicocentral",
  "newzealandnorth",
  "polandcentral",
  "qatarcentral",
  "spaincentral",
] as const;

const PLACES: readonly (readonly [string, Place])[] = [
  ...Object.entries(PAIRS).flatMap(([cloud, pairs]) =>
    pairs.flatMap(([a, b]): [string, Place][] => [
      [a, { cloud: cloud as CloudName, pair: b }],
      [b, { cloud: cloud as CloudName, pair: a }],
    ]),
  ),
  ...Object.entries(ONE_WAY),
  ...WITHOUT_PAIR.map((name): [string, Place] => [name, { cloud: "public" }]),
];

export const REGIONS: ReadonlyMap<string, Region> = new Map(
  PLACES.map(([name, place]): [string, Region] => [
    name,
    { ...place, zones: WITH_ZONES.has(name), ...(WITHOUT_SERVERLESS.has(name) ? { lacksServerless: true } : {}) },
  ]),
);

/** The table's entry for a region as Azure or a person writes it: `West US 2` and `westus2` are one place. */
export function regionOf(location: string): Region | undefined {
  return REGIONS.get(location.toLowerCase().replaceAll(" ", ""));
}

/** Where the second vault and the second server go: what the settings say, or else the region that Azure pairs with it. */
export function pairedLocationOf(settings: {
  readonly location: string;
  readonly pairedLocation?: string | undefined;
}): string | undefined {
  return settings.pairedLocation ?? REGIONS.get(settings.location)?.pair;
}
