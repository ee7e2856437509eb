// The test harness itself: what it shows must be what the program registers, or every other test could lie.
import { setImmediate } from "node:timers/promises";
import * as managedidentity from "@pulumi/azure-native/managedidentity/index.js";
import * as resources from "@pulumi/azure-native/resources/index.js";
import * as random from "@pulumi/random";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { grant } from "../../../components/authorization/grant.ts";
import { WorkloadIdentity } from "../../../components/identity/workload-identity.ts";
import { capture, grants, ofType, only, SUBSCRIPTION } from "../../support/capture.ts";

const IDENTITY = { identityName: "id-a", resourceGroupName: "rg-a", location: "westeurope", tags: {} };

class Pair extends pulumi.ComponentResource {
  constructor(name: string) {
    super("test:index:Pair", name);
    const group = new resources.ResourceGroup(
      `${name}-group`,
      { resourceGroupName: "rg-pair" },
      { parent: this, protect: true },
    );
    new managedidentity.UserAssignedIdentity(
      `${name}-identity`,
      { resourceName: "id-pair", resourceGroupName: group.name },
      { parent: this, retainOnDelete: true, ignoreChanges: ["tags"] },
    );
    this.registerOutputs({ group: group.id });
  }
}

describe("capture", () => {
  it("leaves azure-native's own aliases out unless they are asked for", async () => {
    const without = await capture(() => new Pair("pair"));
    const { resources } = await capture(() => new Pair("pair"), { providerAliases: true });

    expect(only(without.resources, "UserAssignedIdentity").aliases).to.equal(0);
    expect(only(resources, "UserAssignedIdentity").aliases).to.be.greaterThan(2);
  });

  it("shows parents, dependencies and options", async () => {
    const { resources: captured } = await capture(() => new Pair("pair"));

    const identity = only(captured, "UserAssignedIdentity");
    expect(identity.parent).to.equal("pair");
    expect(identity.dependsOn).to.deep.equal(["pair-group"]);
    expect(identity.propertyDependencies["resourceGroupName"]).to.deep.equal(["pair-group"]);
    expect(identity.inputs).to.deep.equal({ resourceName: "id-pair", resourceGroupName: "rg-pair" });
    expect(identity.id).to.equal(
      `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-pair/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-pair`,
    );
    expect(identity).to.include({ protect: false, retainOnDelete: true, custom: true });
    expect(identity.ignoreChanges).to.deep.equal(["tags"]);
    expect(only(captured, "ResourceGroup").protect).to.equal(true);
    expect(only(captured, "Pair").outputs).to.deep.equal({
      group: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-pair`,
    });
  });

  it("names resources as the engine does", async () => {
    const { resources: captured } = await capture(() => new Pair("pair"), { stack: "prod", project: "p" });

    expect(captured.map(({ urn }) => urn)).to.deep.equal([
      "urn:pulumi:prod::p::test:index:Pair::pair",
      "urn:pulumi:prod::p::test:index:Pair$azure-native:resources:ResourceGroup::pair-group",
      "urn:pulumi:prod::p::test:index:Pair$azure-native:managedidentity:UserAssignedIdentity::pair-identity",
    ]);
  });

  it("says a grant in words", async () => {
    const { resources: captured } = await capture(() => {
      const api = new WorkloadIdentity("payments-api", IDENTITY);
      const scope = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv/secrets/one";
      grant("g", { to: api, role: "Key Vault Secrets User", scope, subscriptionId: SUBSCRIPTION }, {});
    });

    expect(grants(captured)).to.deep.equal([
      { principal: "payments-api", role: "Key Vault Secrets User", scope: "…/vaults/kv/secrets/one" },
    ]);
  });

  it("unwraps secrets and says which they are", async () => {
    const { resources: captured } = await capture(() => {
      const password = new random.RandomPassword("p", { length: 8 });
      new random.RandomId("id", { byteLength: 4, keepers: { plain: "a", of: password.result } });
    });

    const { inputs, secretPaths } = only(captured, "RandomId");
    expect(secretPaths).to.deep.equal(["keepers.of"]);
    expect(inputs["keepers"]).to.have.property("of").that.is.a("string");
  });

  it("leaves outputs unknown in a preview, and ids unless asked", async () => {
    const program = (): void => {
      const identity = new managedidentity.UserAssignedIdentity("a", { resourceName: "id-a", resourceGroupName: "g" });
      new random.RandomId("r", { byteLength: 1, keepers: { id: identity.id, who: identity.principalId } });
    };

    const unknown = await capture(program, { preview: true });
    const predicted = await capture(program, { preview: true, predictIds: true });

    expect(only(unknown.resources, "RandomId").inputs["keepers"]).to.deep.equal({
      id: { $unknown: true },
      who: { $unknown: true },
    });
    expect(only(predicted.resources, "RandomId").inputs["keepers"]).to.deep.equal({
      id: only(predicted.resources, "UserAssignedIdentity").id,
      who: { $unknown: true },
    });
  });

  it("throws what the program threw", async () => {
    const error = new Error("on purpose");

    const failure = await capture(() => {
      throw error;
    }).catch((thrown: unknown) => thrown);

    expect(failure).to.equal(error);
  });

  it("throws what an input threw while it was computed", async () => {
    const failure = await capture(() => {
      const length = pulumi.output(1).apply((): number => {
        throw new Error("on purpose, later");
      });
      new random.RandomId("r", { byteLength: length });
    }).catch((thrown: unknown) => thrown);

    expect(failure).to.be.an("error").with.property("message").that.contains("on purpose, later");
  });

  it("refuses two resources of one name, as the engine does", async () => {
    const failure = await capture(() => {
      new random.RandomId("same", { byteLength: 1 });
      new random.RandomId("same", { byteLength: 1 });
    }).catch((thrown: unknown) => thrown);

    expect(failure).to.be.an("error").with.property("message").that.contains("Duplicate resource URN");
  });

  it("keeps captures apart, also after one that failed", async () => {
    const [failed, one, two] = await Promise.allSettled([
      capture(() => {
        throw new Error("on purpose");
      }),
      capture(() => new random.RandomId("one", { byteLength: 1 }), { stack: "one" }),
      capture(() => new random.RandomId("two", { byteLength: 1 }), { stack: "two" }),
    ]);

    expect(failed.status).to.equal("rejected");
    const urns = [one, two].map((each) =>
      each.status === "fulfilled" ? each.value.resources.map(({ urn }) => urn) : [],
    );
    expect(urns).to.deep.equal([
      ["urn:pulumi:one::strongroom::random:index/randomId:RandomId::one"],
      ["urn:pulumi:two::strongroom::random:index/randomId:RandomId::two"],
    ]);
  });

  it("keeps apart what a program goes on to register after it failed elsewhere", async () => {
    const failed = capture(async () => {
      new random.RandomId("same", { byteLength: 1 });
      new random.RandomId("same", { byteLength: 1 });
      for (let turn = 0; turn < 20; turn++) await setImmediate();
      new random.RandomId("late", { byteLength: 1 });
    }).catch((thrown: unknown) => thrown);
    const next = await capture(async () => {
      for (let turn = 0; turn < 50; turn++) await setImmediate();
      new random.RandomId("next", { byteLength: 1 });
    });

    expect(await failed).to.be.an("error");
    expect(next.resources.map(({ name }) => name)).to.deep.equal(["next"]);
  });

  it("gives the program's outputs, and another stack's", async () => {
    const program = (): unknown => ({ answer: new pulumi.StackReference("o/p/s").requireOutput("answer") });

    const { outputs } = await capture(program, { stackOutputs: { "o/p/s": { answer: 42 } } });

    expect(outputs).to.deep.equal({ answer: 42 });
  });

  it("invents what only Azure knows, the same in every run", async () => {
    const program = (): void => {
      new WorkloadIdentity("a", { ...IDENTITY, tags: { a: "b" } });
      const identity = new managedidentity.UserAssignedIdentity("b", { resourceName: "id-b", resourceGroupName: "g" });
      new random.RandomId("r", { byteLength: 1, keepers: { who: identity.principalId } });
    };

    const [first, second] = [await capture(program), await capture(program)];

    expect(first).to.deep.equal(second);
    expect(ofType(first.resources, "RandomId")[0]?.inputs["keepers"])
      .to.have.property("who")
      .that.matches(/^[0-9a-f-]{36}$/);
  });
});
