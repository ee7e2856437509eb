// Many promises are kept by a second resource: a vault's endpoint, a server's audit. This file answers "does this resource
// belong to that one?" with yes, no or maybe, so that a reference which is not known yet is never taken for a missing one.
import type { Answer } from "./answers.ts";
import { ARM_TYPES, type Kind } from "./kinds.ts";
import { nameProperty, type Resource } from "./shapes.ts";
import { get, isHidden, type Value } from "./value.ts";

/** Kinds that other resources point at; a reference that comes from one of these cannot be to another. */
const TARGETS: ReadonlySet<Kind> = new Set<Kind>([
  "keyvault:Vault",
  "sql:Server",
  "sql:Database",
  "network:PrivateEndpoint",
  "storage:StorageAccount",
  "eventhub:Namespace",
  "operationalinsights:Workspace",
  "managedidentity:UserAssignedIdentity",
]);

/** The stack in a URN: urn:pulumi:<stack>::<project>::… */
export function stackOf(urn: string): string {
  return /^urn:pulumi:(.*?)::/s.exec(urn)?.[1] ?? "";
}

export class Stack {
  readonly resources: readonly Resource[];
  /** As Pulumi calls it; empty where nothing says so. */
  readonly name: string;
  readonly #byKind = new Map<Kind, Resource[]>();
  readonly #kinds = new Map<string, Kind>();

  constructor(resources: readonly Resource[]) {
    this.resources = resources;
    this.name = resources.map(({ urn }) => stackOf(urn)).find((name) => name !== "") ?? "";
    for (const resource of resources) {
      const same = this.#byKind.get(resource.kind);
      if (same === undefined) this.#byKind.set(resource.kind, [resource]);
      else same.push(resource);
      this.#kinds.set(resource.urn, resource.kind);
    }
  }

  ofKind(...kinds: readonly Kind[]): readonly Resource[] {
    return kinds.flatMap((kind) => this.#byKind.get(kind) ?? []);
  }

  /** Whether the property at `path` of `from`, a name or an ARM id, means `to`. `below` is what follows the target in the id. */
  refers(from: Resource, path: string, to: Resource, below = ""): Answer {
    const value = get(from.props, path);
    if (isHidden(value)) return this.#byDependency(from, path, to);
    if (typeof value !== "string" || value === "") return "no";
    return value.startsWith("/") ? sameId(value, to, below) : sameName(from, value, to);
  }

  /** A reference whose value is not known yet: what it was made from tells what it will be. */
  #byDependency(from: Resource, path: string, to: Resource): Answer {
    const [property = path] = path.split(".");
    const sources = from.propertyDependencies?.[property] ?? [];
    if (sources.includes(to.urn)) return "yes";
    const kinds = sources.flatMap((urn) => this.#kinds.get(urn) ?? []);
    // A network endpoint's connection may come from several resources: only one of the wanted kind decides.
    if (kinds.includes(to.kind)) return "no";
    return kinds.some((kind) => TARGETS.has(kind)) ? "no" : "maybe";
  }
}

/** The name in Azure; unknown where Pulumi or Azure chooses it. */
export function azureName(resource: Resource): Value | undefined {
  const named = get(resource.props, nameProperty(resource.kind));
  if (named !== undefined) return named;
  const fromId = resource.id?.split("/").at(-1);
  return fromId === undefined || fromId === "" ? get(resource.props, "name") : fromId;
}

function sameName(from: Resource, value: string, to: Resource): Answer {
  const name = azureName(to);
  if (typeof name !== "string") return "maybe";
  if (name.toLowerCase() !== value.toLowerCase()) return "no";
  const groups = [get(from.props, "resourceGroupName"), get(to.props, "resourceGroupName")];
  const [mine, theirs] = groups.map((group) => (typeof group === "string" ? group.toLowerCase() : undefined));
  return mine !== undefined && theirs !== undefined && mine !== theirs ? "no" : "yes";
}

function sameId(value: string, to: Resource, below: string): Answer {
  const id = value.toLowerCase().replace(/\/+$/, "");
  if (!id.endsWith(below.toLowerCase())) return "no";
  const owner = id.slice(0, id.length - below.length);
  if (to.id !== undefined) return owner === to.id.toLowerCase() ? "yes" : "no";
  const target = armPath(owner);
  if (target === undefined) return "maybe";
  const type = ARM_TYPES[to.kind];
  if (type !== undefined && target.type !== type.toLowerCase()) return "no";
  const name = azureName(to);
  if (typeof name !== "string") return "maybe";
  return name.toLowerCase() === target.name ? "yes" : "no";
}

/** The type and the last name in an ARM id: provider/type/name, then type/name again for each level. */
function armPath(id: string): { readonly type: string; readonly name: string } | undefined {
  const [, tail] = id.split(/\/providers\/(?!.*\/providers\/)/);
  const [provider, ...rest] = tail?.split("/") ?? [];
  if (provider === undefined || rest.length === 0 || rest.length % 2 !== 0) return undefined;
  const types = rest.filter((_part, index) => index % 2 === 0);
  return { type: [provider, ...types].join("/"), name: rest.at(-1) ?? "" };
}
