// One secret, its vaults, what it opens, and whoever is at work on it. Every call of a run takes time, may be refused, may
// lose its answer, or may be the last thing that the run did. After each effect the promises are looked at.
import type { Asked } from "../../../../cli/rotate/decide.ts";
import type { Rotating } from "../../../../cli/rotate/declared.ts";
import { Hidden } from "../../../../cli/rotate/hidden.ts";
import type { Job, Outcome, Run } from "../../../../cli/rotate/job.ts";
import { rotateOne } from "../../../../cli/rotate/rotate-one.ts";
import type { SecretStore } from "../../../../cli/rotate/store.ts";
import { entraApplication, type Application } from "../../../../cli/rotate/strategies/entra-application.ts";
import { generated } from "../../../../cli/rotate/strategies/generated.ts";
import { storageAccountKey, type Account } from "../../../../cli/rotate/strategies/storage-account-key.ts";
import type { Strategy } from "../../../../cli/rotate/strategies/strategy.ts";
import { VAULT_FAILURES } from "../../../../cli/vault/failures.ts";
import { VaultFailure } from "../../../../cli/vault/vault-plane.ts";
import { messageOf } from "../../../../text/errors.ts";
import type { Opener } from "./http-targets.ts";
import { VirtualTime } from "./time.ts";
import { MemoryVault } from "./vault.ts";

/** What befalls one call. "lost": it takes effect, and the answer does not arrive. */
export type Fault = "none" | "refused" | "throttled" | "unavailable" | "lost" | "killed before" | "killed after";

export type By = "generated" | "storage-account-key" | "entra-application";

export interface WorldArgs {
  readonly rotating: Rotating;
  readonly start: Date;
  /** Milliseconds that the call with this number takes, and what it is. */
  readonly duration?: (call: number, what: string) => number;
  readonly fault?: (call: number) => Fault;
  /** Whether the target takes the value of this number; a new one is not known everywhere at once. */
  readonly isKnown?: (value: string) => boolean;
  /** Other ways to the vaults and the target than by memory. */
  readonly roads?: (world: World, runId: string) => Pick<Job, "stores" | "strategy">;
}

export class World {
  readonly time: VirtualTime;
  readonly vaults: readonly MemoryVault[];
  /** What opens the target. */
  readonly openers: Opener[] = [];
  /** Every value there ever was, for who looks for leaks. */
  readonly values: string[] = [];
  /** What happened, for who reads a failed schedule. */
  readonly story: string[] = [];
  /** Looked at after each effect; throws. */
  inspect: () => void = () => undefined;
  broken: unknown;
  /** Somebody has asked for overlaps to end at once. */
  endsEarly = false;
  calls = 0;
  #made = 0;
  readonly args: WorldArgs;

  constructor(args: WorldArgs) {
    this.args = args;
    this.time = new VirtualTime(args.start);
    this.vaults = args.rotating.vaults.map(({ name }) => new MemoryVault(name));
    for (const vault of this.vaults) vault.put(this.value("placeholder"), this.time.now, "deployment");
    if (this.by === "storage-account-key") {
      for (const id of ["key1", "key2"]) this.openers.push({ id, value: this.value(id), made: undefined });
    }
  }

  get by(): By {
    return this.args.rotating.rotation.by as By;
  }

  value(what: string): string {
    const value = `${String((this.#made += 1)).padStart(3, "0")}-value-of-${what}`;
    this.values.push(value);
    return value;
  }

  tell(what: string): void {
    this.story.push(`${new Date(this.time.now).toISOString()} ${what}`);
  }

  /** Waits for what a run really does, where it goes by other ways than memory. */
  watch<T>(runId: string, work: Promise<T>): Promise<T> {
    if (this.args.roads !== undefined) this.time.begin(runId);
    return work.finally(() => {
      this.time.end(runId);
    });
  }

  /** A run begins; it ends whenever `time.settle()` has let it. */
  start(runId: string, asked: Asked = {}): { outcome?: Outcome } {
    const result: { outcome?: Outcome } = {};
    this.tell(`${runId} begins`);
    void this.watch(runId, rotateOne(this.job(runId), asked, this.run(runId))).then((outcome) => {
      this.tell(
        `${runId} ends: ${outcome.done.map(({ kind }) => kind).join(", ") || "nothing"}${outcome.failure === undefined ? "" : ` (${messageOf(outcome.failure)})`}`,
      );
      result.outcome = outcome;
    });
    return result;
  }

  job(runId: string): Job {
    return {
      rotating: this.args.rotating,
      ...(this.args.roads?.(this, runId) ?? {
        stores: this.vaults.map((vault, place) => this.#store(runId, vault, place)),
        strategy: this.#strategy(runId),
      }),
    };
  }

  run(runId: string): Run {
    return {
      runId,
      patience: { sleep: (milliseconds) => this.time.sleep(milliseconds, runId), random: () => 0.5 },
      failures: VAULT_FAILURES,
      after: () => this.call(runId, "after", () => undefined),
    };
  }

  /** One call of a run: it takes its time, and something may befall it. */
  async call<T>(runId: string, what: string, effect: () => T | Promise<T>): Promise<T> {
    this.calls += 1;
    const fault = this.args.fault?.(this.calls) ?? "none";
    const duration = this.args.duration?.(this.calls, `${runId} ${what}`) ?? 100;
    const label = `${String(this.calls)} ${runId} ${what}${fault === "none" ? "" : ` [${fault}]`}`;
    if (fault === "killed before") return this.#die(label, runId);
    await this.time.sleep(duration / 2, runId);
    if (fault === "refused") throw this.#refuse(label, 403, "ForbiddenByRbac");
    if (fault === "throttled") throw this.#refuse(label, 429, "Throttled");
    if (fault === "unavailable") throw this.#refuse(label, 503, "ServiceUnavailable");
    this.tell(label);
    const taken = effect();
    const answer = taken instanceof Promise ? await taken : taken;
    try {
      this.inspect();
    } catch (error) {
      this.broken ??= error;
    }
    if (fault === "killed after") return this.#die(label, runId);
    await this.time.sleep(duration / 2, runId);
    if (fault === "lost") throw this.#refuse(label, undefined, "ECONNRESET");
    return answer;
  }

  #refuse(label: string, status: number | undefined, code: string): VaultFailure {
    this.tell(label);
    return new VaultFailure(`refused: ${code}`, status, code);
  }

  /** A process that is gone says nothing any more. */
  #die<T>(label: string, runId: string): Promise<T> {
    this.tell(label);
    this.time.end(runId);
    return new Promise<T>(() => undefined);
  }

  #store(runId: string, vault: MemoryVault, place: number): SecretStore {
    const at = `vault ${String(place)}`;
    return {
      history: () => this.call(runId, `${at} history`, () => vault.history(this.time.now)),
      read: (_name, id) => this.call(runId, `${at} read ${id}`, () => vault.read(id)),
      write: (_name, version) =>
        this.call(runId, `${at} write`, () => {
          const value = version.value.reveal();
          if (!this.values.includes(value)) this.values.push(value);
          vault.put(value, this.time.now, runId, version);
        }),
      update: (_name, id, change) =>
        this.call(runId, `${at} update ${id} ${change.enabled === false ? "disable" : "tags"}`, () => {
          vault.update(id, change);
        }),
    };
  }

  #strategy(runId: string): Strategy {
    if (this.by === "generated") return generated({ length: 32, alphabet: "alphanumeric" });
    if (this.by === "storage-account-key") return storageAccountKey(this.#account(runId));
    return entraApplication(this.#application(runId), {
      name: this.args.rotating.name,
      lifetimeDays: this.args.rotating.secret.lifetimeDays,
      sleep: (milliseconds) => this.time.sleep(milliseconds, runId),
    });
  }

  opens(value: string): boolean {
    return this.openers.some((opener) => opener.value === value) && (this.args.isKnown?.(value) ?? true);
  }

  #account(runId: string): Account {
    return {
      takesKeys: () => this.call(runId, "account policy", () => true),
      keys: () =>
        this.call(runId, "account keys", () =>
          this.openers.map(({ id, value, made }) => ({
            name: id,
            value: new Hidden(value),
            ...(made === undefined ? {} : { made: new Date(made) }),
          })),
        ),
      regenerate: (name) =>
        this.call(runId, `account regenerate ${name}`, () => {
          const opener = this.openers.find(({ id }) => id === name);
          if (opener === undefined) throw new Error(`no ${name}`);
          opener.value = this.value(name);
          opener.made = this.time.now;
        }),
      opensWith: (key) => this.call(runId, "account opened", () => this.opens(key.reveal())),
    };
  }

  #application(runId: string): Application {
    return {
      secrets: () =>
        this.call(runId, "application secrets", () =>
          this.openers.map(({ id, value }) => ({
            keyId: id,
            displayName: `strongroom ${this.args.rotating.name}`,
            hint: value.slice(0, 3),
          })),
        ),
      add: () =>
        this.call(runId, "application add", () => {
          const value = this.value("client");
          const id = `k${String(this.values.length)}`;
          this.openers.push({ id, value, made: this.time.now });
          return { keyId: id, value: new Hidden(value) };
        }),
      remove: (keyId) =>
        this.call(runId, `application remove ${keyId}`, () => {
          const index = this.openers.findIndex(({ id }) => id === keyId);
          if (index >= 0) this.openers.splice(index, 1);
        }),
      signsIn: (value) => this.call(runId, "application sign in", () => this.opens(value.reveal())),
    };
  }
}
