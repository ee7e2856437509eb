import { expect } from "chai";
import { limitWarnings } from "../../../cli/commands/plan.ts";
import type { Plan } from "../../../cli/plan/document.ts";

const TYPE = "azure-native:managedidentity:FederatedIdentityCredential";

/** A plan with so many federated credentials of one identity, of the 20 that Azure allows. */
function planWith(credentials: number): Plan {
  return {
    version: 1,
    project: "strongroom",
    stack: "dev",
    environment: "dev",
    date: "2026-01-01",
    resources: Array.from({ length: credentials }, (_, index) => ({
      urn: `urn:pulumi:dev::strongroom::${TYPE}::credential-${String(index)}`,
      type: TYPE,
      name: `credential-${String(index)}`,
      custom: true,
      inputs: { resourceName: "id-payments-dev-api" },
      dependencies: [],
      propertyDependencies: {},
    })),
    outputs: {},
  };
}

describe("limits in a plan", () => {
  it("are not spoken of while there is room", async () => {
    expect(await limitWarnings(planWith(15))).to.equal("");
  });

  it("warn from 80 %", async () => {
    expect(await limitWarnings(planWith(16))).to.equal(
      "near the limit: federated credentials of identity id-payments-dev-api: 16 of 20\n",
    );
  });

  it("say what is over", async () => {
    expect(await limitWarnings(planWith(21))).to.match(/^over the limit: federated credentials .* 21 of 20\n$/);
  });
});
