// The plan for a person at a terminal: one line for each application, and what there is in all.
import { table } from "table";
import { templateSecrets } from "./template-secrets.ts";
import type { Plan, PlanResource } from "./document.ts";

const APP = "strongroom:app:AppEnvironment";

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

export function summarize(plan: Plan): string {
  const owner = applicationOf(plan.resources);
  const groups = Map.groupBy(plan.resources, (resource) => owner.get(resource.urn) ?? "");
  const names = [...groups.keys()].filter((name) => name !== "").sort();
  const line = (label: string, resources: readonly PlanResource[]): string[] => [
    label,
    String(resources.filter(({ custom }) => custom).length),
    ...COLUMNS.map(([, count]) => String(resources.reduce((sum, resource) => sum + count(resource), 0))),
  ];
  const rows = [
    ["", "resources", ...COLUMNS.map(([heading]) => heading)],
    ["platform", groups.get("") ?? []] as const,
    ...names.map((name) => [name, groups.get(name) ?? []] as const),
    ["in all", plan.resources] as const,
  ].map((row, index) =>
    index === 0 ? (row as string[]) : line(...(row as readonly [string, readonly PlanResource[]])),
  );
  const text = table(rows, {
    drawHorizontalLine: (index, count) => index === 0 || index === 1 || index === count - 1 || index === count,
    columns: Object.fromEntries(
      rows[0]?.map((_, index) => [index, { alignment: index === 0 ? "left" : "right" }]) ?? [],
    ),
  });
  return `${plan.stack} (${plan.environment}), expiries counted from ${plan.date}\n${text}`;
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
