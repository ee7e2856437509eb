// A stack's outputs alone, as an application team gets them that may not read the state: they must say exactly what the
// grants themselves say, or somebody pastes what they would be refused.
import { expect } from "chai";
import { connect } from "../../../cli/connect/read.ts";
import { readApplications, type StackContent } from "../../../cli/connect/outputs.ts";
import { planOf } from "../../support/plans.ts";
import { deployedStack, fromPlan, plannedStack } from "./fixtures.ts";

/** The outputs with something of them left out, as an earlier version wrote them. */
function without(outputs: unknown, field: string): unknown {
  return JSON.parse(JSON.stringify(outputs), (key, value: unknown) => (key === field ? undefined : value));
}

describe("connect: from a stack's outputs alone", () => {
  for (const stack of ["dev", "staging", "prod"] as const) {
    it(`says of every workload in ${stack} what its grants say`, async () => {
      const whole = fromPlan(await planOf(stack));
      const alone: StackContent = { ...whole, resources: undefined };

      const workloads = Object.entries(readApplications(whole)).flatMap(([app, { workloads: of }]) =>
        Object.keys(of).map((workload) => [app, workload] as const),
      );

      expect(workloads.length).to.be.greaterThan(5);
      for (const [app, workload] of workloads) {
        expect(connect(alone, app, workload), `${app}/${workload}`).to.deep.equal(connect(whole, app, workload));
      }
    });
  }

  it("tells the reporting application how to reach the ledger, which no secret of its own does", async () => {
    const { outputs } = await deployedStack();

    const { databases, secrets } = connect({ stack: "dev", source: "outputs", outputs }, "reporting", "etl");

    expect(secrets).to.deep.equal([]);
    expect(databases).to.have.length(1);
    expect(databases[0]).to.deep.include({ label: "payments/ledger", secret: undefined, signIn: "federated" });
    expect(databases[0]?.connectionString).to.match(/^Server=tcp:sql-payments-dev-\w+\.database\.windows\.net,1433;/);
  });

  for (const field of ["readers", "unwrap", "tenantId", "federation"]) {
    it(`refuses outputs of an earlier version, without ${field}, instead of printing less`, async () => {
      const { outputs } = await plannedStack();
      const old: StackContent = { stack: "dev", source: "old.json", outputs: without(outputs, field) };

      expect(() => connect(old, "payments", "api")).to.throw(
        'old.json: these outputs were written by an earlier version and do not say who may read what; run pulumi up first, or give what "pulumi stack export" wrote',
      );
    });
  }

  it("refuses a subject that would break out of what is pasted", async () => {
    const { outputs } = await plannedStack();
    const spoilt: unknown = JSON.parse(
      JSON.stringify(outputs).replaceAll("repo:contoso/payments:", "repo:contoso/payments\\nrun: reboot:"),
    );

    expect(() => connect({ stack: "dev", source: "x.json", outputs: spoilt }, "payments", "deploy")).to.throw(
      /^x\.json: applications\.payments\.workloads\.deploy\.federation\.[\w-]+\.subject: /,
    );
  });
});
