// The same two years, twenty times over real HTTP: Azure's own clients for vaults and storage accounts, Microsoft Graph, and the
// challenge, the pages, the refusals and the lost answers on their way.
import { expect } from "chai";
import fc from "fast-check";
import { HttpWorld } from "./world/http-world.ts";
import { live, schedule } from "./world/schedule.ts";

const RUNS = Number(process.env["STRONGROOM_ROTATE_HTTP_SCHEDULES"] ?? 20);

describe("strongroom rotate: random schedules over HTTP", () => {
  const open: HttpWorld[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((world) => world.close()));
  });

  it(`keeps its promises over two years, ${String(RUNS)} times`, async function () {
    this.timeout(300_000);
    let published = 0;
    let requests = 0;

    await fc.assert(
      fc.asyncProperty(schedule, async (given) => {
        await live(given, async (args) => {
          const made = new HttpWorld(args);
          open.push(made);
          await made.listen();
          return made;
        });
        const world = open.at(-1);
        expect(world, "the world that was opened").to.be.instanceOf(HttpWorld);
        if (world === undefined) return;
        published += world.vaults[0]?.versions.length ?? 0;
        requests += world.targets.requests.length;
        await world.close();
        open.splice(open.indexOf(world), 1);
      }),
      // A story over HTTP is shrunk by its seed in memory, which is a thousand times faster.
      { numRuns: RUNS, endOnFailure: true },
    );

    expect(published).to.be.greaterThan(RUNS * 3);
    expect(requests).to.be.greaterThan(RUNS);
  });
});
