import { expect } from "chai";
import { fromState } from "../../cli/snapshot/records.ts";
import { changesOf, countByKind, summary, wayOn } from "../../cli/commands/demo.ts";

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const SECRETS_USER = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6`;
const VAULT = `${SUBSCRIPTION}/resourceGroups/rg-payments-dev/providers/Microsoft.KeyVault/vaults/kv-payments-dev`;

const resource = (type: string, name: string, inputs: object = {}) => ({
  urn: `urn:pulumi:dev::strongroom::${type}::${name}`,
  type,
  custom: true,
  id: name,
  inputs,
  outputs: inputs,
});
const grantOf = (name: string, scope: string, principalId = "aaaa") =>
  resource("azure-native:authorization:RoleAssignment", name, { principalId, scope, roleDefinitionId: SECRETS_USER });
const API = resource("azure-native:managedidentity:UserAssignedIdentity", "api", {
  principalId: "aaaa",
  name: "id-payments-dev-api",
});
const deployed = (...resources: object[]) => fromState({ deployment: { resources } }, "a state", "dev");

describe("what the demo says at its end", () => {
  it("counts resources by kind, without components and providers", () => {
    const state = deployed(
      { ...resource("strongroom:app:AppEnvironment", "payments"), custom: false },
      resource("pulumi:providers:azure-native", "default"),
      grantOf("one", `${VAULT}/secrets/a`),
      grantOf("two", `${VAULT}/secrets/b`),
      resource("azure-native:resources:ResourceGroup", "payments"),
    );

    expect(countByKind(state)).to.deep.equal([
      ["authorization:RoleAssignment", 2],
      ["resources:ResourceGroup", 1],
    ]);
  });

  it("says when nothing changed", () => {
    const changes = changesOf([{ summaryEvent: { durationSeconds: 1, resourceChanges: { same: 6, read: 1 } } }]);
    const state = deployed(grantOf("one", `${VAULT}/secrets/a`));

    expect(summary(state, changes)).to.contain("Nothing changed: all 1 resources are as declared");
    expect(summary(state, 2)).to.contain("What there is now: 1 resources");
  });

  it("shows access to the copies of one secret in one line", () => {
    const text = summary(
      deployed(API, grantOf("one", `${VAULT}-1/secrets/stripe-key`), grantOf("two", `${VAULT}-2/secrets/stripe-key`)),
      2,
    );

    expect(text.match(/stripe-key/g), text).to.have.length(1);
    expect(text).to.contain("secret stripe-key in 2 vaults");
  });

  it("prints no control character that a name may hold", () => {
    const text = summary(deployed(grantOf("bad", "a\nb", "\u001b]0;pwned\u0007evil")), 1);

    expect(text).to.not.contain("\u001b]");
    expect(text).to.not.contain("\u0007");
  });
});

describe("what the demo says after a deployment that failed", () => {
  const said = (message: string) => wayOn([{ diagnosticEvent: { severity: "error", message } }]);

  it("shows who destroyed everything the way past the names that Azure keeps", () => {
    expect(said('Code="ConflictError" Message="A vault with the same name already exists in deleted state."')).to.equal(
      "a vault that was destroyed keeps its name for 90 days, as in Azure: delete .strongroom/ to start over, or raise strongroom:generation in Pulumi.dev.yaml (docs/operate.md)",
    );
  });

  it("otherwise promises that it goes on", () => {
    expect(said("update failed")).to.equal('what Pulumi says is above, and "npm run demo" goes on from there');
  });
});
