// Many secrets, some at a time. One that fails stops no other: each is reported by itself, and the next run finds it again.
import { inParallel } from "../reconcile/parallel.ts";
import { backOne } from "./back.ts";
import type { Asked } from "./decide.ts";
import type { Rotating } from "./declared.ts";
import type { Job, Outcome, Run } from "./job.ts";
import { inspectOne, rotateOne } from "./rotate-one.ts";
import { pacing } from "./pace.ts";
import type { SecretStore } from "./store.ts";
import type { Strategy } from "./strategies/strategy.ts";

export interface Rotations {
  readonly open: (rotating: Rotating) => readonly SecretStore[];
  readonly strategy: (rotating: Rotating) => Strategy | undefined;
  readonly run: Omit<Run, "after">;
  /** Does what is to be done after publishing, such as starting a reader anew. */
  readonly after: (rotating: Rotating) => Promise<void>;
  /** Secrets at a time. */
  readonly parallel: number;
  readonly onDone?: (name: string) => void;
}

/** What each secret needs next; changes nothing. */
export const inspectSecrets = (rotations: Rotations, secrets: readonly Rotating[]): Promise<readonly Outcome[]> =>
  each(rotations, secrets, (job, run) => inspectOne(job, {}, run));

/** Does what each needs. */
export const rotateSecrets = (
  rotations: Rotations,
  secrets: readonly Rotating[],
  asked: (job: Job) => Promise<Asked>,
): Promise<readonly Outcome[]> => each(rotations, secrets, async (job, run) => rotateOne(job, await asked(job), run));

/** Publishes the previous value of each again. */
export const goBack = (rotations: Rotations, secrets: readonly Rotating[]): Promise<readonly Outcome[]> =>
  each(rotations, secrets, async (job, run) => {
    await backOne(job, run);
    return rotateOne(job, {}, run);
  });

function each(
  { open, strategy, after, run, parallel, onDone }: Rotations,
  secrets: readonly Rotating[],
  work: (job: Job, run: Run) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const paced = pacing(run.patience.sleep);
  return inParallel(parallel, secrets, async (rotating): Promise<Outcome> => {
    try {
      const stores = open(rotating).map((store, place) => paced(store, rotating.vaults[place]?.uri ?? ""));
      return await work({ rotating, stores, strategy: strategy(rotating) }, { ...run, after });
    } catch (failure) {
      return { rotating, done: [], failure };
    } finally {
      onDone?.(rotating.name);
    }
  });
}
