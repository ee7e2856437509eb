// Two years of one secret, a thousand times, each time with other troubles. What fails is shrunk to the shortest story that
// still does.
import { expect } from "chai";
import fc from "fast-check";
import { live, schedule } from "./world/schedule.ts";

const RUNS = Number(process.env["STRONGROOM_ROTATE_SCHEDULES"] ?? 1000);

describe("strongroom rotate: random schedules", () => {
  it(`keeps its promises over two years, ${String(RUNS)} times`, async function () {
    this.timeout(300_000);
    let published = 0;

    await fc.assert(
      fc.asyncProperty(schedule, async (given) => {
        published += (await live(given)).vaults[0]?.versions.length ?? 0;
      }),
      { numRuns: RUNS },
    );

    expect(published).to.be.greaterThan(RUNS * 3);
  });
});
