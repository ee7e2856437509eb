// What belongs to no application is planned with every part, each time with other applications. Put together it says what a whole
// plan says: what is made of applications is made of those of all parts, and what is not known with some is not known with all.
import { order } from "../../text/values.ts";
import type { PlanResource, PlanValue } from "../plan/document.ts";
import type { Shared } from "./message.ts";

/** Undefined where a part knows what only all of them together could say. */
export function joinShared(parts: readonly Shared[]): Shared | undefined {
  const resources = new Map<string, PlanResource>();
  for (const part of parts) {
    for (const resource of part.resources) {
      const known = resources.get(resource.urn);
      const joined = known === undefined ? resource : joinResources(known, resource);
      if (joined === undefined) return undefined;
      resources.set(resource.urn, joined);
    }
  }
  const outputs = joinRecords(parts.map((part) => part.outputs));
  return outputs === undefined ? undefined : { resources: [...resources.values()], outputs };
}

function joinResources(a: PlanResource, b: PlanResource): PlanResource | undefined {
  const { inputs: _a, outputs: _b, dependencies: _c, propertyDependencies: _d, ...restOfA } = a;
  const { inputs: _e, outputs: _f, dependencies: _g, propertyDependencies: _h, ...restOfB } = b;
  const inputs = joinRecords([a.inputs, b.inputs]);
  const outputs = joinRecords([a.outputs ?? {}, b.outputs ?? {}]);
  if (inputs === undefined || outputs === undefined || JSON.stringify(restOfA) !== JSON.stringify(restOfB))
    return undefined;
  const keys = [...new Set([...Object.keys(a.propertyDependencies), ...Object.keys(b.propertyDependencies)])];
  const propertyDependencies = Object.fromEntries(
    keys.map((key) => [key, union(a.propertyDependencies[key] ?? [], b.propertyDependencies[key] ?? [])]),
  );
  // In the order of the document's own fields.
  return {
    ...a,
    inputs,
    dependencies: union(a.dependencies, b.dependencies),
    propertyDependencies,
    ...(a.outputs === undefined ? {} : { outputs }),
  };
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])].sort(order);
}

type Values = Readonly<Record<string, PlanValue>>;

function joinRecords(records: readonly Values[]): Values | undefined {
  const joined: Record<string, PlanValue> = {};
  for (const record of records) {
    for (const [key, value] of Object.entries(record)) {
      const known = joined[key];
      const both = known === undefined ? value : joinValues(known, value);
      if (both === undefined) return undefined;
      joined[key] = both;
    }
  }
  return joined;
}

/** Not known with the applications of one part, it is not known with those of all. Undefined where both know it, differently. */
function joinValues(a: PlanValue, b: PlanValue): PlanValue | undefined {
  if (isMark(a)) return a;
  if (isMark(b)) return b;
  if (Array.isArray(a) && Array.isArray(b)) {
    const [left, right] = [a as readonly PlanValue[], b as readonly PlanValue[]];
    if (left.length !== right.length) return undefined;
    const items = left.map((item, index) => joinValues(item, right[index] ?? null));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (isValues(a) && isValues(b)) {
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length || !keys.every((key) => key in b)) return undefined;
    const entries = keys.map((key) => [key, joinValues(a[key] ?? null, b[key] ?? null)] as const);
    return entries.every((entry): entry is readonly [string, PlanValue] => entry[1] !== undefined)
      ? Object.fromEntries(entries)
      : undefined;
  }
  return a === b ? a : undefined;
}

function isValues(value: PlanValue): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMark(value: PlanValue): boolean {
  return isValues(value) && "$unknown" in value;
}
