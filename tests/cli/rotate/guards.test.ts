// Guards that a random search meets too seldom, each in the situation that it is for.
import { expect } from "chai";
import { RotationFailure } from "../../../cli/rotate/strategies/strategy.ts";
import { currentOf, seen } from "../../../cli/rotate/seen.ts";
import { DAY, rotating, START } from "./fixtures.ts";
import { always } from "./world/promises.ts";
import { World } from "./world/world.ts";

function watched(world: World): World {
  world.inspect = () => {
    always(world);
  };
  return world;
}

describe("strongroom rotate: a new value that is refused", () => {
  it("is thrown away after two proofs, and another one is made", async () => {
    let refused: string | undefined;
    const isKnown = (value: string): boolean => value !== (refused ??= value);
    const world = watched(new World({ rotating: rotating("entra-application"), start: START, isKnown }));

    world.start("run");
    await world.time.settle();

    expect(world.broken).to.equal(undefined);
    const published = world.vaults[0]?.newest?.value;
    expect(published).not.to.equal(refused);
    expect(world.openers.map(({ value }) => value)).to.deep.equal([published]);
  });

  it("is made twice and no more: nothing is published, nothing stays behind, and the run says so", async () => {
    const world = watched(new World({ rotating: rotating("entra-application"), start: START, isKnown: () => false }));

    const result = world.start("run");
    await world.time.settle();

    expect(result.outcome?.failure).to.be.instanceOf(RotationFailure);
    expect(world.vaults[0]?.versions).to.have.length(1);
    expect(world.openers).to.deep.equal([]);
  });
});

describe("strongroom rotate: a person who writes in between", () => {
  it("is not overwritten by a run that has just made another value", async () => {
    const world = watched(new World({ rotating: rotating("storage-account-key"), start: START }));
    for (const days of [0, 8]) {
      world.time.now = START.getTime() + days * DAY;
      world.start("before");
      await world.time.settle();
    }
    world.time.now = START.getTime() + 91 * DAY;
    const published = world.vaults[0]?.newest?.value ?? "";
    world.inspect = () => {
      always(world);
      if (world.story.at(-1)?.includes("run account opened") === true) {
        world.vaults[0]?.put(published, world.time.now, "person");
      }
    };

    world.start("run");
    await world.time.settle();

    expect(world.broken).to.equal(undefined);
    expect(world.vaults[0]?.newest?.by).to.equal("person");
  });
});

describe("strongroom rotate: two vaults that were written in the same second", () => {
  it("follow the one at home", () => {
    const version = (id: string) => ({ id, created: START, enabled: true, tags: {} });
    const before = { ...version("first"), created: new Date(START.getTime() - DAY) };
    const histories = ["home", "paired"].map((id) => ({ versions: [version(id), before], asOf: START }));

    const current = currentOf(seen(histories));

    expect(current).to.deep.include({ place: 0, id: "home", everywhereSince: undefined });
  });
});
