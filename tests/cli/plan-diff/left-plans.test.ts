// Plans that hold no more than what a change touches: what is judged of them, and what only a whole plan can say.
import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registerWith } from "../../../cli/commands/check.ts";
import type { Plan } from "../../../cli/plan/document.ts";
import { planOf } from "../../support/plans.ts";
import { run, sourcesOf } from "../access/fixtures.ts";

describe("strongroom check of a plan of a part", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "strongroom-left-"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const check = async (plan: Plan): Promise<{ readonly what: string; readonly apps: readonly string[] }> => {
    const file = join(folder, "plan.json");
    writeFileSync(file, JSON.stringify(plan));
    const { out, failure } = await run(
      (program, watched) => {
        registerWith(program, {
          ...watched,
          sources: () => Promise.resolve(sourcesOf({ plans: {}, programDir: folder })),
        });
      },
      ["check", "--plan", file, "--json"],
    );
    expect(failure).to.equal(undefined);
    const { what, verdicts } = JSON.parse(out) as { what: string; verdicts: { name: string; rule: string }[] };
    return { what, apps: [...new Set(verdicts.map(({ name }) => name.split("-")[0] ?? ""))].sort() };
  };
  /** Every vault can be reached from everywhere. */
  const open = (plan: Plan): Plan => ({
    ...plan,
    resources: plan.resources.map((resource) =>
      resource.type === "azure-native:keyvault:Vault"
        ? {
            ...resource,
            inputs: {
              ...resource.inputs,
              properties: { ...(resource.inputs["properties"] as object), publicNetworkAccess: "Enabled" },
            },
          }
        : resource,
    ),
  });

  it("judges the applications that are whole in it, and no others", async () => {
    const plan = open(await planOf("dev"));

    const [all, some] = [await check(plan), await check({ ...plan, only: ["payments"] })];

    expect(all.what).to.equal("the plan of stack dev");
    expect(all.apps).to.include.members(["payments", "storefront"]);
    expect(some.what).to.equal("what a change touches of stack dev");
    expect(some.apps).to.include("payments").and.not.include("storefront");
  });
});
