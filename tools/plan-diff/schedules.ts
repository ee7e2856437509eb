// Secrets, keys, certificates and databases that come, go, or are kept otherwise: the inventory of both plans, compared.
import { identity, type Item } from "../inventory/item.ts";
import { order } from "../values.ts";

export interface ItemChange {
  readonly what: "new" | "gone" | "changed";
  readonly item: Item;
  /** `rotation-days: 90 becomes 60`. */
  readonly details: readonly string[];
}

/** What a change of is worth a line; consumers are access, and shown there. */
const FIELDS = [
  "owner",
  "purpose",
  "classification",
  "rotationDays",
  "rotatedBy",
  "retiresAfter",
  "validityMonths",
  "renewBeforeDays",
] as const satisfies readonly (keyof Item)[];

export function itemChanges(before: readonly Item[], after: readonly Item[]): ItemChange[] {
  const old = new Map(before.map((item) => [identity(item), item]));
  const now = new Map(after.map((item) => [identity(item), item]));
  const result: ItemChange[] = [];
  for (const [key, item] of now) {
    const was = old.get(key);
    const details = was === undefined ? [] : FIELDS.flatMap((field) => detail(field, was, item));
    if (was === undefined) result.push({ what: "new", item, details: [] });
    else if (details.length > 0) result.push({ what: "changed", item, details });
  }
  for (const [key, item] of old) if (!now.has(key)) result.push({ what: "gone", item, details: [] });
  return result.sort((a, b) => order(a.what, b.what) || order(identity(a.item), identity(b.item)));
}

function detail(field: (typeof FIELDS)[number], before: Item, after: Item): string[] {
  const [was, is] = [before[field], after[field]];
  if (was === is) return [];
  const name = field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return [`${name}: ${String(was ?? "not set")} becomes ${String(is ?? "not set")}`];
}
