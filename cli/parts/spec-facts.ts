// What a specification says of others, and what a report looks for in any application of a stack.
import type { AppSpec, WorkloadRef } from "../../components/app/app-spec.ts";

/** Visits every object of plain data. */
function visit(value: unknown, see: (object: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, see);
  } else if (typeof value === "object" && value !== null) {
    see(value as Readonly<Record<string, unknown>>);
    for (const item of Object.values(value)) visit(item, see);
  }
}

/** Workloads that it grants something to, its own included. */
function grantees(spec: unknown): WorkloadRef[] {
  const found: WorkloadRef[] = [];
  visit(spec, (object) => {
    if (object["kind"] === "workload") found.push(object as unknown as WorkloadRef);
  });
  return found;
}

/** Other applications whose workloads it grants something to. */
export function namedApplications(spec: AppSpec | undefined): ReadonlySet<string> {
  const names = new Set(grantees(spec).map(({ app }) => app));
  if (spec !== undefined) names.delete(spec.name);
  return names;
}

/** Parts of a specification that grant something, each in a way of its own. */
const GRANTING = ["secrets", "keys", "certificates", "databases"] as const;

/** The workloads that it grants something to, by the part that does. */
export function grantsOf(spec: AppSpec): { readonly part: string; readonly workload: string }[] {
  return GRANTING.flatMap((part) =>
    grantees(spec[part]).map(({ app, workload }) => ({ part, workload: `${app}/${workload}` })),
  );
}

/** Object ids of groups that it gives a name to, in small letters. */
export function groupsOf(spec: AppSpec): string[] {
  const ids = new Set<string>();
  visit(spec, ({ name, objectId }) => {
    if (typeof name === "string" && typeof objectId === "string") ids.add(objectId.toLowerCase());
  });
  return [...ids];
}

/**
 * What of an untouched application a report looks at: whether something of a kind is in the stack already (a log that goes where
 * others go is nothing new), and whether what is made of all applications is there and not known yet. One of each is enough.
 */
export const WITNESSES: readonly ((spec: AppSpec) => boolean)[] = [
  () => true,
  (spec) => grantees(spec).length > 0,
  ({ databases }) => Object.keys(databases).length > 0,
  ({ databases, availability }) => availability === "paired" && Object.keys(databases).length > 0,
  ({ availability }) => availability === "paired",
  ({ secrets }) => Object.values(secrets).some(({ rotation }) => rotation !== undefined),
  ({ people }) => people !== undefined,
  ({ certificates }) => Object.keys(certificates).length > 0,
  ({ keys }) => Object.keys(keys).length > 0,
];
