// Azure's regions, their clouds and pairs: so that a misspelt region is found before Azure is asked, and the second vault
// and the backups go where Azure itself would put them.
// Source: azure-docs, reliability/cross-region-replication-azure.md, copy of December 2022. It says nothing of Jio India and
// of the regions opened since; those stand here as Azure's tools name them, without a pair, not confirmed by that page. Two
// regions are paired with US Gov Texas; it is paired back with Virginia here. A region newer than this table is added here.
import type { CloudName } from "./clouds.ts";

export interface Region {
  readonly cloud: CloudName;
  /** Where Azure replicates to; absent for regions that rely on availability zones alone. */
  readonly pair?: string;
}

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
const ONE_WAY: Readonly<Record<string, Region>> = {
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

export const REGIONS: ReadonlyMap<string, Region> = new Map([
  ...Object.entries(PAIRS).flatMap(([cloud, pairs]) =>
    pairs.flatMap(([a, b]): [string, Region][] => [
      [a, { cloud: cloud as CloudName, pair: b }],
      [b, { cloud: cloud as CloudName, pair: a }],
    ]),
  ),
  ...Object.entries(ONE_WAY),
  ...WITHOUT_PAIR.map((name): [string, Region] => [name, { cloud: "public" }]),
]);

/** Where the second vault and the second server go: what the settings say, or else the region that Azure pairs with it. */
export function pairedLocationOf(settings: {
  readonly location: string;
  readonly pairedLocation?: string | undefined;
}): string | undefined {
  return settings.pairedLocation ?? REGIONS.get(settings.location)?.pair;
}
