// A dozen edits of a deployed dev, those that tell most. `npm run test:deep` tries all of them, on prod too.
import { expect } from "chai";
import { MANIFEST_EDITS, SETTINGS_EDITS, TELLING } from "../edits/all-edits.ts";
import { Deployed } from "../edits/deployed.ts";
import { readResults } from "../edits/results.ts";
import { tryEdit } from "../edits/try-edit.ts";

describe("an edit on a deployed dev", function () {
  this.timeout(300_000);
  let deployed: Deployed;

  before(async () => {
    deployed = new Deployed("dev");
    await deployed.deploy();
  });
  after(() => deployed.stop());

  for (const field of TELLING) {
    it(`does what docs/edits.md says: ${field}`, async () => {
      const edit = [...MANIFEST_EDITS, ...SETTINGS_EDITS].find((each) => each.field === field);
      if (edit === undefined) throw new Error(`no edit of ${field}`);

      const { effect, says, faults } = await tryEdit(deployed, edit);

      expect(faults).to.deep.equal([]);
      // Of what no walk has come to, the page says so; the faults above count all the same.
      const kept = readResults()[edit.of][field]?.dev;
      if (kept !== undefined) expect({ effect, says }).to.deep.equal({ effect: kept.effect, says: kept.says });
    });
  }
});
