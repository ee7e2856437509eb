// What an edit changes in the plan, which costs a second where an `up` costs many: what the plan refuses, and what it does not
// see at all, needs no engine; and what changes in the same kinds and properties in prod as in dev does the same there.
import type { Registration } from "../../cli/plan/monitor.ts";

/** `update azure-native:sql:Database properties.sku`, for each resource; names and values differ by environment. */
export function plannedChanges(before: readonly Registration[], after: readonly Registration[]): string[] {
  const [old, now] = [byUrn(before), byUrn(after)];
  const urns = [...new Set([...old.keys(), ...now.keys()])];
  return urns
    .flatMap((urn) => {
      const [a, b] = [old.get(urn), now.get(urn)];
      if (a === undefined) return b === undefined ? [] : [`create ${b.type}`];
      if (b === undefined) return [`delete ${a.type}`];
      return differences(a, b).map((place) => `update ${a.type} ${place}`);
    })
    .sort();
}

/** A stack's component and its own outputs are nothing that is deployed. */
function byUrn(registrations: readonly Registration[]): Map<string, Registration> {
  return new Map(
    registrations
      .filter(({ type }) => !type.startsWith("pulumi:"))
      .map((registration) => [registration.urn, registration]),
  );
}

function differences(a: unknown, b: unknown, place: readonly string[] = []): string[] {
  if (!isRecord(a) || !isRecord(b)) return JSON.stringify(a) === JSON.stringify(b) ? [] : [place.join(".")];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differences(a[key], b[key], [...place, key]),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
