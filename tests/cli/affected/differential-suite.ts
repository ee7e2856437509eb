// Comparing only what a change touches says, always, what comparing everything says. The changes are made up by chance; the same suite is
// short in `npm test` and long in `npm run test:deep`.
import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeNoTraces } from "../../../infra/traces.ts";
import { Chance, edited, startContent } from "./catalogues.ts";
import { comparedInPart, EPOCH, told, wholePlan, write } from "./differential.ts";

/** Edits of one catalogue, each on the one before. */
const CHAIN = 6;

/** `edits`: how many; `firstSeed`: what they are made up from. */
export function saysTheSame(edits: number, firstSeed: number): void {
  describe(`a comparison of what a change touches, over ${String(edits)} edits`, () => {
    let folder: string;
    let epoch: string | undefined;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), "strongroom-affected-"));
      epoch = process.env["SOURCE_DATE_EPOCH"];
      process.env["SOURCE_DATE_EPOCH"] = EPOCH;
      takeNoTraces({});
    });
    after(() => {
      rmSync(folder, { recursive: true, force: true });
      if (epoch === undefined) delete process.env["SOURCE_DATE_EPOCH"];
      else process.env["SOURCE_DATE_EPOCH"] = epoch;
      delete process.env["PULUMI_CONFIG_SECRET_KEYS"];
      // As Node has them: the program, once loaded, takes none.
      Error.stackTraceLimit = 10;
      Reflect.deleteProperty(Error, "prepareStackTrace");
    });

    const counts = { part: 0, whole: 0, refused: 0 };
    for (let first = 0; first < edits; first += CHAIN) {
      const seed = firstSeed + first;
      it(`says the same as one of everything (seed ${String(seed)})`, async () => {
        const chance = new Chance(seed);
        let content = startContent(chance);
        let [here, there] = ["a", "b"].map((name) => join(folder, name)) as [string, string];
        let base = write(here, content);
        let before = await wholePlan(base);
        for (let edit = 0; edit < Math.min(CHAIN, edits - first); edit++) {
          const next = edited(content, chance);
          const head = write(there, next.content);
          const inPart = await comparedInPart(base, head).catch(() => undefined);
          const after = await wholePlan(head).catch(() => undefined);
          const where = `seed ${String(seed)}, edit ${String(edit + 1)}: ${next.what}`;
          // What cannot be planned as a whole cannot be planned in part, and the other way round.
          expect(inPart === undefined, where).to.equal(after === undefined);
          if (inPart === undefined || after === undefined) {
            counts.refused++;
            continue;
          }
          if ("whole" in inPart) counts.whole++;
          else {
            counts.part++;
            expect(inPart.told, where).to.equal(told(before, after));
          }
          content = next.content;
          before = after;
          base = head;
          [here, there] = [there, here];
        }
      });
    }

    it("is made in most cases, and of fewer resources", () => {
      const all = counts.part + counts.whole + counts.refused;

      expect(counts.part, JSON.stringify(counts)).to.be.above(all * 0.5);
    });
  });
}
