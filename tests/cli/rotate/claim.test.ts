// The one moment that a claim is for: a run is about to publish the key that it has made, and another run would make that key
// anew. It takes a particular interleaving, which a random search does not find every time.
import { expect } from "chai";
import { DAY, rotating, START } from "./fixtures.ts";
import { always } from "./world/promises.ts";
import { World } from "./world/world.ts";

/** The second run begins when the first one's publication is on its way. */
async function overlapping(slow: number): Promise<World> {
  const world = new World({
    rotating: rotating("storage-account-key"),
    start: START,
    duration: (_call, what) => (what === "first vault 0 write" ? slow : 100),
  });
  for (const days of [0, 8]) {
    world.time.now = START.getTime() + days * DAY;
    world.start("before");
    await world.time.settle();
  }
  world.time.now = START.getTime() + 91 * DAY;
  let begun = false;
  world.inspect = () => {
    always(world);
    if (!begun && world.story.at(-1)?.includes("first account opened") === true) {
      begun = true;
      // The first reads its claim once more, and then writes.
      void world.time.sleep(300).then(() => world.start("second"));
    }
  };
  world.start("first");
  await world.time.settle();
  expect(begun).to.equal(true);
  return world;
}

describe("strongroom rotate: two runs at one target", () => {
  it("do not take each other's key, though a publication takes its time", async () => {
    const world = await overlapping(50_000);

    expect(world.broken).to.equal(undefined);
    expect(world.vaults[0]?.versions).to.have.length(3);
    expect(world.opens(world.vaults[0]?.newest?.value ?? "")).to.equal(true);
  });

  it("would, if a request lived longer than a claim is waited for: that is what the wait is made of", async () => {
    const world = await overlapping(600_000);

    expect(String(world.broken)).to.include("opens nothing");
  });
});
