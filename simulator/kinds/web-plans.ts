// What App Service answers of a plan: the size taken apart and much that follows from it. As recorded answers of real Azure
// have it (tests/conformance).
import { REGIONS } from "../../facts/regions.ts";
import { AzureError } from "../model/errors.ts";
import type { Draft } from "../model/kind.ts";
import { region } from "../model/rules.ts";
import { capital } from "./app-answers.ts";
import { isObject, numberAt, textAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";

const TIERS: readonly (readonly [sizes: RegExp, tier: string, family: string])[] = [
  [/^F\d$/i, "Free", "F"],
  [/^D\d$/i, "Shared", "D"],
  [/^B\d$/i, "Basic", "B"],
  [/^S\d$/i, "Standard", "S"],
  [/^P\d+v2$/i, "PremiumV2", "Pv2"],
  [/^P\d+m?v3$/i, "PremiumV3", "Pv3"],
  [/^P\d+m?v4$/i, "PremiumV4", "Pv4"],
  [/^EP\d$/i, "ElasticPremium", "EP"],
  [/^Y1$/i, "Dynamic", "Y"],
  [/^FC1$/i, "FlexConsumption", "FC"],
  [/^I\d+v2$/i, "IsolatedV2", "Iv2"],
];

/** `P1V2` and `p1v2` are `P1v2`. */
function nameOf(sent: string): string {
  return sent
    .toUpperCase()
    .replace(/V(\d)$/, "v$1")
    .replace(/^(P\d+)M(v\d)$/, "$1m$2");
}

export function planAnswer(sent: Props): Props {
  const sku = isObject(sent["sku"]) ? sent["sku"] : {};
  const name = nameOf(textAt(sku, "name") ?? "F1");
  const known = TIERS.find(([sizes]) => sizes.test(name));
  const free = known?.[1] === "Free" || known?.[1] === "Shared" || known?.[1] === "Dynamic";
  return {
    kind:
      sent["reserved"] === true ? "linux" : name.startsWith("EP") ? "elastic" : name === "Y1" ? "functionapp" : "app",
    perSiteScaling: false,
    elasticScaleEnabled: name.startsWith("EP"),
    isSpot: false,
    reserved: false,
    isXenon: false,
    hyperV: false,
    targetWorkerCount: 0,
    targetWorkerSizeId: 0,
    zoneRedundant: false,
    // As many as there are, where they stand in several zones.
    maximumElasticWorkerCount: sent["zoneRedundant"] === true ? (numberAt(sku, "capacity") ?? 1) : 1,
    ...sent,
    sku: {
      ...sku,
      name,
      tier: known?.[1] ?? textAt(sku, "tier") ?? "",
      size: name,
      family: known?.[2] ?? "",
      capacity: free ? 0 : (numberAt(sku, "capacity") ?? 1),
    },
  };
}

const WORDS =
  /northeast|southeast|north|south|east|west|central|us|uk|europe|asia|gov|\d|[a-z]+?(?=north|south|east|west|central)/g;

/** Places that App Service spells in its own way: `westus2` is `West US 2`. */
export function spelledPlace(location: string): string {
  if (location.includes(" ")) return location;
  const words = [...location.matchAll(WORDS)].map(([word]) => word);
  if (words.join("") !== location) return location;
  return words.map((word) => (word.length < 3 ? word.toUpperCase() : capital(word))).join(" ");
}

/** Zones where the region has none (recorded). */
export function checkPlan({ inputs }: Draft): void {
  if (inputs["zoneRedundant"] !== true || REGIONS.get(region(textAt(inputs, "location") ?? ""))?.zones !== false)
    return;
  throw new AzureError(400, "BadRequest", "Requested features are not supported in region. Please try another region.");
}

export function planOutputs({ caller, names, inputs }: Draft): Props {
  const name = textAt(planAnswer(inputs), "sku.name") ?? "";
  return {
    provisioningState: "Succeeded",
    status: "Ready",
    subscription: caller.subscriptionId,
    resourceGroup: names["resourceGroupName"] ?? "",
    geoRegion: spelledPlace(textAt(inputs, "location") ?? ""),
    numberOfSites: 0,
    numberOfWorkers: numberAt(planAnswer(inputs), "sku.capacity") ?? 0,
    maximumNumberOfWorkers: name.startsWith("P") ? 30 : 0,
  };
}
