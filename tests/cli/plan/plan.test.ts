// The plan of a small program: what it says, what it hides, and what it says when it cannot be made.
import * as path from "node:path";
import { expect } from "chai";
import { UserError } from "../../../text/errors.ts";
import { planSchema, type Plan } from "../../../cli/plan/document.ts";
import { planStack } from "../../../cli/plan/evaluate-stack.ts";
import { tinyProject } from "../../support/tiny-project.ts";

const SUBSCRIPTION = "22222222-2222-4222-8222-222222222222";
const SETTINGS = `config:
  strongroom:environment: dev
  strongroom:subscriptionId: ${SUBSCRIPTION}
  strongroom:tenantId: 11111111-1111-4111-8111-111111111111
  count: 3
`;

const PROGRAM = `
import * as authorization from "@pulumi/azure-native/authorization/index.js";
import * as keyvault from "@pulumi/azure-native/keyvault/index.js";
import * as managedidentity from "@pulumi/azure-native/managedidentity/index.js";
import * as random from "@pulumi/random";
import * as pulumi from "@pulumi/pulumi";

class Box extends pulumi.ComponentResource {
  constructor(name: string) {
    super("test:index:Box", name);
    const identity = new managedidentity.UserAssignedIdentity("who", { resourceName: "id-who", resourceGroupName: "rg" }, { parent: this });
    const secret = new random.RandomPassword("word", { length: 9 }, { parent: this });
    const kept = new keyvault.Secret(
      "kept",
      { secretName: "kept", vaultName: "kv", resourceGroupName: "rg", properties: { value: secret.result } },
      { parent: this, retainOnDelete: true, ignoreChanges: ["properties"], dependsOn: identity },
    );
    new authorization.RoleAssignment(
      "reads",
      { scope: kept.id, principalId: identity.principalId, roleDefinitionId: "role", roleAssignmentName: "n" },
      { parent: this, protect: true },
    );
    this.registerOutputs({ password: secret.result, who: identity.principalId });
  }
}

export default async () => {
  console.log("the program speaks");
  const { subscriptionId } = await authorization.getClientConfig();
  const box = new Box("box");
  return {
    subscriptionId,
    count: new pulumi.Config().requireNumber("count"),
    elsewhere: new pulumi.StackReference("o/p/s").getOutput("x"),
    hidden: pulumi.secret("planted-value"),
    now: process.env["SOURCE_DATE_EPOCH"],
  };
};
`;

async function planOf(program: string, settings = SETTINGS): Promise<Plan> {
  const project = tinyProject(settings, program);
  try {
    return await planStack({ programDir: project.programDir, stack: "dev", sourceDateEpoch: "1767225600" });
  } finally {
    project.remove();
  }
}

async function failureOf(program: string, settings = SETTINGS): Promise<unknown> {
  return planOf(program, settings).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}

describe("plan", () => {
  let plan: Plan;

  before(async () => {
    plan = await planOf(PROGRAM);
  });

  it("is a valid document", () => {
    const copy: unknown = JSON.parse(JSON.stringify(plan));

    expect(planSchema.parse(copy)).to.deep.equal(plan);
    expect(plan).to.include({ version: 1, project: "tiny", stack: "dev", environment: "dev", date: "2026-01-01" });
  });

  it("lists parents before children, siblings by name", () => {
    expect(plan.resources.map(({ name, custom }) => [name, custom])).to.deep.equal([
      ["box", false],
      ["kept", true],
      ["reads", true],
      ["who", true],
      ["word", true],
    ]);
  });

  it("predicts what follows from names, and leaves open what only Azure knows", () => {
    const grant = plan.resources.find(({ name }) => name === "reads");

    const scope = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv/secrets/kept`;
    expect(grant?.inputs).to.deep.equal({
      scope,
      principalId: { $unknown: true },
      principalType: "User",
      roleDefinitionId: "role",
      roleAssignmentName: "n",
    });
    expect(grant?.id).to.equal(`${scope}/providers/Microsoft.Authorization/roleAssignments/n`);
  });

  it("says what depends on what, and how it is kept", () => {
    const byName = new Map(plan.resources.map((resource) => [resource.name, resource]));
    const urn = (name: string): string => byName.get(name)?.urn ?? "";

    expect(byName.get("reads")).to.include({ parent: urn("box"), protect: true });
    expect(byName.get("reads")?.dependencies).to.deep.equal([urn("kept"), urn("who")].sort());
    expect(byName.get("reads")?.propertyDependencies).to.deep.equal({
      scope: [urn("kept")],
      principalId: [urn("who")],
    });
    expect(byName.get("kept")).to.include({ retainOnDelete: true });
    expect(byName.get("kept")?.ignoreChanges).to.deep.equal(["properties"]);
    expect(byName.get("kept")?.dependencies).to.deep.equal([urn("who"), urn("word")].sort());
  });

  it("never holds a secret's value", () => {
    expect(plan.resources.find(({ name }) => name === "kept")?.inputs["properties"]).to.deep.equal({
      value: { $secret: true },
    });
    expect(plan.outputs["hidden"]).to.deep.equal({ $secret: true });
    expect(JSON.stringify(plan)).not.to.contain("planted-value");
  });

  it("answers with the stack's own subscription, and leaves other stacks open", () => {
    expect(plan.outputs).to.deep.include({
      subscriptionId: SUBSCRIPTION,
      count: 3,
      elsewhere: { $unknown: true },
      now: "1767225600",
    });
  });

  it("is the same in every run", async () => {
    const again = await planOf(PROGRAM);

    expect(JSON.stringify(again)).to.equal(JSON.stringify(plan));
  });

  it("passes on what the program says is wrong, without a stack trace", async () => {
    const refusing = `import * as pulumi from "@pulumi/pulumi";\nthrow new pulumi.RunError("apps/a.yaml:1: no\\napps/b.yaml:2: nor this");`;

    const failure = await failureOf(refusing);

    expect(failure).to.be.instanceOf(UserError);
    expect(failure).to.have.property(
      "message",
      "stack dev cannot be planned:\napps/a.yaml:1: no\napps/b.yaml:2: nor this",
    );
  });

  it("keeps a fault of the program apart from refused input", async () => {
    const failure = await failureOf(`throw new TypeError("on purpose");`);

    expect(failure).to.be.an("error").and.not.instanceOf(UserError);
    expect(failure).to.have.property("message").that.contains("on purpose");
  });

  it("says where a fault is, also in a program that takes no traces", async () => {
    const traces = JSON.stringify(path.join(import.meta.dirname, "../../../infra/traces.ts"));
    const failure = await failureOf(
      `import { takeNoTraces } from ${traces};\ntakeNoTraces();\nthrow new TypeError("on purpose");`,
    );

    expect(failure).to.have.property("stack").that.contains("index.ts:3");
  });

  it("says that a program never ends", async () => {
    const failure = await failureOf(`await new Promise(() => undefined);`);

    expect(failure).to.have.property("message", "the program waits for a value that never comes");
  });

  it("names the stacks there are when the one asked for has no settings", async () => {
    const project = tinyProject(SETTINGS, PROGRAM);

    const failure: unknown = await planStack({ programDir: project.programDir, stack: "dve" }).catch(
      (thrown: unknown) => thrown,
    );
    project.remove();

    expect(failure).to.have.property(
      "message",
      'no settings Pulumi.dve.yaml; stacks with settings: dev (did you mean "dev"?)',
    );
  });
});
