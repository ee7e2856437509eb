// Two things wrong at once, and any number: the doctor names the first of them on the way, and never one that is not there.
import { expect } from "chai";
import fc from "fast-check";
import { gather } from "../../../cli/doctor/probes/gather.ts";
import { judge, type Judgement } from "../../../cli/doctor/judge.ts";
import { promises } from "../../../cli/doctor/promise.ts";
import { judgementText } from "../../../cli/doctor/text.ts";
import { enter, SCENES, type Fault, type Scene } from "./world/faults.ts";
import { World } from "./world/world.ts";

const RUNS = Number(process.env["STRONGROOM_DEEP_RUNS"] ?? 80);

/** One of each group: what two of one group do to a third is the same. The search below takes any. */
const distinct = (faults: readonly Fault[]): readonly Fault[] =>
  faults.filter(({ groups }, index) => !faults.slice(0, index).some((before) => before.groups[0] === groups[0]));

const canBeBoth = (a: Fault, b: Fault): boolean => !a.groups.some((group) => b.groups.includes(group));
const told = ({ verdict, cause }: Judgement): string => cause?.id ?? verdict;

describe("doctor, many causes at once", function () {
  this.timeout(180_000);
  const world = new World();

  before(() => world.listen());
  after(() => world.close());

  const look = async (scene: Scene, faults: readonly Fault[]): Promise<Judgement> => {
    enter(world, scene, faults);
    const [promised] = promises(world.content, "payments", scene.workload, scene.named);
    if (promised === undefined) throw new Error("nothing is promised");
    return judge(promised, await gather(promised, scene.where, world.machine()));
  };

  for (const scene of SCENES) {
    it(`names of two the first on the way, and after it is mended the other: ${scene.name}`, async () => {
      const wrong: string[] = [];
      const known = new Map<Fault, string>();
      for (const fault of distinct(scene.faults)) known.set(fault, told(await look(scene, [fault])));
      for (const [index, first] of distinct(scene.faults).entries()) {
        for (const second of distinct(scene.faults)
          .slice(index + 1)
          .filter((each) => canBeBoth(first, each))) {
          const both = told(await look(scene, [first, second]));
          if (both !== first.cause) wrong.push(`${first.cause} and ${second.cause}: ${both}`);
          if (known.get(second) !== second.cause) wrong.push(`${second.cause}: ${known.get(second) ?? ""}`);
        }
      }

      expect(wrong).to.deep.equal([]);
    });
  }

  it("names the first on the way, and none that is not there", async () => {
    const some = fc
      .integer({ min: 0, max: SCENES.length - 1 })
      .chain((index) =>
        fc.tuple(
          fc.constant(index),
          fc.uniqueArray(fc.nat({ max: (SCENES[index]?.faults.length ?? 1) - 1 }), { maxLength: 6 }),
        ),
      );

    await fc.assert(
      fc.asyncProperty(some, async ([index, drawn]) => {
        const scene = SCENES[index];
        if (scene === undefined) throw new Error("no such scene");
        const ordered = scene.faults.filter((_, at) => drawn.includes(at));
        const faults = ordered.filter((each, at) => ordered.slice(0, at).every((before) => canBeBoth(before, each)));

        const judgement = await look(scene, faults);

        expect(told(judgement), `${faults.map(({ cause }) => cause).join(", ")}\n${judgementText(judgement)}`).to.equal(
          faults[0]?.cause ?? "as-promised",
        );
      }),
      { numRuns: RUNS },
    );
  });
});
