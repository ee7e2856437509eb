// Each cause alone, by every way that it is looked for: through the real probes, over the loopback interface.
import { expect } from "chai";
import { gather } from "../../../cli/doctor/probes/gather.ts";
import { judge, type Judgement } from "../../../cli/doctor/judge.ts";
import { promises } from "../../../cli/doctor/promise.ts";
import { judgementText } from "../../../cli/doctor/text.ts";
import { VALUE } from "./world/azure.ts";
import { enter, SCENES, type Fault, type Scene } from "./world/faults.ts";
import { World } from "./world/world.ts";

const world = new World();

async function look(scene: Scene, faults: readonly Fault[]): Promise<Judgement> {
  enter(world, scene, faults);
  const [promised] = promises(world.content, "payments", scene.workload, scene.named);
  if (promised === undefined) throw new Error("nothing is promised");
  return judge(promised, await gather(promised, scene.where, world.machine()));
}

const told = ({ verdict, cause }: Judgement): string => cause?.id ?? verdict;

describe("doctor, the causes", () => {
  before(() => world.listen());
  after(() => world.close());

  for (const scene of SCENES) {
    it(`finds nothing wrong: ${scene.name}`, async () => {
      const judgement = await look(scene, []);

      expect(judgementText(judgement)).to.match(/ reaches /);
      expect(judgement.verdict).to.equal("as-promised");
      expect(judgement.proof).to.equal(scene.where === "workload" ? "proven" : "evaluated");
    });

    for (const fault of scene.faults) {
      it(`names ${fault.cause}: ${scene.name}`, async () => {
        const judgement = await look(scene, [fault]);

        expect(told(judgement), judgementText(judgement)).to.equal(fault.cause);
        expect(judgement.cause?.remedy).not.to.equal("");
        expect(judgementText(judgement)).not.to.contain(VALUE);
      });
    }
  }
});
