// What a rotation promises, said about a world at any moment (`always`) and about one that has come to rest (`atRest`).
// Each is written from what a reader, a target or an auditor sees, and not from how the command does it.
import type { Stored } from "./vault.ts";
import type { World } from "./world.ts";

const DAY = 86_400_000;

/** True at every moment, whoever has just been killed. */
export function always(world: World): void {
  publishedOpens(world);
  previousLasts(world);
  fewOpen(world);
  nothingLeaks(world);
}

/** True when a run without a fault has ended and an overlap has passed since. */
export function atRest(world: World): void {
  always(world);
  nothingStaysBehind(world);
  inStep(world);
}

export class BrokenPromise extends Error {
  override readonly name = "BrokenPromise";
}

function promise(holds: boolean, words: string, world: World): void {
  if (holds) return;
  throw new BrokenPromise(`${words}\n${world.story.slice(-60).join("\n")}`);
}

const hasTarget = (world: World): boolean => world.by !== "generated";
const isReal = ({ by }: Stored): boolean => by !== "deployment";

function publishedOpens(world: World): void {
  for (const { newest } of world.vaults) {
    if (newest === undefined || !isReal(newest)) continue;
    promise(newest.enabled, `the newest version ${newest.id} is disabled`, world);
    if (hasTarget(world))
      promise(world.opens(newest.value), `the published value of ${newest.id} opens nothing`, world);
  }
}

/** A reader that still has the value before goes on for as long as the manifest says. */
function previousLasts(world: World): void {
  if (world.endsEarly) return;
  const overlap = world.args.rotating.rotation.overlapDays * DAY;
  for (const { versions } of world.vaults) {
    for (const [index, version] of versions.entries()) {
      const next = versions[index + 1];
      if (next === undefined || !isReal(version) || next.created.getTime() + overlap <= world.time.now) continue;
      promise(version.enabled, `${version.id} was disabled within its overlap`, world);
      if (hasTarget(world))
        promise(world.opens(version.value), `${version.id} opens nothing within its overlap`, world);
    }
  }
}

/** At a target that takes any number: the published one, those in their overlap, and one that is being made. */
function fewOpen(world: World): void {
  if (world.by !== "entra-application") return;
  const known = new Set(
    world.vaults.flatMap(({ versions }) => versions.filter(({ enabled }) => enabled).map(({ value }) => value)),
  );
  const strangers = world.openers.filter(({ value }) => !known.has(value));
  promise(strangers.length <= 1, `${String(strangers.length)} credentials at the target are in no vault`, world);
}

/** No value in a tag, a message or an outcome. */
function nothingLeaks(world: World): void {
  const written = world.vaults.map(({ newest }) => JSON.stringify(newest?.tags)).join("\n");
  const said = `${written}\n${world.story.at(-1) ?? ""}`;
  promise(!world.values.some((value) => said.includes(value)), "a value stands in a tag or a message", world);
}

/** Milliseconds after which what should have ended has ended: runs come every hour. */
const SLACK = 3 * 3_600_000;

function nothingStaysBehind(world: World): void {
  const overlap = world.args.rotating.rotation.overlapDays * DAY + SLACK;
  const past = world.vaults.flatMap(({ versions }) =>
    versions.filter((_, index) => {
      const next = versions[index + 1];
      return next !== undefined && next.created.getTime() + overlap < world.time.now;
    }),
  );
  const enabled = past.filter((version) => version.enabled).map(({ id }) => id);
  promise(enabled.length === 0, `${enabled.join(", ")} stay enabled after their overlap`, world);
  const wanted = new Set(
    world.vaults
      .flatMap(({ versions }) => versions.filter((version) => !past.includes(version)))
      .map(({ value }) => value),
  );
  const open = world.openers.filter(
    ({ value }) => !wanted.has(value) && past.some((version) => version.value === value),
  );
  promise(open.length === 0, `${open.map(({ id }) => id).join(", ")} still open the target with a past value`, world);
  if (world.by !== "entra-application") return;
  const strangers = world.openers.filter(({ value }) => !wanted.has(value));
  promise(strangers.length === 0, `${String(strangers.length)} credentials stay at the target and are nobody's`, world);
}

function inStep(world: World): void {
  const values = new Set(world.vaults.map(({ newest }) => newest?.value));
  promise(values.size === 1, "the vaults hold different values", world);
}
