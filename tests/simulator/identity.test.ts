import { expect } from "chai";
import { CUSTOM_ROLES } from "../../components/authorization/custom-role.ts";
import { type Azure, refusal, SUBSCRIPTION } from "./harness.ts";
import {
  ASSIGNMENT,
  FEDERATED,
  IDENTITY,
  LOCK,
  SECRET,
  SECRETS_USER,
  SERVER,
  VAULT,
  identity,
  inGroup,
  secretInputs,
  server,
  text,
  vault,
  vaultInputs,
  freshAzure,
} from "./fixtures.ts";
import type { Made } from "./harness.ts";
import type { Props } from "../../simulator/model/values.ts";

const DEFENDER = "azure-native:sql:ServerSecurityAlertPolicy";
const NAME = "0f8fad5b-d9cb-469f-a165-70867728950e";
const OTHER_NAME = "1f8fad5b-d9cb-469f-a165-70867728950e";

describe("simulated identities and access", () => {
  let azure: Azure;

  freshAzure((started) => {
    azure = started;
  });

  describe("federated credentials", () => {
    const credential = (name: string, over: Props = {}): Props => ({
      ...inGroup,
      resourceName: "id-api",
      federatedIdentityCredentialResourceName: name,
      issuer: "https://token.actions.githubusercontent.com",
      subject: `repo:contoso/payments:environment:${name}`,
      audiences: ["api://AzureADTokenExchange"],
      ...over,
    });

    beforeEach(async () => {
      await identity(azure);
    });

    it("of one identity clash when they are written at the same time", async () => {
      const results = await Promise.allSettled([
        azure.create(FEDERATED, credential("dev")),
        azure.create(FEDERATED, credential("prod")),
      ]);

      const refused = results.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : []));
      expect(refused).to.have.length(1);
      expect(refused[0]).to.contain("ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity");
    });

    it("of two identities do not clash", async () => {
      await identity(azure, "id-worker");

      const results = await Promise.allSettled([
        azure.create(FEDERATED, credential("dev")),
        azure.create(FEDERATED, credential("dev", { resourceName: "id-worker" })),
      ]);

      expect(results.map(({ status }) => status)).to.deep.equal(["fulfilled", "fulfilled"]);
    });

    it("are refused when issuer and subject are there already", async () => {
      await azure.create(FEDERATED, credential("dev"));

      const message = await refusal(
        azure.create(FEDERATED, credential("again", { subject: "repo:contoso/payments:environment:dev" })),
      );

      expect(message).to.contain("Issuer and subject combination already exists");
    });

    it("know no wildcards", async () => {
      expect(await refusal(azure.create(FEDERATED, credential("all", { subject: "repo:contoso/*" })))).to.contain(
        "wildcards",
      );
    });

    it("are at most 20", async () => {
      for (let index = 0; index < 20; index++) await azure.create(FEDERATED, credential(`env-${index}`));

      expect(await refusal(azure.create(FEDERATED, credential("one-more")))).to.contain("at most 20");
    });
  });

  describe("identities", () => {
    it("are another principal after they were deleted and created again", async () => {
      const first = await identity(azure);
      await azure.delete(IDENTITY, first);

      const second = await identity(azure);

      expect(second.outputs["principalId"]).to.not.equal(first.outputs["principalId"]);
    });

    it("are replaced when they move", async () => {
      const { replaces, deleteFirst } = await azure.diff(
        IDENTITY,
        { ...inGroup, resourceName: "id-api", location: "westeurope" },
        { ...inGroup, resourceName: "id-api", location: "northeurope" },
      );

      expect(replaces).to.deep.equal(["location"]);
      expect(deleteFirst).to.equal(true);
    });
  });

  describe("roles of one's own", () => {
    for (const [what, permission] of [
      ["in any case of letters", { actions: ["microsoft.keyvault/VAULTS/read"] }],
      ["all of a kind, but some", { actions: ["Microsoft.Sql/servers/*"], notActions: ["Microsoft.Sql/*/delete"] }],
      ["everything", { actions: ["*"] }],
      ["inside a vault", { dataActions: ["Microsoft.KeyVault/vaults/*/read"] }],
      ["for the pipeline", { actions: [...CUSTOM_ROLES.Deployer.actions] }],
      ["for operators", { dataActions: [...CUSTOM_ROLES["Secret Operator"].dataActions] }],
    ] satisfies [string, Record<string, string[]>][]) {
      it(`name operations: ${what}`, async () => {
        const scope = `/subscriptions/${SUBSCRIPTION}`;

        const made = await azure.create("azure-native:authorization:RoleDefinition", {
          scope,
          roleDefinitionId: NAME,
          permissions: [permission],
        });

        expect(made.id).to.equal(`${scope}/providers/Microsoft.Authorization/roleDefinitions/${NAME}`);
      });
    }

    it("are refused when an update names an operation that does not exist", async () => {
      const role = { scope: `/subscriptions/${SUBSCRIPTION}`, roleDefinitionId: NAME };
      const made = await azure.create("azure-native:authorization:RoleDefinition", {
        ...role,
        permissions: [{ actions: ["Microsoft.KeyVault/vaults/read"] }],
      });

      const words = await refusal(
        azure.update("azure-native:authorization:RoleDefinition", made, {
          ...role,
          permissions: [{ actions: ["Microsoft.KeyVault/vaults/recover/action"] }],
        }),
      );

      expect(words).to.contain(
        "'Microsoft.KeyVault/vaults/recover/action' does not match any of the actions supported by the providers",
      );
    });
  });

  describe("role assignments", () => {
    let secret: Made;
    let api: Made;
    /** When the identity was made. */
    let now: number;
    const assignment = (over: Props = {}): Props => ({
      scope: secret.id,
      roleAssignmentName: NAME,
      principalId: text(api.outputs, "principalId"),
      principalType: "ServicePrincipal",
      roleDefinitionId: SECRETS_USER,
      ...over,
    });

    beforeEach(async () => {
      await vault(azure);
      secret = await azure.create(SECRET, secretInputs());
      api = await identity(azure);
      now = azure.time - azure.pause * 1000;
    });

    it("lie on one secret", async () => {
      const made = await azure.create(ASSIGNMENT, assignment());

      expect(made.id).to.equal(`${secret.id}/providers/Microsoft.Authorization/roleAssignments/${NAME}`);
      expect(made.outputs["scope"]).to.equal(secret.id);
    });

    it("need the secret", async () => {
      expect(await refusal(azure.create(ASSIGNMENT, assignment({ scope: `${secret.id}-none` })))).to.contain(
        `Status=404 Code="ResourceNotFound"`,
      );
    });

    it("are named by a GUID", async () => {
      expect(await refusal(azure.create(ASSIGNMENT, assignment({ roleAssignmentName: "reader" })))).to.contain(
        "must be a GUID",
      );
    });

    it("conflict with the same grant under another name", async () => {
      await azure.create(ASSIGNMENT, assignment());

      const message = await refusal(azure.create(ASSIGNMENT, assignment({ roleAssignmentName: OTHER_NAME })));

      expect(message).to.contain(`Status=409 Code="RoleAssignmentExists"`);
    });

    it("cannot take another role under the same name, which the provider plans as an update", async () => {
      const made = await azure.create(ASSIGNMENT, assignment());
      const changed = assignment({
        roleDefinitionId: SECRETS_USER.replace(
          "4633458b-17de-408a-b874-0445c86b69e6",
          "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
        ),
      });

      const { replaces } = await azure.diff(ASSIGNMENT, assignment(), changed);
      const message = await refusal(azure.update(ASSIGNMENT, made, changed));

      expect(replaces).to.deep.equal([]);
      expect(message).to.contain("RoleAssignmentUpdateNotPermitted");
    });

    it("are replaced for another principal", async () => {
      const { replaces } = await azure.diff(ASSIGNMENT, assignment(), assignment({ principalId: NAME }));

      expect(replaces).to.deep.equal(["principalId"]);
    });

    it("without a principal type do not find a principal created a moment ago, and find it later", async () => {
      azure.pause = 0;
      azure.time = now;
      const untyped = assignment();
      delete untyped["principalType"];
      const early = await refusal(azure.create(ASSIGNMENT, untyped));
      azure.time += 61_000;

      const late = await azure.create(ASSIGNMENT, untyped);

      expect(early).to.contain(`Code="PrincipalNotFound"`);
      expect(late.id).to.contain(NAME);
    });

    it("refuse an identity that is said to be a user, the SDK's default", async () => {
      expect(await refusal(azure.create(ASSIGNMENT, assignment({ principalType: "User" })))).to.contain(
        "UnmatchedPrincipalType",
      );
    });

    it("can be made to miss the principal for a while", async () => {
      azure.faults([{ match: ASSIGNMENT, operation: "create", status: 400, code: "PrincipalNotFound", times: 2 }]);
      const first = await refusal(azure.create(ASSIGNMENT, assignment()));
      const second = await refusal(azure.create(ASSIGNMENT, assignment()));

      const third = await azure.create(ASSIGNMENT, assignment());

      expect([first, second].every((message) => message.includes("PrincipalNotFound"))).to.equal(true);
      expect(third.id).to.contain(NAME);
    });

    it("are held by a lock on their vault, and released with it", async () => {
      const made = await azure.create(ASSIGNMENT, assignment());
      const lock = await azure.create(LOCK, {
        scope: secret.id.replace(/\/secrets.*/, ""),
        lockName: "keep",
        level: "CanNotDelete",
      });
      const held = await refusal(azure.delete(ASSIGNMENT, made));
      await azure.delete(LOCK, lock);

      await azure.delete(ASSIGNMENT, made);

      expect(held).to.contain(`Status=409 Code="ScopeLocked"`);
      expect(await azure.read(ASSIGNMENT, made)).to.equal(undefined);
    });
  });

  describe("locks", () => {
    it("keep what they hold, and everything around it", async () => {
      const made = await vault(azure);
      await azure.create(LOCK, { scope: made.id, lockName: "keep", level: "CanNotDelete" });

      const alone = await refusal(azure.delete(VAULT, made));
      const withGroup = await refusal(
        azure.delete("azure-native:resources:ResourceGroup", { id: made.id.replace(/\/providers.*/, ""), outputs: {} }),
      );

      expect(alone).to.contain("ScopeLocked");
      expect(withGroup).to.contain("ScopeLocked");
    });

    it("let a setting go back to its default: azure-native has no DELETE for it, and writes", async () => {
      const on = await server(azure);
      const setting = { ...inGroup, serverName: "sql-payments", securityAlertPolicyName: "Default", state: "Enabled" };
      const defender = await azure.create(DEFENDER, setting);
      await azure.create(LOCK, { scope: on.id, lockName: "keep", level: "CanNotDelete" });

      await azure.delete(DEFENDER, defender);

      expect(await refusal(azure.delete(SERVER, on))).to.contain("ScopeLocked");
      expect((await azure.read(DEFENDER, defender))?.outputs["state"]).to.equal("Disabled");
    });

    it("of the read-only kind refuse even that", async () => {
      const on = await server(azure);
      const setting = { ...inGroup, serverName: "sql-payments", securityAlertPolicyName: "Default", state: "Enabled" };
      const defender = await azure.create(DEFENDER, setting);
      await azure.create(LOCK, { scope: on.id, lockName: "freeze", level: "ReadOnly" });

      expect(await refusal(azure.delete(DEFENDER, defender))).to.contain("cannot perform write operation");
    });

    it("of the read-only kind refuse writes too", async () => {
      const made = await vault(azure);
      await azure.create(LOCK, { scope: made.id, lockName: "freeze", level: "ReadOnly" });

      expect(await refusal(azure.update(VAULT, made, vaultInputs()))).to.contain("ScopeLocked");
    });
  });
});
