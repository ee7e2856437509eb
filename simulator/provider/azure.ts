// azure-native and azuread as the engine sees them: names and defaults at Check, input against input at Diff, and requests
// to the simulated cloud. Follows pulumi-azure-native's provider/provider.go, release 3.
import { setTimeout as wait } from "node:timers/promises";
import type { Cloud, Resource } from "../model/cloud.ts";
import { AzureError, ProviderError } from "../model/errors.ts";
import { formatId, lastSegment, parametersOf, parentOf, parseId } from "../model/ids.ts";
import type { Names } from "../model/ids.ts";
import type { Caller, Deployed, Draft, Kind } from "../model/kind.ts";
import { checkIdentities } from "../model/references.ts";
import { requirePolling, requireRight } from "../model/rights.ts";
import {
  LOCK_TYPES,
  checkTags,
  exists,
  refuseToTakeOver,
  requireGroup,
  requireParent,
  requireSettled,
  requireUnlocked,
  requireWay,
} from "../model/rules.ts";
import { equal, isObject, textAt, without } from "../model/values.ts";
import type { Props } from "../model/values.ts";
import { applyDrift, compare } from "./diff.ts";
import type { PropertyChange } from "./diff.ts";
import { MAX_RETRIES, errorOf, isRetried, waitWhileHeld } from "./faults.ts";
import type { Faults, Operation } from "./faults.ts";
import { inputsOf, secretHashes } from "./inputs.ts";
import { latencyMs } from "./latencies.ts";
import type { Latencies } from "./latencies.ts";
import { FIXED_AT_BIRTH, defaultLocation, nameIt } from "./naming.ts";
import type { Naming } from "./naming.ts";
import { compose, previewOf } from "./outputs.ts";
import { Queues, Turnstile } from "./queues.ts";

export interface Contract {
  /** Refuses a body that Azure's definitions do not allow. */
  check(type: string, inputs: Props): void;
}

export interface CheckResult {
  readonly inputs: Props;
  readonly failures: { property: string; reason: string }[];
}

export interface Written {
  readonly id: string;
  readonly properties: Props;
}

export interface Found extends Written {
  readonly inputs: Props;
}

export interface AzureOptions {
  readonly cloud: Cloud;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly faults: Faults;
  readonly latencies?: Latencies | undefined;
  readonly contract?: Contract | undefined;
  /** Ends the provider as a crash would. */
  readonly crash: () => void;
}

export class AzureProvider {
  readonly #options: AzureOptions;
  readonly #queues = new Queues();
  readonly #turnstile = new Turnstile();

  constructor(options: AzureOptions) {
    this.#options = options;
  }

  kind(type: string): Kind {
    const kind = this.#options.kinds.get(type);
    if (kind) return kind;
    const module = type.split(":").slice(0, 2).join(":");
    const near = [...this.#options.kinds.keys()].filter(
      (known) => known.startsWith(`${module}:`) || known.startsWith(`${module}/`),
    );
    throw new ProviderError(
      `simulated Azure does not know ${type}; ` +
        (near.length > 0
          ? `of this module it knows ${near.map((known) => known.split(":")[2] ?? known).join(", ")}`
          : `it knows nothing of ${module}`),
    );
  }

  check(
    type: string,
    urn: string,
    olds: Props,
    news: Props,
    seed: string,
    naming: Naming | undefined,
    caller: Caller,
  ): CheckResult {
    const kind = this.kind(type);
    const inputs: Props = { ...news };
    const failures: CheckResult["failures"] = [];
    if (type.startsWith("azure-native:")) {
      nameIt(kind, urn, olds, inputs, seed, naming);
      if (kind.located === true && inputs["location"] === undefined) {
        const location = defaultLocation(this.#options.cloud, olds, inputs, caller);
        if (location !== undefined) inputs["location"] = location;
      }
      if (kind.apiVersion !== undefined) inputs["azureApiVersion"] ??= kind.apiVersion;
    }
    const parameters = kind.newId ? [] : parametersOf(kind.path).filter((name) => name !== "subscriptionId");
    for (const name of [...parameters, ...(kind.required ?? [])]) {
      if (inputs[name] === undefined) failures.push({ property: name, reason: `missing required property '${name}'` });
    }
    return { inputs, failures };
  }

  diff(type: string, olds: Props, news: Props): { changes: Map<string, PropertyChange>; deleteFirst: boolean } {
    const kind = this.kind(type);
    const parameters = kind.newId ? [] : parametersOf(kind.path);
    const changes = compare(olds, news, new Set([...parameters, ...(kind.replaceOn ?? [])]));
    const replaces = [...changes.values()].some((change) => change.replace);
    return { changes, deleteFirst: replaces && type.startsWith("azure-native:") && olds[FIXED_AT_BIRTH] !== true };
  }

  preview(type: string, inputs: Props, secrets: ReadonlySet<string>, olds: Props | undefined, caller: Caller): Props {
    const kind = this.kind(type);
    const draft = this.#draft(kind, inputs, secrets, caller, undefined, true);
    const stable = olds
      ? Object.fromEntries(["name", "location"].flatMap((key) => (olds[key] === undefined ? [] : [[key, olds[key]]])))
      : {};
    return previewOf(compose(draft).properties, inputs, stable);
  }

  async create(
    type: string,
    urn: string,
    inputs: Props,
    secrets: ReadonlySet<string>,
    caller: Caller,
  ): Promise<Written> {
    const kind = this.kind(type);
    const { cloud } = this.#options;
    const planned = this.#draft(kind, inputs, secrets, caller, undefined, false);
    return this.#write("create", kind, urn, planned.id, () => {
      const draft = this.#draft(kind, inputs, secrets, caller, undefined, false);
      const stored = cloud.get(draft.id);
      if (stored && kind.singleton === undefined) refuseToTakeOver(draft.id);
      const born = kind.bornWith?.(draft);
      if (born !== undefined && !(kind.bornDefault && equal(born, kind.bornDefault))) {
        refuseToTakeOver(
          draft.id,
          " (simulated Azure: it comes with its parent, and azure-native does not take over what it did not create; see docs/simulator.md)",
        );
      }
      return this.#put(kind.singleton !== undefined && stored ? { ...draft, existing: stored } : draft);
    });
  }

  async update(
    type: string,
    urn: string,
    id: string,
    inputs: Props,
    secrets: ReadonlySet<string>,
    caller: Caller,
  ): Promise<Written> {
    const kind = this.kind(type);
    return this.#write("update", kind, urn, id, () => {
      const existing = this.#options.cloud.get(id);
      return this.#put(this.#draft(kind, inputs, secrets, caller, existing, false, id));
    });
  }

  async read(
    type: string,
    urn: string,
    id: string,
    olds: Props,
    inputs: Props | undefined,
    caller: Caller,
  ): Promise<Found | undefined> {
    const kind = this.kind(type);
    return this.#request("read", kind, urn, id, () => {
      requireRight(this.#options.cloud, caller, kind.type, id, "read");
      const resource = this.#find(kind, id, caller);
      if (!resource) return undefined;
      const computed = resource.computed;
      const known = inputs && Object.keys(inputs).length > 0 ? inputs : undefined;
      const current = known
        ? applyDrift(known, without(olds, computed), without(resource.properties, computed))
        : inputsOf(kind, resource);
      return { id: resource.id, properties: resource.properties, inputs: current };
    });
  }

  async delete(type: string, urn: string, id: string, caller: Caller): Promise<void> {
    try {
      await this.erase(type, urn, id, caller);
    } catch (error) {
      // What is gone already is deleted (azure-native's client_azcore.go, Delete).
      if (!(error instanceof AzureError) || error.status !== 404) throw error;
    }
  }

  /** The DELETE as Azure answers it: what lies in nothing is refused, and what is not there itself is gone already. */
  async erase(type: string, urn: string, id: string, caller: Caller): Promise<void> {
    const kind = this.kind(type);
    const { cloud } = this.#options;
    await this.#write("delete", kind, urn, id, () => {
      if (type.startsWith("azure-native:") && !kind.newId) requireWay(cloud, id, kind);
      requireSettled(cloud, id);
      const resource = this.#find(kind, id, caller);
      if (!resource && kind.type === "azure-native:resources:ResourceGroup") requireGroup(cloud, id);
      if (!resource) return undefined;
      if (kind.singleton !== undefined) {
        const stored = cloud.get(id);
        if (!stored || kind.singleton === null) return undefined;
        // Without a DELETE azure-native writes the default. Who meets a CanNotDelete lock "can still read and modify" (learn: Lock
        // your Azure resources to protect your infrastructure); ReadOnly refuses a write.
        requireUnlocked(cloud, resource, "write", caller);
        cloud.remove(id);
        return undefined;
      }
      if (kind.dataPlane !== true) requireRight(cloud, caller, kind.type, id, "delete");
      if (kind.dataPlane !== true) requireUnlocked(cloud, resource, "delete", caller);
      kind.checkDelete?.(resource, cloud, caller);
      this.#vanish(kind, resource, caller);
      return undefined;
    });
  }

  /** What lies in a resource goes with it; diagnostic settings outlive their target, as in Azure. */
  #vanish(kind: Kind, resource: Resource, caller: Caller): void {
    const { cloud, kinds } = this.#options;
    const inside = cloud.below(resource.id).filter((child) => child.type !== "azure-native:monitor:DiagnosticSetting");
    if (kind.remove) kind.remove(resource, cloud, caller);
    // The deepest first, so that a vault inside a group still finds its secrets.
    for (const child of inside.filter(
      (other) => kinds.get(other.type)?.remove && kinds.get(other.type)?.dataPlane !== true,
    )) {
      kinds.get(child.type)?.remove?.(child, cloud, caller);
    }
    for (const child of inside) cloud.remove(child.id);
    cloud.remove(resource.id);
    if (LOCK_TYPES.includes(resource.type)) cloud.linger(resource, caller.now());
    kind.removed?.(resource, cloud);
  }

  #put(draft: Draft): Written {
    const { cloud, contract } = this.#options;
    const { kind, existing, id, inputs } = draft;
    requireRight(cloud, draft.caller, kind.type, id, "write");
    requireParent(draft);
    requireSettled(cloud, id);
    if (kind.fixedName !== undefined && lastSegment(id).toLowerCase() !== kind.fixedName.toLowerCase()) {
      throw new AzureError(
        400,
        "InvalidResourceName",
        `The name '${lastSegment(id)}' is not valid here: only '${kind.fixedName}' is.`,
      );
    }
    kind.checkName?.(draft);
    contract?.check(kind.type, inputs);
    if (existing) requireUnlocked(cloud, existing, "write", draft.caller);
    if (existing && kind.ignoresUpdate === true) {
      // Azure answers 200 and writes nothing; the provider then reads back what was there before.
      return { id: existing.id, properties: existing.properties };
    }
    checkTags(draft);
    checkIdentities(draft);
    kind.check?.(draft);
    for (const inner of kind.deploys?.(draft) ?? []) this.#deploy(inner, draft.caller);
    const { properties, computed } = compose(draft);
    const facts = kind.facts?.(draft);
    const hashes = secretHashes(draft);
    const resource: Resource = {
      id: existing?.id ?? kind.spelled?.(id) ?? id,
      type: kind.type,
      properties: without(properties, kind.forgets ?? []),
      computed,
      ...(Object.keys(hashes).length > 0 && { secrets: hashes }),
      ...(facts && { facts }),
      createdAt: existing?.createdAt ?? draft.caller.now().toISOString(),
    };
    cloud.put(resource);
    kind.written?.(draft, resource);
    requirePolling(cloud, draft.caller, kind.type, id);
    if (kind.forgets) return { id: resource.id, properties };
    return { id: resource.id, properties: cloud.get(resource.id)?.properties ?? properties };
  }

  /** Not asked whether it exists: that is azure-native's question, and Azure's Resource Manager never asks it. */
  #deploy({ type, inputs, secrets }: Deployed, caller: Caller): void {
    const planned = this.#draft(this.kind(type), inputs, secrets, caller, undefined, false);
    this.#put({ ...planned, existing: this.#options.cloud.get(planned.id) });
  }

  /** Stored, or there by nature: singletons and what comes with a parent. */
  #find(kind: Kind, id: string, caller: Caller): Resource | undefined {
    const { cloud } = this.#options;
    const stored = cloud.get(id);
    if (stored) return stored;
    const parent = parentOf(id);
    if (parent === undefined || !exists(cloud, parent)) return undefined;
    const names = parseId(kind.path, id) ?? {};
    const draft: Draft = {
      cloud,
      caller,
      kind,
      id,
      names,
      inputs: {},
      secrets: new Set(),
      existing: undefined,
      preview: false,
    };
    const inputs = kind.bornWith?.(draft) ?? (isObject(kind.singleton) ? kind.singleton : undefined);
    if (!inputs) return undefined;
    const { properties, computed } = compose({ ...draft, inputs });
    return { id, type: kind.type, properties, computed, createdAt: caller.now().toISOString() };
  }

  #draft(
    kind: Kind,
    inputs: Props,
    secrets: ReadonlySet<string>,
    caller: Caller,
    existing: Resource | undefined,
    preview: boolean,
    id?: string,
  ): Draft {
    const names: Names = { subscriptionId: caller.subscriptionId };
    for (const name of parametersOf(kind.path)) {
      const value = textAt(inputs, name);
      if (value !== undefined) names[name] = value;
    }
    const unnamed = { cloud: this.#options.cloud, caller, kind, names, inputs, secrets, existing, preview };
    return { ...unnamed, id: id ?? existing?.id ?? kind.newId?.(unnamed) ?? formatId(kind.path, names) };
  }

  async #write<T>(operation: Operation, kind: Kind, urn: string, id: string, work: () => T): Promise<T> {
    return this.#turnstile.run(
      kind.exclusive?.(id),
      () => kind.clash?.(id) ?? new AzureError(409, "Conflict", `Another write to '${id}' is under way.`),
      async () =>
        this.#queues.run(kind.queue?.(id), async () => {
          const ms = (kind.dwellMs ?? 0) + latencyMs(kind.type, this.#options.latencies);
          if (ms > 0) await wait(ms);
          return this.#request(operation, kind, urn, id, work);
        }),
    );
  }

  /** One request with the provider's own retries. */
  async #request<T>(operation: Operation, kind: Kind, urn: string, id: string, work: () => T): Promise<T> {
    const { faults, crash, latencies } = this.#options;
    for (let attempt = 0; ; attempt++) {
      const fault = faults.find(operation, [kind.type, id, urn]);
      if (!fault) return work();
      faults.spend(fault);
      if (fault.delayMs !== undefined) await wait(fault.delayMs);
      if (fault.hold !== undefined) await waitWhileHeld(fault.hold);
      if (fault.stop === "before") return halt(crash);
      if (fault.stop !== undefined && fault.stop !== false) {
        work();
        return halt(crash);
      }
      if (fault.status === undefined && fault.code === undefined) return work();
      const error = errorOf(fault);
      if (!isRetried(error) || attempt >= MAX_RETRIES) throw error;
      const pause = (fault.retryAfterSeconds ?? 0) * 1000 * (latencies?.scale ?? 0);
      if (pause > 0) await wait(pause);
    }
  }
}

/** The answer that never comes: the connection goes first. */
function halt(crash: () => void): Promise<never> {
  crash();
  return new Promise<never>(() => undefined);
}
