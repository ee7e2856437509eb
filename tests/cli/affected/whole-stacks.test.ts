// A stack whose program cannot be planned in part, as that of people: touched where anything that it may read differs, and only there.
import { expect } from "chai";
import { appendFileSync, cpSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareStacks } from "../../../cli/affected/compare-stacks.ts";
import { PLANNED_AT, ROOT } from "../../support/plans.ts";

const STACK = "prod-people";

describe("a stack that is planned as a whole", () => {
  let after: string;

  beforeEach(() => {
    after = mkdtempSync(join(tmpdir(), "strongroom-whole-"));
    // The program is the repository's own on either side.
    for (const part of ["apps", "policy.yaml", ...globSync("Pulumi*.yaml", { cwd: ROOT })]) {
      cpSync(join(ROOT, part), join(after, part), { recursive: true });
    }
  });
  afterEach(() => {
    rmSync(after, { recursive: true, force: true });
  });

  const everything = async (): Promise<readonly string[] | undefined> => {
    const found = await compareStacks({
      before: ROOT,
      after,
      stacks: [STACK],
      sourceDateEpoch: String(PLANNED_AT),
      plans: false,
    });
    return found.get(STACK)?.everything;
  };

  it("is not touched where nothing differs", async () => {
    expect(await everything()).to.deep.equal([]);
  });

  for (const [what, file] of [
    ["its settings", "Pulumi.prod-people.yaml"],
    ["the settings of its neighbour", "Pulumi.prod.yaml"],
    ["a manifest", "apps/payments.yaml"],
  ] as const) {
    it(`is touched by ${what}`, async () => {
      appendFileSync(join(after, file), "# another line\n");

      expect(await everything()).to.deep.equal(["settings or manifests differ, and its program is planned as a whole"]);
    });
  }
});
