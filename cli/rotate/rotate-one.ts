// One secret, step by step: look at the vaults and the target, decide, do one thing, look again. Nothing is carried from one
// look to the next, so a run that is killed, refused or told nothing is continued by whichever run comes after it.
import { patiently } from "../reconcile/failures.ts";
import { Overtaken, takeClaim, type Claim } from "./claim.ts";
import { decide, NOT_THERE, type Action, type Asked, type Decision, type Situation } from "./decide.ts";
import { carryOut, type Work } from "./carry-out.ts";
import type { Job, Outcome, Run } from "./job.ts";
import { readMark } from "./mark.ts";
import { currentOf, seen, type Seen } from "./seen.ts";
import type { SecretStore } from "./store.ts";
import { RotationFailure, type Published, type Strategy } from "./strategies/strategy.ts";

/** Steps of one secret in one run; more than any situation needs, so that a mistake ends. */
const MAX_STEPS = 50;

/** A step that a look decided on, and what it needs. */
export interface Look {
  readonly situation: Situation;
  readonly decision: Decision;
  readonly published: Published | undefined;
}

/** What would be done next; changes nothing. */
export async function inspectOne(job: Job, asked: Asked, run: Run): Promise<Outcome> {
  try {
    const { decision } = await patiently(() => look(job, asked, run), run.patience, run.failures);
    return { rotating: job.rotating, done: decision.action === undefined ? [] : [decision.action], decision };
  } catch (failure) {
    return { rotating: job.rotating, done: [], failure };
  }
}

/** Does what is to be done, until nothing is. */
export async function rotateOne(job: Job, asked: Asked, run: Run): Promise<Outcome> {
  const done: Action[] = [];
  let decision: Decision | undefined;
  try {
    for (let steps = 0; steps < MAX_STEPS; steps += 1) {
      const step = await patiently(() => oneStep(job, asked, run), run.patience, run.failures);
      decision = step.decision;
      if (decision.action === undefined) return { rotating: job.rotating, done, decision };
      if (step.done !== undefined) done.push(step.done);
    }
    throw new Error(`more than ${MAX_STEPS} steps`);
  } catch (failure) {
    // The other run does what is to be done.
    if (failure instanceof Overtaken && decision !== undefined) return { rotating: job.rotating, done, decision };
    return { rotating: job.rotating, done, ...(decision === undefined ? {} : { decision }), failure };
  }
}

async function oneStep(job: Job, asked: Asked, run: Run): Promise<{ decision: Decision; done?: Action }> {
  const first = await look(job, asked, run);
  const { action } = first.decision;
  if (action === undefined) return { decision: first.decision };
  if (!needsClaim(job, action)) {
    await carryOut(action, workOf(job, run, first, undefined));
    return { decision: first.decision, done: action };
  }
  const claim = await takeClaim({
    store: home(job),
    name: job.rotating.name,
    runId: run.runId,
    sleep: run.patience.sleep,
  });
  try {
    // What was seen before the claim may be another run's doing.
    const second = await look(job, asked, run);
    const next = second.decision.action;
    if (next === undefined || !needsClaim(job, next)) return { decision: second.decision };
    await carryOut(next, workOf(job, run, second, claim));
    return { decision: second.decision, done: next };
  } finally {
    await claim.release();
  }
}

/** Whatever changes the target, where it is one that two runs could take from each other. */
const needsClaim = ({ strategy }: Job, { kind }: Action): boolean =>
  strategy?.target !== undefined && (kind === "publish" || kind === "end");

function workOf(job: Job, { runId, after }: Run, { situation, decision, published }: Look, claim?: Claim): Work {
  return { job, runId, seen: situation.seen, decision, published, claim, after };
}

/** Reads the vaults and the target. */
export async function look({ rotating, stores, strategy }: Job, asked: Asked, run: Run): Promise<Look> {
  const found: Seen = seen(await Promise.all(stores.map((store) => store.history(rotating.name))));
  const current = currentOf(found);
  if (current === undefined) throw new RotationFailure(NOT_THERE);
  let published: Published | undefined;
  // A value is read only where the target has to be compared with it.
  if (strategy?.target !== undefined && current.version.enabled && !current.placeholder) {
    const store = stores[current.place];
    const value = await store?.read(rotating.name, current.version.id);
    if (value !== undefined) published = { value, credential: readMark(current.version.tags).credential };
  }
  const target = strategy?.target && {
    credentials: await strategy.target.look(published),
    lasting: strategy.target.lasting,
  };
  const situation: Situation = {
    rotation: rotating.rotation,
    lifetimeDays: rotating.secret.lifetimeDays,
    seen: found,
    asked,
    ...(target === undefined ? {} : { target, identified: await identify(rotating.name, stores, found, strategy) }),
  };
  const decision = decide(situation);
  if (rotating.rotation.retire !== "evidence") return { situation, decision, published };
  const readersFollowed = await run.readersFollowed?.(rotating, decision);
  const informed = { ...situation, ...(readersFollowed === undefined ? {} : { readersFollowed }) };
  return { situation: informed, decision: decide(informed), published };
}

/** Finds out what versions are that somebody wrote by hand: only their values say it. */
async function identify(
  name: string,
  stores: readonly SecretStore[],
  { histories }: Seen,
  strategy: Strategy | undefined,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  // A key that is always there ends by its age, whoever published it.
  if (strategy?.target?.lasting !== false) return found;
  for (const [place, { versions }] of histories.entries()) {
    for (const { id, enabled, tags } of versions.slice(1, -1)) {
      const store = stores[place];
      if (!enabled || readMark(tags).credential !== undefined || store === undefined) continue;
      const value = await store.read(name, id);
      const match = (await strategy.target.look({ value, credential: undefined })).find(
        ({ isPublished }) => isPublished,
      );
      if (match !== undefined) found.set(id, match.id);
    }
  }
  return found;
}

/** The vault at home. */
export function home({ stores, rotating }: Job): SecretStore {
  const [store] = stores;
  if (store === undefined) throw new RotationFailure(`${rotating.name} is in no vault`);
  return store;
}
