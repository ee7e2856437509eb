// One decided step, carried out. Each is safe to be carried out twice, and each leaves the vaults in a state from which the
// next look finds out how far it came.
import { randomUUID } from "node:crypto";
import type { Claim } from "./claim.ts";
import { DAY, type Action, type Decision } from "./decide.ts";
import type { Rotating } from "./declared.ts";
import { readMark, withMark, type Mark } from "./mark.ts";
import type { Hidden } from "./hidden.ts";
import type { Job } from "./job.ts";
import type { Seen } from "./seen.ts";
import type { SecretStore } from "./store.ts";
import { RotationFailure, type Candidate, type Published, type Strategy } from "./strategies/strategy.ts";

/** How often a value is tried before another one is made, and how many are made. */
const PROOFS = 2;
const CANDIDATES = 2;

export interface Work {
  readonly job: Job;
  readonly runId: string;
  readonly seen: Seen;
  readonly decision: Decision;
  readonly published: Published | undefined;
  readonly claim: Claim | undefined;
  readonly after: (rotating: Rotating) => Promise<void>;
}

export async function carryOut(action: Action, work: Work): Promise<void> {
  const { job, claim, decision } = work;
  const { rotating, strategy } = job;
  const { name } = rotating;
  switch (action.kind) {
    case "copy":
      await copy(action.to, work);
      return;
    case "after": {
      await work.after(rotating);
      const current = must(decision.current);
      const store = storeAt(job, current.place);
      const mark: Mark = { ...readMark(current.version.tags), after: "done" };
      await store.update(name, current.version.id, { tags: withMark(current.version.tags, mark) });
      return;
    }
    case "disable":
      await storeAt(job, action.place).update(name, action.version, { enabled: false });
      return;
    case "end":
      await claim?.check();
      await strategy?.target?.end(action.credential);
      return;
    case "publish":
      await publish(must(strategy), work);
  }
}

async function publish(strategy: Strategy, work: Work): Promise<void> {
  const candidate = await proven(strategy, work);
  await work.claim?.check();
  await write(0, candidate.value, work, {
    by: work.job.rotating.rotation.by,
    id: randomUUID(),
    ...(candidate.credential === undefined ? {} : { credential: candidate.credential }),
  });
}

/** A value that has opened what it is for. One that was refused twice is thrown away and another one made. */
async function proven(strategy: Strategy, { published, claim, seen }: Work): Promise<Candidate> {
  for (let made = 0; made < CANDIDATES; made += 1) {
    await claim?.check();
    const candidate = await strategy.prepare(published, seen.now);
    for (let proof = 0; proof < PROOFS; proof += 1) {
      if (await strategy.prove(candidate)) return candidate;
    }
    // What lasts is replaced by the next one; what was added would stay behind.
    if (candidate.credential !== undefined && strategy.target?.lasting === false) {
      await claim?.check();
      await strategy.target.end(candidate.credential);
    }
  }
  throw new RotationFailure(
    `nothing was published: ${CANDIDATES} new values were made, and each was refused ${PROOFS} times by what it is for`,
  );
}

/** Brings a vault to the value that another one has. */
async function copy(to: number, { job, decision, ...work }: Work): Promise<void> {
  const current = must(decision.current);
  const value = await storeAt(job, current.place).read(job.rotating.name, current.version.id);
  await write(to, value, { job, decision, ...work }, { ...current.mark, id: current.id, copy: "yes" });
}

/** Publishes a value in one vault. */
async function write(place: number, value: Hidden, { job, seen }: Work, mark: Mark): Promise<void> {
  const { secret, name } = job.rotating;
  const { claim: _claim, after: _after, ...lasting } = mark;
  await storeAt(job, place).write(name, {
    value,
    contentType: secret.contentType,
    expires: new Date(Math.floor(seen.now.getTime() / DAY + secret.lifetimeDays) * DAY),
    tags: withMark(secret.tags, lasting),
  });
}

/** Publishes the value of an older version of the vault at home again. */
export async function publishPrevious(
  work: Work,
  previous: { readonly id: string; readonly credential: string | undefined },
): Promise<void> {
  const { rotation, name } = work.job.rotating;
  const value = await storeAt(work.job, 0).read(name, previous.id);
  await work.claim?.check();
  await write(0, value, work, {
    by: rotation.by,
    id: randomUUID(),
    back: "yes",
    ...(previous.credential === undefined ? {} : { credential: previous.credential }),
  });
}

function storeAt({ stores }: Job, place: number): SecretStore {
  return must(stores[place]);
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("decided on what is not there");
  return value;
}
