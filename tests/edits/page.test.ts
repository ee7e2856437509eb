import { readFileSync } from "node:fs";
import { expect } from "chai";
import { everyEdit } from "./all-edits.ts";
import { fieldsThatAre, whyNot } from "./not-walked.ts";
import { formattedPage, PAGE } from "./page.ts";
import { readResults } from "./results.ts";
import { edited, isIn } from "./try-edit.ts";
import { WORLDS } from "./world.ts";

describe("docs/edits.md", () => {
  const results = readResults();

  it("is what the walk over all edits found; npm run edits writes it", async () => {
    const wanted = await formattedPage();

    expect(readFileSync(PAGE, "utf8")).to.equal(wanted);
  });

  for (const kind of ["manifest", "settings"] as const) {
    it(`tells of every field of ${kind}, in each world what the walk found or why it was not walked`, () => {
      const wrong = fieldsThatAre(kind).flatMap((field) =>
        WORLDS.filter(
          (world) =>
            (results[kind][field]?.[world] === undefined) === (whyNot(results, kind, field, world) === undefined),
        ).map((world) => `${field} in ${world}`),
      );

      expect(wrong).to.deep.equal([]);
    });

    it(`tells of no field of ${kind} that there is not`, () => {
      expect(fieldsThatAre(kind)).to.include.members(Object.keys(results[kind]));
    });
  }

  it("tells of no fault", () => {
    const faults = (["manifest", "settings", "spelling"] as const).flatMap((of) =>
      Object.entries(results[of]).flatMap(([what, worlds]) =>
        Object.entries(worlds).flatMap(([world, { faults: found = [] }]) =>
          found.map((fault) => `${world} ${what}: ${fault}`),
        ),
      ),
    );

    expect(faults).to.deep.equal([]);
  });

  it("knows another value for each field in each world that has it", () => {
    const tried = everyEdit().flatMap(({ edit }) =>
      WORLDS.filter((world) => isIn(world, edit)).map((world) => edited(world, edit)),
    );

    expect(tried).to.have.length.greaterThan(400);
  });

  it("finds a spelling to mean nothing", () => {
    const other = Object.entries(results.spelling).filter(([, worlds]) =>
      Object.values(worlds).some(({ effect }) => effect !== "nothing"),
    );

    expect(other.map(([what]) => what)).to.deep.equal([]);
  });
});
