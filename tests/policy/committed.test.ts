// What this repository deploys passes the policy that it ships: a new kind of resource that a mandatory rule refuses is found
// here, and not by the first `up`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parseConfig } from "../../policy/config.ts";
import { fromPlan } from "../../policy/from-plan.ts";
import { judge } from "../../policy/judge.ts";
import { planOf, ROOT, STACKS } from "../support/plans.ts";

describe("the committed stacks and the shipped policy", () => {
  for (const stack of STACKS) {
    it(`${stack} breaks no mandatory rule`, async () => {
      const config = parseConfig(readFileSync(join(ROOT, "policy.yaml"), "utf8"), "policy.yaml");
      const plan = await planOf(stack);

      const verdicts = judge(fromPlan(plan), config, [plan.environment, plan.shape ?? plan.environment]);

      const broken = verdicts.filter(({ level, status }) => level === "mandatory" && status === "failed");
      expect(broken.map(({ rule, name, message }) => `${rule}: ${name}: ${message}`)).to.deep.equal([]);
    });
  }
});
