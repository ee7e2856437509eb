// What each stack is made of, and who may do what in it, as committed pictures.
import { join } from "node:path";
import { planOf, STACKS } from "../support/plans.ts";
import { expectSnapshot } from "../support/snapshot.ts";
import { accessLines, postureLines } from "./posture.ts";

const FOLDER = join(import.meta.dirname, "snapshots");

describe("the stacks, as committed", () => {
  for (const stack of STACKS) {
    it(`${stack}: every resource and how safe it is`, async () => {
      const plan = await planOf(stack);

      expectSnapshot(postureLines(plan), join(FOLDER, `${stack}.resources.txt`));
    });

    it(`${stack}: who may do what`, async () => {
      const plan = await planOf(stack);

      expectSnapshot(accessLines(plan), join(FOLDER, `${stack}.access.txt`));
    });
  }
});
