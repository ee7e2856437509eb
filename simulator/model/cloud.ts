// The cloud: which resources there are, what is soft-deleted, and the indexes that the rules ask.
import { createHmac } from "node:crypto";
import type { Store } from "./store.ts";
import { keyOf, lastSegment, parentOf, scopesOf } from "./ids.ts";
import { textAt } from "./values.ts";
import type { Props } from "./values.ts";

export interface Resource {
  /** As Azure returns it, with its capital letters. */
  readonly id: string;
  /** Pulumi's type token. */
  readonly type: string;
  /** In the shape of the provider's outputs; never a secret. */
  readonly properties: Props;
  /** Paths that Azure computes, so that a refresh does not take them for inputs. */
  readonly computed: readonly string[];
  /** Salted hashes of the secret values last sent, by path. */
  readonly secrets?: Record<string, string>;
  /** What the rules remember and Azure does not show, e.g. the versions of a secret. */
  readonly facts?: Props;
  readonly createdAt: string;
}

/** A vault, secret or key that was deleted and whose name is still taken. */
export interface Buried {
  readonly resource: Resource;
  readonly deletedAt: string;
  /** What was in it, to be restored by a recovery. */
  readonly contents: readonly Resource[];
}

export class Cloud {
  readonly #store: Store;
  readonly #children = new Map<string, Set<string>>();
  /** By parent and type: the rules ask this for every request, so it may not depend on the size of the cloud. */
  readonly #direct = new Map<string, Set<string>>();
  readonly #byType = new Map<string, Set<string>>();
  readonly #byName = new Map<string, string>();
  readonly #byPrincipal = new Map<string, string>();
  /** Not kept in the file: between two commands nothing lingers. */
  readonly #gone: { readonly resource: Resource; readonly at: number }[] = [];

  constructor(store: Store) {
    this.#store = store;
    for (const key of store.tables.resources.keys()) {
      const resource = this.get(key);
      if (resource) this.#index(resource);
    }
  }

  get(id: string): Resource | undefined {
    return this.#store.tables.resources.get(keyOf(id)) as Resource | undefined;
  }

  put(resource: Resource): void {
    this.#index(resource);
    this.#store.change("resources", keyOf(resource.id), resource);
  }

  /** Removes the resource alone; what lies in it is the caller's to decide. */
  remove(id: string): void {
    const resource = this.get(id);
    if (!resource) return;
    const key = keyOf(id);
    for (const scope of scopesOf(id).slice(1)) this.#children.get(scope)?.delete(key);
    this.#direct.get(directKey(keyOf(parentOf(id) ?? ""), resource.type))?.delete(key);
    this.#byType.get(resource.type)?.delete(key);
    for (const objectId of principalsOf(resource)) this.#byPrincipal.delete(objectId.toLowerCase());
    const name = nameKey(resource);
    if (this.#byName.get(name) === key) this.#byName.delete(name);
    this.#store.change("resources", key, null);
    this.#store.change("generations", key, this.generation(id) + 1);
  }

  /** It was deleted, and Azure does not act on that everywhere yet. */
  linger(resource: Resource, now: Date): void {
    this.#gone.push({ resource, at: now.getTime() });
  }

  /** What was deleted less than so many seconds ago. */
  lingering(seconds: number, now: Date): Resource[] {
    return this.#gone.filter(({ at }) => now.getTime() - at < seconds * 1000).map(({ resource }) => resource);
  }

  /** How often this id was created before: a recreated identity is another principal. */
  generation(id: string): number {
    const value = this.#store.tables.generations.get(keyOf(id));
    return typeof value === "number" ? value : 0;
  }

  /** Everything below an id, at any depth. */
  below(id: string): Resource[] {
    return [...(this.#children.get(keyOf(id)) ?? [])].flatMap((key) => this.get(key) ?? []);
  }

  /** Children of one type, one level down. */
  childrenOf(id: string, type: string): Resource[] {
    return [...(this.#direct.get(directKey(keyOf(id), type)) ?? [])].flatMap((key) => this.get(key) ?? []);
  }

  ofType(type: string): Resource[] {
    return [...(this.#byType.get(type) ?? [])].flatMap((key) => this.get(key) ?? []);
  }

  count(type: string): number {
    return this.#byType.get(type)?.size ?? 0;
  }

  /** The resource of a type that bears a name, whatever its resource group: for names that are global. */
  named(type: string, name: string): Resource | undefined {
    const key = this.#byName.get(`${type}\n${name.toLowerCase()}`);
    return key === undefined ? undefined : this.get(key);
  }

  /** The identity, group, user or server behind an object id of the directory. */
  principal(objectId: string): Resource | undefined {
    const key = this.#byPrincipal.get(objectId.toLowerCase());
    return key === undefined ? undefined : this.get(key);
  }

  buried(id: string): Buried | undefined {
    return this.#store.tables.deleted.get(keyOf(id)) as Buried | undefined;
  }

  allBuried(): Buried[] {
    return [...this.#store.tables.deleted.values()] as Buried[];
  }

  bury(resource: Resource, contents: readonly Resource[], now: Date): void {
    this.#store.change("deleted", keyOf(resource.id), { resource, contents, deletedAt: now.toISOString() });
  }

  /** Forgets a soft-deleted object: recovered or purged. */
  unbury(id: string): void {
    this.#store.change("deleted", keyOf(id), null);
  }

  hash(secret: string): string {
    return createHmac("sha256", this.#store.salt).update(secret).digest("hex");
  }

  #index(resource: Resource): void {
    const key = keyOf(resource.id);
    for (const scope of scopesOf(resource.id).slice(1)) {
      let children = this.#children.get(scope);
      if (!children) this.#children.set(scope, (children = new Set()));
      children.add(key);
    }
    const place = directKey(keyOf(parentOf(resource.id) ?? ""), resource.type);
    let siblings = this.#direct.get(place);
    if (!siblings) this.#direct.set(place, (siblings = new Set()));
    siblings.add(key);
    let peers = this.#byType.get(resource.type);
    if (!peers) this.#byType.set(resource.type, (peers = new Set()));
    peers.add(key);
    this.#byName.set(nameKey(resource), key);
    for (const objectId of principalsOf(resource)) this.#byPrincipal.set(objectId.toLowerCase(), key);
  }
}

function directKey(parentKey: string, type: string): string {
  return `${parentKey}\n${type}`;
}

/** A role assignment names a principal too, but is none. */
function principalsOf({ type, properties }: Resource): string[] {
  const ids = [
    type === "azure-native:managedidentity:UserAssignedIdentity" ? textAt(properties, "principalId") : undefined,
    textAt(properties, "identity.principalId"),
    type.startsWith("azuread:") ? textAt(properties, "objectId") : undefined,
  ];
  return ids.filter((id) => id !== undefined);
}

function nameKey(resource: Resource): string {
  return `${resource.type}\n${lastSegment(resource.id).toLowerCase()}`;
}
