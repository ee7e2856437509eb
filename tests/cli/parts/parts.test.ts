// A stack that is planned in parts, by several processes, is the plan that it always was, byte by byte.
import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { planStack, type StackToPlan } from "../../../cli/plan/evaluate-stack.ts";
import { parsePlan } from "../../../cli/plan/read-plan.ts";
import { summarize, summarizeGroups } from "../../../cli/plan/summary.ts";
import { planByParts } from "../../../cli/parts/plan-stack.ts";
import { withPlanInParts } from "../../../cli/parts/plan-in-parts.ts";
import { writePlan, writePlanFile } from "../../../cli/parts/write-document.ts";
import type { Plan } from "../../../cli/plan/document.ts";
import { ROOT } from "../../support/plans.ts";
import { Chance, startContent } from "../affected/catalogues.ts";
import { EPOCH, write } from "../affected/differential.ts";

/** Of a whole stack of staging, where a workbook is made of all grants. */
const SEED = 17;

describe("a stack planned in parts", () => {
  let folder: string;
  let what: StackToPlan;
  let whole: Plan;

  const project = (seed: number): StackToPlan => {
    const content = startContent(new Chance(seed));
    write(folder, content);
    const program = JSON.stringify(pathToFileURL(join(ROOT, "infra", "index.ts")).href);
    writeFileSync(join(folder, "index.ts"), `export { default } from ${program};\n`);
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    return { programDir: folder, stack: content.stack, sourceDateEpoch: EPOCH };
  };
  before(async function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), "strongroom-parts-"));
    what = project(SEED);
    whole = await planStack(what);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is the same document, whole in memory or in a file, and the same summary", async function () {
    this.timeout(60_000);
    const file = join(folder, "plan.out");
    const made = await withPlanInParts(
      what,
      async (plan) => {
        await writePlanFile(plan, "document", file, "--out");
        return summarizeGroups(plan.head, plan.groups());
      },
      { workers: 2, atATime: 1 },
    );

    expect(readFileSync(file, "utf8")).to.equal(`${JSON.stringify(whole, undefined, 2)}\n`);
    expect(made?.made).to.equal(summarize(whole));
  });

  it("is the same object, whatever the parts", async function () {
    this.timeout(60_000);

    expect(await planByParts(what, { workers: 1, atATime: 2 })).to.deep.equal(whole);
  });

  it("can be read a line at a time", async function () {
    this.timeout(60_000);
    let text = "";
    await withPlanInParts(what, (plan) => writePlan(plan, "lines", (piece) => (text += piece)), {
      workers: 1,
      atATime: 2,
    });

    const [head, ...resources] = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    const { outputs: _none, ...rest } = whole;
    expect({ ...(head as object), resources }).to.deep.equal(rest);
    expect(() => parsePlan(JSON.stringify({ ...(head as object), resources, outputs: {} }), "x")).not.to.throw();
  });

  it("is left to a whole plan where the input is refused", async function () {
    this.timeout(60_000);
    const [app = ""] = Object.keys(startContent(new Chance(SEED)).manifests);
    writeFileSync(join(folder, "apps", `${app}.yaml`), "name: [");

    expect(await planByParts(what, { workers: 2, atATime: 1 })).to.equal(undefined);
  });
});
