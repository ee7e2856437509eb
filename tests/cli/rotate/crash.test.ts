// A run is killed at every call that it makes, before the call took effect and after; and every call is refused, throttled
// or loses its answer. The next run finds the world as the dead one left it, and the promises hold at every moment.
import { expect } from "chai";
import { DAY, HOUR, rotating, START } from "./fixtures.ts";
import { always, atRest } from "./world/promises.ts";
import { World, type By, type Fault } from "./world/world.ts";

const STRATEGIES: readonly By[] = ["generated", "storage-account-key", "entra-application"];
const FAULTS: readonly Fault[] = ["killed before", "killed after", "lost", "refused", "throttled", "unavailable"];

/** First value, a rotation, the end of the overlap; each hour that counts is run twice, and each run may be the faulty one. */
async function life(by: By, vaults: 1 | 2, at: number, fault: Fault): Promise<World> {
  const world = new World({
    rotating: rotating(by, vaults, { after: [{ restart: "/subscriptions/x" }] }),
    start: START,
    fault: (call) => (call === at ? fault : "none"),
  });
  world.inspect = () => {
    always(world);
  };
  for (const days of [0, 90, 97.2, 104.4, 111.6]) {
    for (const hour of [0, 1]) {
      world.time.now = Math.max(world.time.now, START.getTime() + days * DAY + hour * HOUR);
      world.start(`run-${String(days)}-${String(hour)}`);
      await world.time.settle();
    }
  }
  if (world.broken !== undefined) throw world.broken as Error;
  atRest(world);
  return world;
}

describe("strongroom rotate: a crash at every call", () => {
  for (const by of STRATEGIES) {
    for (const vaults of [1, 2] as const) {
      it(`keeps its promises: ${by}, ${vaults === 1 ? "one vault" : "two vaults"}`, async function () {
        this.timeout(120_000);

        const whole = await life(by, vaults, 0, "none");
        const written = whole.vaults.map(({ versions }) => versions.length);

        for (let call = 1; call <= whole.calls; call += 1) {
          for (const fault of FAULTS) await life(by, vaults, call, fault);
        }

        expect(written).to.deep.equal(vaults === 1 ? [3] : [3, 3]);
        expect(whole.calls).to.be.greaterThan(15);
      });
    }
  }
});
