// `npm run bench -- rotate`: an hour in which everything is due at once, on vaults that take what Azure publishes and no more.
// The clock is virtual, so the figures are those of the command's own order of calls, whatever the machine is doing.
import { table } from "table";
import type { Rotating } from "../../cli/rotate/declared.ts";
import { rotateSecrets } from "../../cli/rotate/rotate-all.ts";
import type { SecretStore } from "../../cli/rotate/store.ts";
import { generated } from "../../cli/rotate/strategies/generated.ts";
import { VAULT_FAILURES } from "../../cli/vault/failures.ts";
import { VaultFailure } from "../../cli/vault/vault-plane.ts";
import { rotating, START } from "../cli/rotate/fixtures.ts";
import { VirtualTime } from "../cli/rotate/world/time.ts";
import { MemoryVault } from "../cli/rotate/world/vault.ts";

/** In ten seconds, of one vault, and five times that of a subscription (azure-docs: key-vault/general/service-limits; issue 13). */
const READS = 4_000;
const WRITES = 300;
const OF_SUBSCRIPTION = 5;
const PERIOD = 10_000;
/** Milliseconds of a request within a region; estimates. */
const READ = 40;
const WRITE = 80;
/** Requests of one secret: a look, the write, and another look. */
const LOOKS = 2;

/** At most how many times the limit a run may take. */
export const MOST = 1.2;

export interface RotateFigures {
  readonly secrets: number;
  readonly parallel: number;
  /** Virtual seconds. */
  readonly took: number;
  readonly limit: number;
  readonly throttled: number;
  readonly published: number;
  /** Bytes of heap that a secret costs the run, with its two versions in the double. */
  readonly heapEach: number;
}

/** Refuses what is more than a vault, or the subscription, takes in ten seconds. */
class Throttle {
  readonly #at: number[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  takes(now: number): boolean {
    while ((this.#at[0] ?? now) <= now - PERIOD) this.#at.shift();
    if (this.#at.length >= this.#most) return false;
    this.#at.push(now);
    return true;
  }
}

export async function measureRotate(secrets: number, vaults: number, parallel: number): Promise<RotateFigures> {
  const time = new VirtualTime(START);
  const declared = rotating("generated");
  const [first] = declared.vaults;
  if (first === undefined) throw new Error("no vault");
  const all: Rotating[] = Array.from({ length: secrets }, (_, index) => {
    const name = `payments-dev-${String(index)}`;
    const vault = `kv-${String(index % vaults)}`;
    return {
      ...declared,
      name,
      vaults: [{ ...first, name: vault, uri: `https://${vault}.vault.azure.net/` }],
      secret: { ...declared.secret, name },
    };
  });
  const held = new Map(all.map(({ name }) => [name, new MemoryVault(name)]));
  for (const vault of held.values()) vault.put("placeholder", START.getTime(), "deployment");
  const subscription = { reads: new Throttle(READS * OF_SUBSCRIPTION), writes: new Throttle(WRITES * OF_SUBSCRIPTION) };
  const each = new Map<string, { readonly reads: Throttle; readonly writes: Throttle }>();
  let throttled = 0;

  const call = async <T>(vault: string, kind: "reads" | "writes", effect: () => T): Promise<T> => {
    const own = each.get(vault) ?? { reads: new Throttle(READS), writes: new Throttle(WRITES) };
    each.set(vault, own);
    await time.sleep((kind === "reads" ? READ : WRITE) / 2);
    // What is refused does not count (azure-docs: overview-throttling).
    if (!subscription[kind].takes(time.now) || !own[kind].takes(time.now)) {
      throttled += 1;
      throw new VaultFailure("later", 429, "Throttled");
    }
    const answer = effect();
    await time.sleep((kind === "reads" ? READ : WRITE) / 2);
    return answer;
  };
  const open = ({ name, vaults: [vault] }: Rotating): SecretStore[] => {
    const memory = held.get(name);
    const where = vault?.name ?? "";
    if (memory === undefined) throw new Error(name);
    return [
      {
        history: () => call(where, "reads", () => memory.history(time.now)),
        read: (_name, id) => call(where, "reads", () => memory.read(id)),
        write: (_name, version) =>
          call(where, "writes", () => void memory.put(version.value.reveal(), time.now, "run", version)),
        update: (_name, id, change) =>
          call(where, "writes", () => {
            memory.update(id, change);
          }),
      },
    ];
  };

  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const run = rotateSecrets(
    {
      open,
      strategy: () => generated({ length: 32, alphabet: "alphanumeric" }),
      after: () => Promise.resolve(),
      run: {
        runId: "bench",
        patience: { sleep: (milliseconds) => time.sleep(milliseconds), random: Math.random },
        failures: VAULT_FAILURES,
      },
      parallel,
    },
    all,
    () => Promise.resolve({}),
  );
  await time.settle();
  const outcomes = await run;
  globalThis.gc?.();
  const heapEach = (process.memoryUsage().heapUsed - before) / secrets;
  const published = outcomes.filter(({ done }) => done.some(({ kind }) => kind === "publish")).length;
  const byLatency = (secrets * (LOOKS * READ + WRITE)) / parallel;
  // What a period does not take waits for the next one.
  const periods = (calls: number, most: number): number => Math.floor((calls - 1) / (most * OF_SUBSCRIPTION)) * PERIOD;
  const byWrites = periods(secrets, WRITES);
  const byReads = periods(secrets * LOOKS, READS);
  return {
    secrets,
    parallel,
    took: (time.now - START.getTime()) / 1000,
    limit: Math.max(byLatency, byWrites, byReads) / 1000,
    throttled,
    published,
    heapEach,
  };
}

export async function runRotate(): Promise<void> {
  const rows: RotateFigures[] = [];
  for (const [secrets, parallel] of [
    [2_500, 16],
    [10_000, 16],
    [10_000, 64],
  ] as const) {
    rows.push(await measureRotate(secrets, 400, parallel));
  }
  const heading = ["secrets", "at a time", "took (s)", "limit (s)", "times", "throttled", "heap each (KB)"];
  const cells = rows.map(({ secrets, parallel, took, limit, throttled, heapEach }) => [
    String(secrets),
    String(parallel),
    took.toFixed(1),
    limit.toFixed(1),
    (took / limit).toFixed(2),
    String(throttled),
    (heapEach / 1024).toFixed(1),
  ]);
  console.log(table([heading, ...cells]));
  if (rows.some(({ took, limit, secrets, published }) => took > MOST * limit || published < secrets))
    process.exitCode = 1;
}
