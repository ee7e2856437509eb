// What shows that a rule holds for a resource: properties of its own, or, for a rule over the whole stack, those of the resource
// that keeps it, such as a vault's diagnostic setting.
import { isStackRule, type Rule } from "../../policy/rule.ts";
import type { Resource } from "../../policy/shapes.ts";
import { azureName } from "../../policy/stack.ts";
import { get, show } from "../../policy/value.ts";
import type { Fact } from "./statements/statement.ts";

/** The properties that the rule looks at, with their values in the state; of the companion where another resource shows it. */
export function propertiesOf(
  rule: Rule,
  resource: Resource | undefined,
  shownBy: (of: Resource, kinds: readonly string[]) => Resource | undefined,
): Pick<Fact, "property" | "value"> {
  const nothing = { property: "", value: "" };
  if (resource === undefined) return nothing;
  const pathsOf = ({ kind }: Resource): string[] => [
    ...(rule.needs[kind] ?? []),
    ...(rule.shows?.[kind] ?? []),
    ...(rule.refuses?.[kind] ?? []),
  ];
  const told = (of: Resource, paths: readonly string[]): string =>
    paths.map((path) => show(get(of.props, path))).join(", ");
  const own = pathsOf(resource);
  const refused = rule.refuses?.[resource.kind] ?? [];
  // What offends by being there is shown by its absence; what must be there is shown only where it is.
  const seen = own.filter((path) => refused.includes(path) || get(resource.props, path) !== undefined);
  if (seen.length > 0) return { property: seen.join(", "), value: told(resource, seen) };
  const kinds = [
    ...Object.keys(rule.needs),
    ...Object.keys(rule.shows ?? {}),
    ...Object.keys(rule.refuses ?? {}),
  ].filter((kind) => kind !== resource.kind);
  // What one resource keeps by itself no other one can show.
  const companion = isStackRule(rule) ? shownBy(resource, kinds) : undefined;
  if (companion === undefined) return nothing;
  const theirs = pathsOf(companion).filter((path) => get(companion.props, path) !== undefined);
  if (theirs.length === 0) return nothing;
  return {
    property: `${companion.kind} ${companion.name}: ${theirs.join(", ")}`,
    value: told(companion, theirs),
  };
}

/** Finds the resource of some kind that refers to another one, by its id, its name in Azure or what it was made of. */
export function companions(
  resources: readonly Resource[],
): (of: Resource, kinds: readonly string[]) => Resource | undefined {
  const byKind = Map.groupBy(resources, ({ kind }) => kind as string);
  const texts = new Map<string, string>();
  const textOf = (resource: Resource): string => {
    const known = texts.get(resource.urn) ?? JSON.stringify(resource.props).toLowerCase();
    texts.set(resource.urn, known);
    return known;
  };
  return (of, kinds) => {
    const name = azureName(of);
    // A failover group's replica is known by the partner server that it is on.
    const partner = get(of.props, "partnerServers.0.id");
    const server = typeof partner === "string" ? `"${partner.split("/").at(-1) ?? ""}"` : undefined;
    const names = [of.id, typeof name === "string" ? `"${name}"` : undefined, server]
      .filter((one) => one !== undefined && one.length > 2)
      .map((one) => one?.toLowerCase() ?? "");
    return kinds
      .flatMap((kind) => byKind.get(kind) ?? [])
      .find(
        (other) =>
          other.urn !== of.urn &&
          (names.some((one) => textOf(other).includes(one)) ||
            Object.values(other.propertyDependencies ?? {}).some((urns) => urns.includes(of.urn))),
      );
  };
}
