// The job that reconciles the databases is started by whoever deploys, after an `up`: the stack says what it is called.
import { expect } from "chai";
import type { AppSpec } from "../../components/app/app-spec.ts";
import { deployAs } from "../../stacks/environment.ts";
import type { JobOutput } from "../../stacks/platform-job.ts";
import type { PlatformSpec, OperationsJobSpec } from "../../stacks/platform-spec.ts";
import { capture, ofType, only, SUBSCRIPTION } from "../support/capture.ts";
import { NOW, testApp, testPlatformSpec } from "../support/fixtures.ts";

const dev = deployAs("dev");

const SPEC = testPlatformSpec({
  sqlReconciler: { identityName: "id-strongroom-dev-sql-reconciler", federation: {} },
});
const JOB: OperationsJobSpec = {
  environmentName: "cae-strongroom-dev-sql",
  jobName: "job-strongroom-dev-sql",
  image: `registry.contoso.com/strongroom@sha256:${"0123456789abcdef".repeat(4)}`,
  subnetId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/jobs`,
};

const LEDGER: AppSpec["databases"][string] = {
  name: "ledger",
  purpose: "The ledger of record",
  owner: "payments-team@contoso.com",
  size: "small",
  ledger: false,
  access: { read: [], readWrite: [], execute: [], migrate: [], schemas: {} },
  connectionSecretNames: {},
};

async function deployed(platform: PlatformSpec, databases: AppSpec["databases"] = { ledger: LEDGER }) {
  let job: JobOutput | undefined;
  const { resources } = await capture(async () => {
    const applications = [testApp({ databases })];
    const environment = await dev({ platform, applications, part: { kind: "whole" }, now: NOW, keepAliases: false });
    job = environment.sqlReconcilerJob;
  });
  return { job, resources };
}

describe("the job that reconciles the databases", () => {
  it("is named in the stack's outputs as it is named in Azure", async () => {
    const { job, resources } = await deployed({ ...SPEC, sqlReconcilerJob: JOB });

    const { inputs } = only(resources, "app:Job");
    expect(job).to.deep.equal({ name: inputs["jobName"], resourceGroup: inputs["resourceGroupName"] });
    expect(job?.name).to.equal("job-strongroom-dev-sql");
  });

  for (const [where, platform, databases] of [
    ["the settings ask for none", SPEC, { ledger: LEDGER }],
    ["there is no database", { ...SPEC, sqlReconcilerJob: JOB }, {}],
  ] as const) {
    it(`is in no output where ${where}`, async () => {
      const { job, resources } = await deployed(platform, databases);

      expect(job).to.equal(undefined);
      expect(ofType(resources, "azure-native:app:Job")).to.deep.equal([]);
    });
  }
});
