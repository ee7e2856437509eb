// Who a principal is, by a name that a reader of the manifest knows: `payments/api`, not an object id. In a plan the id is not
// known yet, and the resource that it will come from says who it is; in a state the ids themselves say it.
import { fields, list, text } from "../../text/values.ts";
import type { ResourceRecord, Snapshot } from "../snapshot/records.ts";

export type PrincipalKind = "workload" | "resource" | "group" | "person" | "federated" | "unknown";

export interface Principal {
  /** `payments/api`, `platform/deploy`, `group payments-analysts`. */
  readonly label: string;
  readonly kind: PrincipalKind;
  /** Undefined for what belongs to none, such as a group that was adopted. */
  readonly environment?: string;
  /** Object id of a group that belongs to none: each environment may give its own group the same name. */
  readonly id?: string;
  /** Nobody's manifest, settings or stack names it. */
  readonly stranger?: true;
  /** A group whose members a rule chooses, or which is called after everybody. */
  readonly everybody?: true;
}

const EVERYBODY = /^(all|every)[ _-]?(users?|employees|staff|company|members|one|body|people)?$/i;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export class Principals {
  readonly #byUrn = new Map<string, Principal>();
  readonly #byId = new Map<string, Principal>();
  readonly #byIdentityName = new Map<string, Principal>();
  readonly #byGroupName = new Map<string, Principal>();

  /** `groups` are object ids by the name that the settings give them. */
  constructor(snapshots: readonly Snapshot[], groups: Readonly<Record<string, string>> = {}) {
    for (const snapshot of snapshots) this.#read(snapshot);
    for (const [name, id] of Object.entries(groups)) this.#group(id, name);
  }

  /** The principal that `property` of a record stands for. */
  of(record: ResourceRecord, property: string): Principal {
    const value = text(record.props[property]) ?? text(record.inputs[property]);
    const known = value === undefined ? undefined : this.#byId.get(value.toLowerCase());
    if (known !== undefined) return known;
    for (const urn of record.madeOf[property] ?? []) {
      const source = this.#byUrn.get(urn);
      if (source !== undefined) return source;
    }
    const type = text(record.props["principalType"]);
    if (value !== undefined && GUID.test(value)) {
      if (type === "User") return { label: `person ${value}`, kind: "person", stranger: true };
      return type === "Group"
        ? { label: `group ${value}`, kind: "group", id: value.toLowerCase(), stranger: true }
        : { label: `unknown ${value}`, kind: "unknown", stranger: true };
    }
    // A cell looks a workload up by its name; only Azure can answer.
    return { label: `not known yet, see ${record.name}`, kind: type === "User" ? "person" : "unknown" };
  }

  byId(id: string): Principal | undefined {
    return this.#byId.get(id.toLowerCase());
  }

  byUrn(urn: string): Principal | undefined {
    return this.#byUrn.get(urn);
  }

  /** The group of an environment's stacks that has this name, where nobody knows its id yet. */
  groupCalled(name: string, environment: string): Principal | undefined {
    return this.#byGroupName.get(`${environment} ${name}`);
  }

  /** The identity that has this name in Azure. */
  identityCalled(name: string): Principal | undefined {
    return this.#byIdentityName.get(name.toLowerCase());
  }

  #read({ resources, environment }: Snapshot): void {
    const byUrn = new Map(resources.map((record) => [record.urn, record]));
    for (const record of resources) {
      const { kind, props } = record;
      if (kind === "managedidentity:UserAssignedIdentity") {
        const principal: Principal = { label: labelOf(record, byUrn), kind: "workload", environment };
        this.#remember(record, principal, [props["principalId"], props["clientId"]]);
        const name = text(props["resourceName"]) ?? text(props["name"]);
        if (name !== undefined) this.#byIdentityName.set(name.toLowerCase(), principal);
      } else if (kind.startsWith("azuread:Group") && text(props["displayName"]) !== undefined) {
        const name = text(props["displayName"]) ?? record.name;
        const dynamic = list(props["types"]).includes("DynamicMembership") || props["dynamicMembership"] !== undefined;
        const principal: Principal = {
          label: `group ${name}`,
          kind: "group",
          environment,
          ...(dynamic || EVERYBODY.test(name) ? { everybody: true } : {}),
        };
        this.#remember(record, principal, [props["objectId"]]);
        this.#byGroupName.set(`${environment} ${name}`, principal);
      } else if (kind === "azuread:User") {
        const label = `person ${text(props["userPrincipalName"]) ?? record.name}`;
        this.#remember(record, { label, kind: "person" }, [props["objectId"]]);
      } else if (kind === "azuread:ServicePrincipal") {
        const label = `application ${text(props["displayName"]) ?? record.name}`;
        this.#remember(record, { label, kind: "unknown", environment }, [props["objectId"], props["clientId"]]);
      } else if (text(fields(props["identity"])["type"])?.includes("SystemAssigned") === true) {
        const principal: Principal = { label: labelOf(record, byUrn), kind: "resource", environment };
        this.#remember(record, principal, [fields(props["identity"])["principalId"]]);
      }
    }
    // A group that was adopted exists only as the component that stands for it; a contained user names the group itself.
    for (const { type, props, name } of resources) {
      if (type === "strongroom:identity:AccessGroup") this.#group(text(props["principalId"]), name);
      if (type === "strongroom:sql:DatabaseUser" && props["kind"] === "group") {
        this.#group(text(props["principal"]), text(props["userName"]) ?? name);
      }
    }
  }

  #group(id: string | undefined, name: string): void {
    if (id === undefined || !GUID.test(id) || this.#byId.has(id.toLowerCase())) return;
    const everybody = EVERYBODY.test(name) ? { everybody: true as const } : {};
    this.#byId.set(id.toLowerCase(), { label: `group ${name}`, kind: "group", id: id.toLowerCase(), ...everybody });
  }

  #remember(record: ResourceRecord, principal: Principal, ids: readonly unknown[]): void {
    this.#byUrn.set(record.urn, principal);
    for (const id of ids.flatMap((value) => text(value) ?? [])) this.#byId.set(id.toLowerCase(), principal);
  }
}

/** `payments/api`: the application whose component holds it, and its name without the application's. */
export function labelOf(record: ResourceRecord, byUrn: ReadonlyMap<string, ResourceRecord>): string {
  const application = applicationOf(record, byUrn);
  const name = record.name.startsWith(`${application}-`) ? record.name.slice(application.length + 1) : record.name;
  return `${application}/${name}`;
}

/** The application whose component holds the record; "platform" for what all share. */
export function applicationOf(record: ResourceRecord, byUrn: ReadonlyMap<string, ResourceRecord>): string {
  const seen = new Set<string>();
  for (let at: ResourceRecord | undefined = record; at !== undefined && !seen.has(at.urn);) {
    if (at.type === "strongroom:app:AppEnvironment") return at.name;
    seen.add(at.urn);
    at = at.parent === undefined ? undefined : byUrn.get(at.parent);
  }
  return "platform";
}
