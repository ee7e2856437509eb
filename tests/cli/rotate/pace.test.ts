// A run writes no faster than Azure takes it, in one vault and in all of them together, and waits for nothing where it is slower.
import { expect } from "chai";
import { Hidden } from "../../../cli/rotate/hidden.ts";
import { pacing } from "../../../cli/rotate/pace.ts";
import { MOST, measureRotate } from "../../bench/rotate.ts";
import { START } from "./fixtures.ts";
import { VirtualTime } from "./world/time.ts";

const VERSION = { value: new Hidden("x"), contentType: "text/plain", expires: START, tags: {} };

/** When each of so many writes, all asked for at once, was made: milliseconds. */
async function writes(count: number, vaultOf: (index: number) => string): Promise<number[]> {
  const time = new VirtualTime(START);
  const paced = pacing((milliseconds) => time.sleep(milliseconds));
  const at: number[] = [];
  const store = {
    history: () => Promise.reject(new Error("not asked")),
    read: () => Promise.reject(new Error("not asked")),
    write: () => Promise.resolve(void at.push(time.now - START.getTime())),
    update: () => Promise.resolve(),
  };
  for (let index = 0; index < count; index += 1) void paced(store, vaultOf(index)).write("signing", VERSION);
  await time.settle();
  return at;
}

/** The most that were made within any ten seconds. */
const busiest = (at: readonly number[]): number =>
  Math.max(...at.map((from) => at.filter((time) => time >= from && time < from + 10_000).length));

describe("strongroom rotate: the pace of writes", () => {
  it("keeps to what one vault takes in ten seconds, and comes near to it", async () => {
    expect(busiest(await writes(700, () => "one"))).to.be.within(270, 300);
  });

  it("keeps to what a subscription takes, over any number of vaults", async () => {
    expect(busiest(await writes(3_000, (index) => String(index % 100)))).to.be.within(1_350, 1_500);
  });

  it("does not wait where nobody is before it", async () => {
    expect(await writes(1, () => "one")).to.deep.equal([0]);
  });

  it("lets a run of hundreds end near the limit that latencies and Azure set, and refused by nobody", async () => {
    const { took, limit, throttled, published } = await measureRotate(2_000, 80, 64);

    expect(published).to.equal(2_000);
    expect(throttled).to.equal(0);
    // Azure would take the first 1,500 in one go; what is even is slower at first and refused never.
    expect(took / limit).to.be.lessThan(MOST * 1.5);
  });
});
