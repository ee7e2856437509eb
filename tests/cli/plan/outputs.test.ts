// What the program itself gives out, as pipelines and other stacks find it.
import { expect } from "chai";
import { planStack } from "../../../cli/plan/evaluate-stack.ts";
import { OwnProject } from "../../support/own-project.ts";

const JOB = {
  image: `contoso.azurecr.io/strongroom@sha256:${"0".repeat(64)}`,
  subnetId:
    "/subscriptions/6dab3f21-0000-4000-8000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets/snet-jobs",
};

describe("the outputs of a stack", () => {
  let project: OwnProject;
  beforeEach(() => {
    project = new OwnProject();
  });
  afterEach(() => {
    project.remove();
  });

  it("name the job that reconciles the databases, by which the pipelines start it", async () => {
    project.editSettings("staging", (config) => {
      config["strongroom:sqlReconcilerJob"] = JOB;
    });

    const { outputs } = await planStack({ programDir: project.programDir, stack: "staging" });

    expect(Object.keys(outputs)).to.have.members(["applications", "platform", "sqlDatabases", "sqlReconcilerJob"]);
    expect(outputs["sqlReconcilerJob"]).to.deep.equal({
      name: "caj-sql-staging",
      resourceGroup: "rg-strongroom-staging",
    });
  });
});
