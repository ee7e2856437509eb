// From our plan to the flat program: the very same resources with the same names, parents, inputs and dependencies, as data
// for flat-program.ts. What our program takes from another resource the flat one takes from it too (`vault.name`,
// `secret.id`), so that the engine has the same graph to work on.
import { v5 as uuid } from "uuid";
import type { Plan, PlanResource, PlanValue } from "../../cli/plan/document.ts";
import { isSecret, isUnknown } from "../../cli/plan/document.ts";
import { nameOf } from "../../cli/plan/arm-ids.ts";
import type { FlatResource, FlatValue } from "./flat-program.ts";

/** Namespace of the names of role assignments; any fixed GUID serves. */
const NAMESPACE = "5b0f6f6e-3c1d-4a8e-9e5b-7a4e4f1f2d10";

/** What an unknown input is taken from, by the type of what it is made of. */
const UNKNOWN_FROM: Readonly<Record<string, (key: string) => string>> = {
  "azure-native:managedidentity:UserAssignedIdentity": (key) =>
    key === "principal" || key === "clientId" ? "clientId" : "principalId",
  "azure-native:keyvault:Key": (key) => (/^(keyName|serverKeyName)$/.test(key) ? "serverKeyName" : "keyUriWithVersion"),
  "azuread:index/groupWithoutMembers:GroupWithoutMembers": () => "objectId",
};

/** In an order in which each resource comes after all that it needs. */
export function flatten({ resources }: Plan): FlatResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const index = new Map<string, number>();
  const flat: FlatResource[] = [];
  const visit = (resource: PlanResource): void => {
    if (index.has(resource.urn)) return;
    for (const urn of [...(resource.parent === undefined ? [] : [resource.parent]), ...resource.dependencies]) {
      const needed = byUrn.get(urn);
      if (needed !== undefined) visit(needed);
    }
    index.set(resource.urn, flat.length);
    flat.push(flatResource(resource, byUrn, index));
  };
  resources.forEach(visit);
  return flat;
}

function flatResource(
  resource: PlanResource,
  byUrn: ReadonlyMap<string, PlanResource>,
  index: ReadonlyMap<string, number>,
): FlatResource {
  const { urn, type, name, parent, custom, inputs, dependencies, propertyDependencies, protect, retainOnDelete } =
    resource;
  const used = new Set<string>();
  const resolved = Object.entries(inputs).map(([key, value]): [string, FlatValue] => {
    // A name of our own choice: ours is made of the principal's id.
    if (key === "roleAssignmentName") return [key, uuid(urn, NAMESPACE)];
    const sources = (propertyDependencies[key] ?? []).flatMap((each) => byUrn.get(each) ?? []);
    return [key, link(key, value, sources, index, used)];
  });
  const rest = dependencies.filter((each) => !used.has(each));
  return {
    type,
    name,
    custom,
    ...(parent === undefined ? {} : { parent: index.get(parent) ?? 0 }),
    inputs: Object.fromEntries(resolved),
    dependsOn: rest.flatMap((each) => index.get(each) ?? []),
    ...(protect ? { protect } : {}),
    ...(retainOnDelete ? { retainOnDelete } : {}),
    ...(resource.deleteBeforeReplace ? { deleteBeforeReplace: true } : {}),
    ...(resource.ignoreChanges === undefined ? {} : { ignoreChanges: resource.ignoreChanges }),
  };
}

/** Replaces what comes from other resources by links to them. */
function link(
  key: string,
  value: PlanValue,
  sources: readonly PlanResource[],
  index: ReadonlyMap<string, number>,
  used: Set<string>,
): FlatValue {
  const to = (source: PlanResource, output: string, suffix = ""): FlatValue => {
    used.add(source.urn);
    return { $from: index.get(source.urn) ?? 0, output, ...(suffix === "" ? {} : { suffix }) };
  };
  if (isSecret(value)) {
    const random = sources.find(({ type }) => type.startsWith("random:"));
    return random === undefined ? { $secret: `of ${key}` } : to(random, "result");
  }
  if (isUnknown(value)) {
    const source =
      sources.find(({ type }) => UNKNOWN_FROM[type] !== undefined) ??
      sources.find(({ type }) => type.startsWith("azure-native:"));
    if (source === undefined) throw new Error(`the flat program cannot know ${key}`);
    // A name that Azure has yet to give is the rest of what can be unknown.
    return to(source, UNKNOWN_FROM[source.type]?.(key) ?? "name");
  }
  if (typeof value === "string") {
    for (const source of sources) {
      const { id } = source;
      if (id === undefined) continue;
      if (value === id) return to(source, "id");
      if (value === nameOf(id)) return to(source, "name");
      if (value.startsWith(`${id}/`)) return to(source, "id", value.slice(id.length));
    }
    return value;
  }
  if (Array.isArray(value)) return (value as readonly PlanValue[]).map((item) => link(key, item, sources, index, used));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([inner, item]) => [
      inner,
      link(inner === "value" ? key : inner, item, sources, index, used),
    ]),
  );
}
