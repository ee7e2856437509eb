// Two plans compared, resource by resource: what is new, gone, changed or created anew. Only what a deployment would act on
// counts: an input that is ignored after creation is not a change.
import { isFields, order, sameId, type Fields } from "../../text/values.ts";
import type { ResourceRecord } from "../snapshot/records.ts";
import { isUnknown } from "../plan/document.ts";
import { replaces } from "./replacing.ts";

export interface PropertyChange {
  /** `properties.networkAcls.defaultAction`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface ResourceChange {
  readonly what: "created" | "changed" | "unprotected" | "replaced" | "destroyed" | "forgotten";
  /** The resource as it will be; as it was, where it goes. */
  readonly record: ResourceRecord;
  readonly before?: ResourceRecord;
  readonly changes: readonly PropertyChange[];
  /** Paths that make it a replacement. */
  readonly because: readonly string[];
}

export function resourceChanges(
  before: readonly ResourceRecord[],
  after: readonly ResourceRecord[],
): readonly ResourceChange[] {
  const old = new Map(before.map((record) => [record.urn, record]));
  const now = new Map(after.map((record) => [record.urn, record]));
  const result: ResourceChange[] = [];
  for (const record of after) {
    const was = old.get(record.urn);
    if (was === undefined) {
      result.push({ what: "created", record, changes: [], because: [] });
      continue;
    }
    const changes = propertyChanges(was, record);
    // No input, and yet what makes the next change able to delete it.
    const unprotected = (was.protect && !record.protect) || (was.retain && !record.retain);
    if (changes.length === 0 && !unprotected) continue;
    const because = record.custom ? changes.map(({ path }) => path).filter((path) => replaces(record.type, path)) : [];
    const what = because.length > 0 ? "replaced" : unprotected ? "unprotected" : "changed";
    result.push({ what, record, before: was, changes, because });
  }
  for (const record of before) {
    if (now.has(record.urn)) continue;
    const what = record.retain ? "forgotten" : "destroyed";
    result.push({ what, record, before: record, changes: [], because: [] });
  }
  return result.sort((a, b) => order(a.record.urn, b.record.urn));
}

function propertyChanges(before: ResourceRecord, after: ResourceRecord): PropertyChange[] {
  const changes = leaves(before.inputs, after.inputs);
  const ignored = after.ignoreChanges;
  const kept = changes.filter(
    ({ path }) =>
      !ignored.some((prefix) => path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`)),
  );
  return [...kept, ...sourceChanges(before, after), ...optionChanges(before, after)];
}

/** What the program tells the engine to leave alone: with more of it, what is declared is not what will be there. */
function optionChanges(before: ResourceRecord, after: ResourceRecord): PropertyChange[] {
  const [was, is] = [before.ignoreChanges.toSorted(order), after.ignoreChanges.toSorted(order)];
  return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ path: "(ignoreChanges)", before: was, after: is }];
}

/**
 * Both are not known yet, but will come from other resources. What it comes from on both sides is left out: a resource that is made
 * of all applications would name thousands.
 */
function sourceChanges(before: ResourceRecord, after: ResourceRecord): PropertyChange[] {
  return Object.keys(after.inputs)
    .filter((key) => isUnknown(before.inputs[key]) && isUnknown(after.inputs[key]))
    .flatMap((key): PropertyChange[] => {
      const [was, is] = [new Set(before.madeOf[key]), new Set(after.madeOf[key])];
      const gone = [...was].filter((urn) => !is.has(urn));
      const added = [...is].filter((urn) => !was.has(urn));
      return gone.length + added.length === 0 ? [] : [{ path: key, before: gone, after: added }];
    });
}

/** Leaf by leaf, what differs. */
export function leaves(before: unknown, after: unknown, path = ""): PropertyChange[] {
  if (JSON.stringify(before) === JSON.stringify(after) || isSameId(before, after)) return [];
  // What an object that is not there does not say is not said leaf by leaf, so that each leaf is judged as itself.
  const was = before ?? {};
  const is = after ?? {};
  if (isPlain(was) && isPlain(is)) {
    return [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .sort(order)
      .flatMap((key) => leaves(was[key], is[key], path === "" ? key : `${path}.${key}`));
  }
  return [{ path, before, after }];
}

/** Azure and Entra compare their ids without regard to case. */
function isSameId(before: unknown, after: unknown): boolean {
  const isId = (value: unknown): value is string =>
    typeof value === "string" && /^(\/subscriptions\/.*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(value);
  return isId(before) && isId(after) && sameId(before, after);
}

/** An object that is no marker of an unknown or a secret. */
function isPlain(value: unknown): value is Fields {
  return isFields(value) && !("$unknown" in value) && !("$secret" in value);
}
