// What is always so, over all resources of all stacks.
import { expect } from "chai";
import type { Plan } from "../../cli/plan/document.ts";
import { ENVIRONMENTS, planOf } from "../support/plans.ts";
import { draftOf, invariantsOf } from "./invariants.ts";
import { shortType } from "./posture.ts";

for (const stack of ENVIRONMENTS) {
  describe(`always so in ${stack}`, () => {
    let plan: Plan;

    before(async () => {
      plan = await planOf(stack);
    });

    for (const { name, violations, spoil } of invariantsOf(stack)) {
      it(name, () => {
        expect(violations(draftOf(plan))).to.deep.equal([]);
      });

      it(`${name}: a violation is found`, () => {
        const draft = draftOf(plan);
        spoil(draft);

        expect(violations(draft)).to.have.length.greaterThan(0);
      });
    }
  });
}

describe("between the stacks", () => {
  it("no two stacks share a subscription's resource or a name that is unique in all of Azure", async () => {
    const plans = await Promise.all(ENVIRONMENTS.map(planOf));

    const taken = plans.flatMap(({ resources }) =>
      resources.flatMap(({ type, inputs, id }) => [
        ...(id === undefined ? [] : [id.toLowerCase()]),
        ...(["keyvault:Vault", "sql:Server"].includes(shortType(type))
          ? [JSON.stringify(inputs["vaultName"] ?? inputs["serverName"])]
          : []),
      ]),
    );

    expect(taken.filter((name, index) => taken.indexOf(name) !== index)).to.deep.equal([]);
  });

  it("no identity of one environment is granted anything in another", async () => {
    const plans = await Promise.all(ENVIRONMENTS.map(planOf));

    const foreign = plans.flatMap(({ environment, resources }) =>
      resources
        .filter(({ type }) => ["authorization:RoleAssignment", "vault:CertificateReader"].includes(shortType(type)))
        .flatMap(({ name, propertyDependencies }) =>
          (propertyDependencies["principalId"] ?? []).flatMap((urn) => {
            const tags = resources.find((each) => each.urn === urn)?.inputs["tags"] as
              { environment?: unknown } | undefined;
            return tags !== undefined && tags.environment !== environment ? [`${environment}: ${name}`] : [];
          }),
        ),
    );

    expect(foreign).to.deep.equal([]);
  });
});

describe("the manifest's line of a grant", () => {
  it("is a line that names its principal", async () => {
    const { readFileSync } = await import("node:fs");
    const { resources } = await planOf("prod");
    const granted = resources.filter(
      ({ type, origin }) => origin !== undefined && shortType(type) === "sql:DatabaseUser",
    );

    const wrong = granted.filter(({ inputs, origin }) => {
      const line = readFileSync(origin?.file ?? "", "utf8").split("\n")[(origin?.line ?? 0) - 1] ?? "";
      const user = typeof inputs["userName"] === "string" ? inputs["userName"] : "nobody";
      return !line.includes(user.split("-prod-").at(-1) ?? user);
    });

    expect(granted).to.have.length.greaterThan(5);
    expect(wrong.map(({ name }) => name)).to.deep.equal([]);
  });
});
