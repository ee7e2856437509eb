// What a change of one property means to a reviewer. Whatever the tables do not know wants an approval.
import type { ResourceRecord } from "../../snapshot/records.ts";
import type { ReasonId } from "../reasons.ts";

/** Parts of the report that judge what they show. */
export type Teller = "access" | "groups" | "exposures" | "losses";

export type Class =
  /** In both directions. */
  | { readonly is: "harmless"; readonly why: string }
  /** In one: where the second value allows no more than the first. */
  | {
      readonly is: "narrows";
      readonly reason: ReasonId;
      readonly narrower: (before: unknown, after: unknown) => boolean;
    }
  | { readonly is: "approval"; readonly reason: ReasonId }
  /** Another part of the report judges it; where that says nothing, it wants an approval. */
  | { readonly is: "told"; readonly by: Teller; readonly reason: ReasonId };

/** What is there besides, for those that compare with it. */
export interface Around {
  readonly before: readonly ResourceRecord[];
}

export interface KindClasses {
  readonly created: Class | ((record: ResourceRecord, around: Around) => Class);
  readonly destroyed: Class;
  /** @default wants an approval */
  readonly replaced?: Class;
  /** By path; `*` stands for one step, a last `**` for any number of them. */
  readonly properties: Readonly<Record<string, Class>>;
}

export const harmless = (why: string): Class => ({ is: "harmless", why });
export const approval = (reason: ReasonId): Class => ({ is: "approval", reason });
export const narrows = (reason: ReasonId, narrower: (before: unknown, after: unknown) => boolean): Class => ({
  is: "narrows",
  reason,
  narrower,
});
export const told = (by: Teller, reason: ReasonId): Class => ({ is: "told", by, reason });

export const becomes =
  (...wanted: readonly unknown[]) =>
  (_: unknown, after: unknown): boolean =>
    wanted.includes(after);

/** What is not there is neither more nor less. */
export const notLess = (before: unknown, after: unknown): boolean =>
  typeof after === "number" && (before === undefined || (typeof before === "number" && after >= before));
export const notMore = (before: unknown, after: unknown): boolean =>
  typeof after === "number" && (before === undefined || (typeof before === "number" && after <= before));

const items = (value: unknown): readonly string[] | undefined =>
  value === undefined || value === null
    ? []
    : Array.isArray(value)
      ? value.map((item: unknown) => JSON.stringify(item))
      : undefined;

/** Lists of which a shorter one allows less. */
export function subset(before: unknown, after: unknown): boolean {
  const [was, is] = [items(before), items(after)];
  return was !== undefined && is !== undefined && is.every((item) => was.includes(item));
}

export const superset = (before: unknown, after: unknown): boolean => subset(after, before);

/** The class of a path; undefined where the table does not know it. */
export function classAt(table: Readonly<Record<string, Class>>, path: string): Class | undefined {
  const exact = Object.hasOwn(table, path) ? table[path] : undefined;
  if (exact !== undefined) return exact;
  const steps = path.split(".");
  // The pattern that names most steps says most.
  const named = (pattern: string): number => pattern.split(".").filter((step) => !step.startsWith("*")).length;
  return Object.entries(table)
    .filter(([pattern]) => pattern.includes("*") && fits(pattern.split("."), steps))
    .sort(([a], [b]) => named(b) - named(a))[0]?.[1];
}

function fits(pattern: readonly string[], steps: readonly string[]): boolean {
  const open = pattern.at(-1) === "**";
  const parts = open ? pattern.slice(0, -1) : pattern;
  if (open ? steps.length < parts.length : steps.length !== parts.length) return false;
  return parts.every((part, index) => part === "*" || part === steps[index]);
}
