// Two years of one secret, each time with other troubles: runs that begin together, calls that take long, are refused, lose
// their answer or are the last thing a run did, a person who writes, goes back or asks for a new value. The world's clock
// jumps from event to event.
import fc from "fast-check";
import { backOne } from "../../../../cli/rotate/back.ts";
import { DAY, HOUR, rotating, START } from "../fixtures.ts";
import { always, atRest } from "./promises.ts";
import { World, type By, type Fault, type WorldArgs } from "./world.ts";

const YEARS = 2 * 365 * DAY;

type Event =
  | { readonly kind: "sweep"; readonly runs: 1 | 2; readonly apart: number }
  | { readonly kind: "person writes"; readonly place: 0 | 1 }
  | { readonly kind: "person asks" }
  | { readonly kind: "person goes back" };

export interface Schedule {
  readonly by: By;
  readonly vaults: 1 | 2;
  readonly everyDays: number;
  readonly overlapDays: number;
  readonly events: readonly { readonly after: number; readonly event: Event }[];
  /** By the number of a call. */
  readonly faults: readonly { readonly call: number; readonly fault: Fault }[];
  /** Milliseconds that calls take, over and over. */
  readonly durations: readonly number[];
}

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("sweep" as const),
      runs: fc.constantFrom(1 as const, 2 as const),
      apart: fc.nat(400_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("person writes" as const),
      place: fc.constantFrom(0 as const, 1 as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "person asks" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "person goes back" as const }) },
);

export const schedule: fc.Arbitrary<Schedule> = fc.record({
  by: fc.constantFrom<By>("generated", "storage-account-key", "entra-application"),
  vaults: fc.constantFrom(1 as const, 2 as const),
  everyDays: fc.integer({ min: 14, max: 90 }),
  overlapDays: fc.integer({ min: 1, max: 10 }),
  events: fc.array(fc.record({ after: fc.integer({ min: 1, max: 40 * 24 }), event }), { minLength: 5, maxLength: 40 }),
  faults: fc.array(
    fc.record({
      call: fc.integer({ min: 1, max: 600 }),
      fault: fc.constantFrom<Fault>("refused", "throttled", "unavailable", "lost", "killed before", "killed after"),
    }),
    { maxLength: 25 },
  ),
  durations: fc.array(fc.integer({ min: 50, max: 25_000 }), { minLength: 1, maxLength: 12 }),
});

/** `opened`: makes the world, in memory unless told otherwise. */
export async function live(
  { by, vaults, everyDays, overlapDays, events, faults, durations }: Schedule,
  opened: (args: WorldArgs) => Promise<World> = (args) => Promise.resolve(new World(args)),
): Promise<World> {
  const byCall = new Map(faults.map(({ call, fault }) => [call, fault]));
  let quiet = false;
  const world = await opened({
    rotating: rotating(by, vaults, { everyDays, overlapDays }),
    start: START,
    duration: (call) => durations[call % durations.length] ?? 100,
    fault: (call) => (quiet ? "none" : (byCall.get(call) ?? "none")),
  });
  world.inspect = () => {
    always(world);
  };
  let at = START.getTime();
  let count = 0;
  const advance = (hours: number): void => {
    at = Math.max(at + hours * HOUR, world.time.now);
    world.time.now = at;
  };
  for (const { after, event: what } of events) {
    if (at - START.getTime() > YEARS) break;
    advance(after);
    count += 1;
    switch (what.kind) {
      case "sweep":
        world.start(`run-${String(count)}a`);
        if (what.runs === 2) void world.time.sleep(what.apart).then(() => world.start(`run-${String(count)}b`));
        break;
      case "person asks":
        world.start(`asked-${String(count)}`, { newSince: new Date(at) });
        break;
      case "person goes back": {
        world.tell("a person goes back");
        const back = backOne(world.job(`back-${String(count)}`), world.run(`back-${String(count)}`));
        void world.watch(`back-${String(count)}`, back).catch((error: unknown) => {
          world.tell(`could not go back: ${String(error)}`);
        });
        break;
      }
      case "person writes": {
        const vault = world.vaults[what.place] ?? world.vaults[0];
        // Of a target's value a person can only write one that the target takes.
        const value = by === "generated" ? world.value("person") : world.vaults[0]?.newest?.value;
        if (vault !== undefined && value !== undefined && vault.newest?.by !== "deployment") {
          world.tell(`a person writes into vault ${String(what.place)}`);
          vault.put(value, world.time.now, "person");
        }
      }
    }
    await world.time.settle();
    if (world.broken !== undefined) throw world.broken as Error;
  }
  // Everything that was going to go wrong has gone wrong: the hourly run finds its way back by itself.
  quiet = true;
  for (const hours of [1, 1, (overlapDays + 0.1) * 24, 1, (overlapDays + 0.1) * 24, 1]) {
    advance(hours);
    count += 1;
    world.start(`last-${String(count)}`);
    await world.time.settle();
  }
  if (world.broken !== undefined) throw world.broken as Error;
  atRest(world);
  const age = at - (world.vaults[0]?.newest?.created.getTime() ?? 0);
  if (age > (everyDays + overlapDays + 1) * DAY) throw new Error("the published value is older than it may be");
  return world;
}
