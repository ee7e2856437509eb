// Sizes of databases and pools, as Azure SQL takes them apart: `GP_S_Gen5_2` goes in, and name, tier, family and capacity come
// out; and what follows from a size where the request says nothing. As recorded answers of real Azure have it.
import { isObject, numberAt, textAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";

const GIB = 1024 ** 3;

/** Of a database without a size (recorded); S0 in the two regions where Azure tries things out. */
const DEFAULT_SKU = "GP_Gen5_2";
const DEFAULT_SKU_EARLY = "S0";

const TIERS: Readonly<Record<string, string>> = { GP: "GeneralPurpose", BC: "BusinessCritical", HS: "Hyperscale" };

/** DTUs of the service objectives (learn: Resource limits for single databases, DTU model). */
const DTUS: Readonly<Record<string, number>> = {
  Basic: 5,
  S0: 10,
  S1: 20,
  S2: 50,
  S3: 100,
  S4: 200,
  S6: 400,
  S7: 800,
  S9: 1600,
  S12: 3000,
  P1: 125,
  P2: 250,
  P4: 500,
  P6: 1000,
  P11: 1750,
  P15: 4000,
};

export interface Size {
  /** As the answer has it. */
  readonly sku: Props;
  /** `GP_S_Gen5_2`, `S0`. */
  readonly objective: string;
  readonly tier: string;
  readonly vcore: boolean;
  readonly serverless: boolean;
}

/** The size of a database, out of what was sent. */
export function databaseSize(sent: Props | undefined, place = ""): Size {
  const name = textAt(sent, "name") ?? (place.endsWith("euap") ? DEFAULT_SKU_EARLY : DEFAULT_SKU);
  const capacity = numberAt(sent, "capacity");
  const vcore = /^(GP|BC|HS)_((?:[A-Z]+_)?[A-Z][A-Za-z0-9]*?)(?:_(\d+))?$/.exec(name);
  if (vcore) {
    const [, letters = "", rest = "", number] = vcore;
    const cores = number === undefined ? (capacity ?? 2) : Number(number);
    const own = `${letters}_${rest}`;
    const tier = TIERS[letters] ?? textAt(sent, "tier") ?? "";
    const sku = { name: own, tier, family: textAt(sent, "family") ?? rest.split("_").at(-1) ?? "", capacity: cores };
    return { sku, objective: `${own}_${cores}`, tier, vcore: true, serverless: rest.startsWith("S_") };
  }
  const objective = DTUS[name] === undefined ? objectiveOf(name, capacity) : name;
  const tier = objective.startsWith("P") ? "Premium" : objective.startsWith("S") ? "Standard" : objective;
  const known = DTUS[objective] ?? capacity;
  const sku: Props = { name: tier, tier, ...(known !== undefined && { capacity: known }) };
  return { sku, objective, tier, vcore: false, serverless: false };
}

/** `Standard` with its DTUs is a size too; without them it is the smallest. */
function objectiveOf(tier: string, capacity: number | undefined): string {
  const fitting = Object.entries(DTUS).filter(([name]) =>
    tier === "Standard" ? name.startsWith("S") : tier === "Premium" ? name.startsWith("P") : name === tier,
  );
  return (fitting.find(([, dtus]) => dtus === capacity) ?? fitting[0])?.[0] ?? tier;
}

/** Bytes where the request names none. */
export function databaseBytes({ tier, vcore }: Size): number {
  if (tier === "Hyperscale") return -1;
  if (vcore) return 32 * GIB;
  return tier === "Basic" ? 2 * GIB : tier === "Premium" ? 500 * GIB : 250 * GIB;
}

/** `v12.0,user,vcore,serverless` */
export function databaseKind({ tier, vcore, serverless }: Size, pooled: boolean): string {
  return [
    "v12.0",
    "user",
    ...(vcore ? ["vcore"] : []),
    ...(serverless ? ["serverless"] : []),
    ...(tier === "Hyperscale" ? ["hyperscale"] : []),
    ...(pooled ? ["pool"] : []),
  ].join(",");
}

/** Readable replicas are part of these tiers (learn: Read-only replicas). */
export function readScale({ tier }: Size): string {
  return tier === "Premium" || tier === "BusinessCritical" || tier === "Hyperscale" ? "Enabled" : "Disabled";
}

/** Of a vCore size that somebody pays for by the hour. */
export function licensed({ vcore, serverless }: Size): boolean {
  return vcore && !serverless;
}

/** A pool without a size has the smallest by cores (recorded). */
export function poolSku(pool: Props): Props {
  const sku = pool["sku"];
  return isObject(sku) ? sku : { name: "GP_Gen5", tier: "GeneralPurpose", family: "Gen5", capacity: 2 };
}

export function isVcorePool(pool: Props): boolean {
  return /^(GP|BC|HS)_/.test(textAt(pool, "sku.name") ?? "");
}

/** Bytes of a pool that names none (learn: Resource limits for elastic pools); Premium from its own table. */
export function poolBytes(pool: Props): number {
  const capacity = numberAt(pool, "sku.capacity") ?? 50;
  if (isVcorePool(pool)) return textAt(pool, "sku.tier") === "Hyperscale" ? -1 : 32 * GIB;
  const tier = textAt(pool, "sku.tier") ?? textAt(pool, "sku.name") ?? "";
  if (tier.startsWith("Basic")) return capacity * 100 * 1024 ** 2;
  if (!tier.startsWith("Premium")) return capacity * GIB;
  return ({ 125: 250, 250: 500, 500: 750 }[capacity] ?? 1024) * GIB;
}

/** What one database of a pool may use at most, where the request does not say: all of it, or the tier's largest. */
export function perDatabase(pool: Props): Props {
  const capacity = numberAt(pool, "sku.capacity") ?? 50;
  const basic = (textAt(pool, "sku.tier") ?? textAt(pool, "sku.name") ?? "").startsWith("Basic");
  const sent = pool["perDatabaseSettings"];
  return { minCapacity: 0, maxCapacity: basic ? 5 : capacity, ...(isObject(sent) ? sent : {}) };
}
