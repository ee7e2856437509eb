// What is due next, and how sure that is. A plan knows what will be, a state what was when Pulumi last looked, and only the
// vault what the owner or the rotator has done since: an inventory that mixed these up would report a rotation that never was.
import { order } from "../../text/values.ts";
import type { Item } from "./item.ts";

/** Milliseconds of a day. */
const DAY = 86_400_000;

/** Days before it is due that something counts as soon: SecretNearExpiry is raised then (azure-docs, event-schema-key-vault.md). */
export const SOON_DAYS = 30;

/** What the vault says about one object; never a value. */
export interface ObjectDates {
  readonly created?: Date;
  /** Creation of the newest version. */
  readonly lastRotated?: Date;
  readonly expires?: Date;
  readonly enabled?: boolean;
}

export type DueStatus = "overdue" | "due soon" | "ok" | "not known" | "nothing due";

export interface DatedItem extends Item {
  /** ISO dates. */
  readonly createdOn?: string;
  readonly lastRotatedOn?: string;
  /** Whole days since the newest version was written, as the vault says. */
  readonly ageDays?: number;
  readonly expiresOn?: string;
  readonly nextDue?: string;
  /** Where the dates come from. */
  readonly dates: "vault" | "state" | "plan";
  readonly status: DueStatus;
}

/** Puts the dates to the items, what is due first at the top. */
export function dated(
  items: readonly Item[],
  vault: ReadonlyMap<string, ReadonlyMap<string, ObjectDates>>,
  now: Date,
): DatedItem[] {
  return items
    .map((item) => withDates(item, vault.get(item.within), now))
    .sort(
      (a, b) =>
        order(a.nextDue ?? "9999", b.nextDue ?? "9999") ||
        order(
          [a.environment, a.application, a.name, a.within].join("\0"),
          [b.environment, b.application, b.name, b.within].join("\0"),
        ),
    );
}

/** The key by which vault-dates.ts knows an item. */
export function dateKey({ kind, name }: Pick<Item, "kind" | "name">): string {
  return `${kind === "connection" ? "secret" : kind}/${name.toLowerCase()}`;
}

function withDates(item: Item, vault: ReadonlyMap<string, ObjectDates> | undefined, now: Date): DatedItem {
  if (item.kind === "database") {
    return { ...item, ...day("createdOn", item.created), dates: item.source, status: "nothing due" };
  }
  const fresh = vault?.get(dateKey(item));
  if (fresh !== undefined) {
    const { created, lastRotated, expires } = fresh;
    const due = dueOf(item, lastRotated, expires);
    return {
      ...item,
      ...day("createdOn", created?.toISOString()),
      ...day("lastRotatedOn", lastRotated?.toISOString()),
      ...(lastRotated === undefined ? {} : { ageDays: Math.floor((now.getTime() - lastRotated.getTime()) / DAY) }),
      ...day("expiresOn", expires?.toISOString()),
      ...day("nextDue", due?.toISOString()),
      dates: "vault",
      status: statusOf(due, now),
    };
  }
  // As if it were created on the day of the plan, or last written when the state was.
  const began = item.source === "plan" ? item.planDate : item.created;
  const expires = item.expires === undefined ? undefined : new Date(item.expires);
  const due = item.kind === "certificate" && item.source === "state" ? undefined : dueOf(item, dateOf(began), expires);
  return {
    ...item,
    ...(item.source === "state" ? day("createdOn", item.created) : {}),
    ...day("expiresOn", item.expires),
    ...day("nextDue", due?.toISOString()),
    dates: item.source,
    status: statusOf(due, now),
  };
}

/** The next rotation, or the end if that comes first; for a certificate its renewal. */
function dueOf(item: Item, since: Date | undefined, expires: Date | undefined): Date | undefined {
  const candidates: Date[] = [];
  if (item.kind === "certificate") {
    const ends = expires ?? addMonths(since, item.validityMonths);
    if (ends !== undefined) candidates.push(new Date(ends.getTime() - (item.renewBeforeDays ?? 0) * DAY));
  } else {
    if (since !== undefined && item.rotationDays !== undefined) {
      candidates.push(new Date(since.getTime() + item.rotationDays * DAY));
    }
    if (expires !== undefined) candidates.push(expires);
  }
  return candidates.sort((a, b) => a.getTime() - b.getTime())[0];
}

function statusOf(due: Date | undefined, now: Date): DueStatus {
  if (due === undefined) return "not known";
  const left = due.getTime() - now.getTime();
  return left < 0 ? "overdue" : left <= SOON_DAYS * DAY ? "due soon" : "ok";
}

function addMonths(date: Date | undefined, months: number | undefined): Date | undefined {
  if (date === undefined || months === undefined) return undefined;
  const result = new Date(date);
  result.setUTCMonth(result.getUTCMonth() + months);
  return result;
}

function dateOf(value: string | undefined): Date | undefined {
  const date = new Date(value ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function day<K extends string>(key: K, iso: string | undefined): { readonly [P in K]?: string } {
  return (iso === undefined ? {} : { [key]: iso.slice(0, "2027-03-31".length) }) as { readonly [P in K]?: string };
}

/** What `--strict` fails on. */
export function strictProblems(items: readonly DatedItem[]): string[] {
  return items.flatMap((item) => {
    const what = `${item.kind} ${item.name} in ${item.within} (${item.stack})`;
    const problems: string[] = [];
    if (item.owner === undefined) problems.push(`${what}: has no owner; give it an "owner" tag`);
    if (item.unwritable === true) {
      problems.push(
        `${what}: its owner is to write it and nobody can; name a workload in its writers, or operators in strongroom:people`,
      );
    }
    if (item.status === "overdue") {
      const unsure = item.dates === "vault" ? "" : ", as far as the state knows; ask the vault with --vault";
      problems.push(`${what}: was due on ${item.nextDue ?? "?"}${unsure}`);
    }
    return problems;
  });
}
