// Secrets, keys, certificates and databases that come, go, or are kept otherwise: the inventory of both plans, compared.
import type { ResourceRecord } from "../snapshot/records.ts";
import { identity, type Item, type ItemKind } from "../inventory/item.ts";
import { declaredContents } from "../inventory/read-item.ts";
import { order, type Fields } from "../../text/values.ts";
import { shown } from "./exposure.ts";

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

/** What a certificate vouches for and who signs it, and how strong a key is; the vault makes a new one of it. */
const SHAPE: Readonly<Partial<Record<ItemKind, readonly string[]>>> = {
  certificate: ["subject", "dnsNames", "issuer", "exportable"],
  key: ["type", "size", "curve", "lifetimeDays"],
};

export interface ItemsOfPlan {
  readonly items: readonly Item[];
  readonly resources: readonly ResourceRecord[];
}

export function itemChanges(before: ItemsOfPlan, after: ItemsOfPlan): ItemChange[] {
  const old = new Map(before.items.map((item) => [identity(item), item]));
  const now = new Map(after.items.map((item) => [identity(item), item]));
  const [oldShape, newShape] = [shapesIn(before.resources), shapesIn(after.resources)];
  const result: ItemChange[] = [];
  for (const [key, item] of now) {
    const was = old.get(key);
    if (was === undefined) {
      result.push({ what: "new", item, details: [] });
      continue;
    }
    const shape = SHAPE[item.kind] ?? [];
    const [wasShape, isShape] = [oldShape(was), newShape(item)];
    const details = [
      ...FIELDS.flatMap((field) => detail(field, was[field], item[field])),
      ...shape.flatMap((field) => detail(field, wasShape[field], isShape[field])),
    ];
    if (details.length > 0) result.push({ what: "changed", item, details });
  }
  for (const [key, item] of old) if (!now.has(key)) result.push({ what: "gone", item, details: [] });
  return result.sort((a, b) => order(a.what, b.what) || order(identity(a.item), identity(b.item)));
}

/** What is declared of an item: of a key beside it, since the resource keeps what it was created with. */
function shapesIn(resources: readonly ResourceRecord[]): (item: Item) => Fields {
  const declared = declaredContents(resources);
  const byUrn = new Map(resources.map((record) => [record.urn, record]));
  return ({ kind, name, within, urn }) =>
    kind === "key" ? (declared.get(`${within}/keys/${name}`) ?? {}) : (byUrn.get(urn)?.props ?? {});
}

function detail(field: string, was: unknown, is: unknown): string[] {
  const [from, to] = [worded(was), worded(is)];
  if (from === to) return [];
  const name = field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return [`${name}: ${from} becomes ${to}`];
}

function worded(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(shown).join(", ");
  return shown(value);
}
