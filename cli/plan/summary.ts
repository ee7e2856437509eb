// The plan for a person at a terminal: one line for each application, and what there is in all.
import { table } from "table";
import { templateSecrets } from "./template-secrets.ts";
import type { Plan, PlanResource } from "./document.ts";

/** One application. */
export const APP = "strongroom:app:AppEnvironment";

/** What a column counts: resources of a type, or more than one in a resource. */
const COLUMNS: readonly (readonly [heading: string, count: (resource: PlanResource) => number])[] = [
  ["identities", ofType("azure-native:managedidentity:UserAssignedIdentity")],
  ["vaults", ofType("azure-native:keyvault:Vault")],
  ["secrets", (resource) => ofType("azure-native:keyvault:Secret")(resource) + templateSecrets(resource).length],
  ["keys", ofType("azure-native:keyvault:Key")],
  ["certificates", ofType("strongroom:vault:Certificate")],
  ["databases", ofType("azure-native:sql:Database")],
  ["roles given", ofType("azure-native:authorization:RoleAssignment")],
  ["database users", ofType("strongroom:sql:DatabaseUser")],
];

function ofType(wanted: string): (resource: PlanResource) => number {
  return ({ type }) => (type === wanted ? 1 : 0);
}

type Counts = readonly number[];

export function summarize(plan: Plan): string {
  const owner = applicationOf(plan.resources);
  const groups = Map.groupBy(plan.resources, (resource) => owner.get(resource.urn) ?? "");
  return summaryTable(plan, new Map([...groups].map(([name, resources]) => [name, countsOf(resources)])));
}

/** The same, of a plan that is read one application at a time. */
export async function summarizeGroups(head: PlanName, groups: AsyncIterable<ResourceGroup>): Promise<string> {
  const counts = new Map<string, Counts>();
  for await (const { app = "", resources } of groups) counts.set(app, added(counts.get(app), countsOf(resources)));
  return summaryTable(head, counts);
}

type PlanName = Pick<Plan, "stack" | "environment" | "date">;

interface ResourceGroup {
  readonly app?: string;
  readonly resources: readonly PlanResource[];
}

function countsOf(resources: readonly PlanResource[]): Counts {
  return [
    resources.filter(({ custom }) => custom).length,
    ...COLUMNS.map(([, count]) => resources.reduce((sum, resource) => sum + count(resource), 0)),
  ];
}

function added(a: Counts | undefined, b: Counts): Counts {
  return b.map((count, index) => count + (a?.[index] ?? 0));
}

/** `counts`: by application; of the platform, by the empty name. */
function summaryTable({ stack, environment, date }: PlanName, counts: ReadonlyMap<string, Counts>): string {
  const names = [...counts.keys()].filter((name) => name !== "").sort();
  const none = countsOf([]);
  const all = [...counts.values()].reduce(added, none);
  const line = (label: string, numbers: Counts): string[] => [label, ...numbers.map(String)];
  const rows = [
    ["", "resources", ...COLUMNS.map(([heading]) => heading)],
    line("platform", counts.get("") ?? none),
    ...names.map((name) => line(name, counts.get(name) ?? none)),
    line("in all", all),
  ];
  const text = table(rows, {
    drawHorizontalLine: (index, count) => index === 0 || index === 1 || index === count - 1 || index === count,
    columns: Object.fromEntries(
      rows[0]?.map((_, index) => [index, { alignment: index === 0 ? "left" : "right" }]) ?? [],
    ),
  });
  return `${stack} (${environment}), expiries counted from ${date}\n${text}`;
}

/** The application that each resource belongs to, by URN. */
export function applicationOf(resources: readonly PlanResource[]): ReadonlyMap<string, string> {
  const owner = new Map<string, string>();
  for (const { urn, type, name, parent } of resources) {
    const known = type === APP ? name : parent === undefined ? undefined : owner.get(parent);
    if (known !== undefined) owner.set(urn, known);
  }
  return owner;
}
