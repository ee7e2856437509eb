// Every edit of a manifest and of settings, on a deployed stack. Each world is deployed once, and every edit begins from a copy
// of it. What differs from docs/edits.md is red; `npm run edits -- --again FIELD` keeps it where it is meant.
import { expect } from "chai";
import { everyEdit } from "./all-edits.ts";
import { Deployed } from "./deployed.ts";
import { readResults } from "./results.ts";
import { isIn, tryEdit } from "./try-edit.ts";
import { WORLDS } from "./world.ts";

for (const world of WORLDS) {
  describe(`an edit on a deployed ${world}`, function () {
    this.timeout(600_000);
    let deployed: Deployed;

    before(async () => {
      deployed = new Deployed(world);
      await deployed.deploy();
    });
    after(() => deployed.stop());

    for (const { of, what, edit } of everyEdit().filter((each) => isIn(world, each.edit))) {
      it(`does what docs/edits.md says: ${of} ${what}`, async () => {
        const { effect, says, faults } = await tryEdit(deployed, edit);

        expect(faults).to.deep.equal([]);
        if (of === "spelling") expect({ effect, says }).to.deep.equal({ effect: "nothing", says: [] });
        // Of what no walk has come to, the page says so; the faults above count all the same.
        const kept = readResults()[of][what]?.[world];
        if (kept !== undefined) expect({ effect, says }).to.deep.equal({ effect: kept.effect, says: kept.says });
      });
    }
  });
}
