// Every kind of resource in the stacks that writes audit logs has a way into the workspace, and a kind that nobody has judged is
// noticed.
import { expect } from "chai";
import { AUDITED_KINDS, UNAUDITED_KINDS } from "../../facts/audited-kinds.ts";
import type { Plan, PlanResource } from "../../cli/plan/document.ts";
import { planOf, STACKS } from "../support/plans.ts";

const kindOf = ({ type }: PlanResource): string => type.replace(/^azure-native:/, "");
const isAzures = ({ custom, type }: PlanResource): boolean => custom && type.startsWith("azure-native:");

/** URNs of what some setting sends to a workspace. */
function watchedIn({ resources }: Plan): ReadonlySet<string> {
  return new Set(
    resources
      .filter((one) => kindOf(one) === "monitor:DiagnosticSetting" && one.inputs["workspaceId"] !== undefined)
      .flatMap(({ propertyDependencies }) => propertyDependencies["resourceUri"] ?? []),
  );
}

function unwatched(plan: Plan): string[] {
  const watched = watchedIn(plan);
  return plan.resources
    .filter((one) => isAzures(one) && Object.hasOwn(AUDITED_KINDS, kindOf(one)) && !watched.has(one.urn))
    .map(({ urn }) => urn);
}

describe("audit logs of what is deployed", () => {
  for (const stack of STACKS) {
    it(`${stack}: each has a way into the workspace`, async () => {
      expect(unwatched(await planOf(stack))).to.deep.equal([]);
    });

    it(`${stack}: every kind is known to have them or not`, async () => {
      const kinds = new Set((await planOf(stack)).resources.filter(isAzures).map(kindOf));

      expect(
        [...kinds].filter((kind) => !Object.hasOwn(AUDITED_KINDS, kind) && !UNAUDITED_KINDS.includes(kind)),
      ).to.deep.equal([]);
    });
  }

  it("would be missed", async () => {
    const plan = await planOf("prod");
    const without = { ...plan, resources: plan.resources.filter((one) => kindOf(one) !== "monitor:DiagnosticSetting") };

    expect(unwatched(without).length).to.be.greaterThan(4);
  });
});
