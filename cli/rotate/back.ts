// The way back: a new value that does not work for its readers is answered by publishing the one before it again, while its
// overlap lasts and it still opens what it is for.
import { publishPrevious, type Work } from "./carry-out.ts";
import { takeClaim } from "./claim.ts";
import { readMark } from "./mark.ts";
import type { Job, Run } from "./job.ts";
import { home, look } from "./rotate-one.ts";
import { idOf } from "./seen.ts";
import { RotationFailure } from "./strategies/strategy.ts";

/** The day (ISO date) on which the value that is published again was written first. */
export async function backOne(job: Job, run: Run): Promise<string> {
  const { rotating, strategy, stores } = job;
  if (strategy === undefined) {
    throw new RotationFailure("its owner makes its values; write the one before with strongroom secret set");
  }
  const hasTarget = strategy.target !== undefined;
  const claim = hasTarget
    ? await takeClaim({ store: home(job), name: rotating.name, runId: run.runId, sleep: run.patience.sleep })
    : undefined;
  try {
    const { situation, decision, published } = await look(job, {}, run);
    const { current } = decision;
    if (current?.everywhereSince === undefined) {
      throw new RotationFailure("not every vault has the current value yet; run strongroom rotate --due first");
    }
    const [history] = situation.seen.histories;
    const previous = history?.versions.find((version) => idOf(version) !== current.id);
    if (previous?.enabled !== true || history === undefined || previous === history.versions.at(-1)) {
      throw new RotationFailure("there is no value to go back to: the one before has ended, or there is none");
    }
    let { credential } = readMark(previous.tags);
    if (strategy.target !== undefined) {
      const value = await stores[0]?.read(rotating.name, previous.id);
      const there = value && (await strategy.target.look({ value, credential })).find(({ isPublished }) => isPublished);
      credential = there?.id;
      if (value === undefined || credential === undefined || !(await strategy.prove({ value })))
        throw new RotationFailure("the value before opens nothing any more, so nothing was published");
    }
    const work: Work = {
      job,
      runId: run.runId,
      seen: situation.seen,
      decision,
      published,
      claim,
      after: run.after,
    };
    await publishPrevious(work, { id: previous.id, credential });
    return previous.created.toISOString().slice(0, "2027-03-31".length);
  } finally {
    await claim?.release();
  }
}
