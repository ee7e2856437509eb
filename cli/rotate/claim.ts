// Two runs must not change one target at the same time: the second would regenerate the key that the first is about to
// publish. Key Vault and the targets have no lock and no conditional write, and a job's `parallelism: 1` does not stop two
// executions. The claim is a tag on the current version, taken as Fischer's algorithm takes a lock: write one's name, wait
// longer than any request lives, and read it back. Whoever finds another name there has lost. Before every change the
// claim is read again; a change follows its reading within one request's life, so whoever took the claim over meanwhile
// is still waiting (docs/adr/0040).
import { readMark, withMark } from "./mark.ts";
import type { SecretStore, Version } from "./store.ts";

/** Milliseconds that a request may live, from being sent until it can take effect no more. */
export const REQUEST_LIFE = 60_000;
/** Milliseconds between writing a claim and believing it: the life of a check and of the change behind it. */
export const SETTLE = 2 * REQUEST_LIFE + 30_000;

export interface Claim {
  /** Throws when somebody else has the claim, or has published meanwhile. */
  check(): Promise<void>;
  /** Leaves the version to the next run. A claim that is left behind by a crash is taken over. */
  release(): Promise<void>;
}

/** Another run is at work on the secret, or a person has written it. */
export class Overtaken extends Error {
  override readonly name = "Overtaken";
}

export interface ClaimContext {
  /** The vault at home. */
  readonly store: SecretStore;
  readonly name: string;
  readonly runId: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export async function takeClaim({ store, name, runId, sleep }: ClaimContext): Promise<Claim> {
  const newest = async (): Promise<Version> => {
    const [version] = (await store.history(name)).versions;
    if (version === undefined) throw new Overtaken("the secret is gone");
    return version;
  };
  const claimed = await newest();
  await store.update(name, claimed.id, { tags: withMark(claimed.tags, { ...readMark(claimed.tags), claim: runId }) });
  await sleep(SETTLE);
  const check = async (): Promise<void> => {
    const now = await newest();
    if (now.id !== claimed.id) throw new Overtaken("somebody has published another value meanwhile");
    if (readMark(now.tags).claim !== runId) throw new Overtaken("another run is at work on it");
  };
  await check();
  return {
    check,
    release: async () => {
      const now = await newest();
      const { claim, ...mark } = readMark(now.tags);
      if (now.id === claimed.id && claim === runId)
        await store.update(name, now.id, { tags: withMark(now.tags, mark) });
    },
  };
}
