import { expect } from "chai";
import type { WorkloadSpec } from "../../../components/app/app-spec.ts";
import { platformFacts } from "../../../stacks/platform-facts.ts";
import { CUSTOM_ROLES } from "../../../components/authorization/custom-role.ts";
import { PlatformIdentities } from "../../../stacks/platform-identities.ts";
import type { PlatformSpec } from "../../../stacks/platform-spec.ts";
import { capture, grants, ofType, only } from "../../support/capture.ts";
import { NOW, TAGS, testPlatform, testPlatformSpec } from "../../support/fixtures.ts";

const DEPLOY: WorkloadSpec = {
  identityName: "id-strongroom-dev-deploy",
  federation: {
    "github-dev": {
      issuer: "https://token.actions.githubusercontent.com",
      subject: "repo:contoso/platform:environment:dev",
    },
  },
};
const RECONCILER: WorkloadSpec = { identityName: "id-strongroom-dev-sql", purpose: "Reconciles users", federation: {} };

const SPEC = testPlatformSpec({
  cloud: "china",
  location: "chinanorth3",
  pairedLocation: "chinaeast3",
  tags: TAGS,
  securityContacts: ["security@contoso.com"],
});

const identities = (overrides: Partial<PlatformSpec> = {}) =>
  capture(() => {
    const spec = { ...SPEC, ...overrides };
    const made = new PlatformIdentities("identities", {
      spec,
      facts: platformFacts(spec, { protection: { protect: false, lock: false }, logRetentionDays: 30 }, NOW),
      resourceGroupName: "rg-strongroom-dev",
      sqlAdministrators: testPlatform().sqlAdministrators,
    });
    return { identities: made.outputs() };
  });

describe("PlatformIdentities", () => {
  it("defaults: our roles are defined, nobody holds one", async () => {
    const { resources } = await identities();

    expect(ofType(resources, "RoleDefinition").map(({ inputs }) => inputs["roleName"])).to.have.members(
      Object.keys(CUSTOM_ROLES).map((role) => `Strongroom ${role} (dev)`),
    );
    expect(grants(resources)).to.deep.equal([]);
    expect(ofType(resources, "UserAssignedIdentity")).to.deep.equal([]);
  });

  it("leaves an adopted group to its owners, and says who is to be in it", async () => {
    const objectId = "33333333-3333-4333-8333-333333333333";
    const { resources } = await identities({
      sqlReconciler: RECONCILER,
      sqlAdministrators: { name: "dbas", objectId },
    });

    expect(ofType(resources, "GroupMember")).to.deep.equal([]);
    const declared = only(resources, "strongroom:identity:DeclaredMember");
    expect(declared.inputs["groupObjectId"]).to.equal(objectId);
    expect(declared.propertyDependencies["memberObjectId"]).to.deep.equal(["sql-reconciler"]);
  });

  it("defines none for a tenant that takes no roles of one's own", async () => {
    const { resources } = await identities({ builtInRoles: { reason: "the landing zone's rule" } });

    expect(ofType(resources, "RoleDefinition")).to.deep.equal([]);
  });

  it("max: the pipeline's rights are the deploy identity's, and the reconciler is a member and nothing more", async () => {
    const { resources, outputs } = await identities({ deployIdentity: DEPLOY, sqlReconciler: RECONCILER });

    expect(grants(resources).map(({ principal }) => principal)).to.deep.equal(["deploy", "deploy", "deploy"]);
    expect(only(resources, "GroupMember").inputs["groupObjectId"]).to.equal("33333333-3333-4333-8333-333333333333");
    expect(only(resources, "GroupMember").propertyDependencies["memberObjectId"]).to.deep.equal(["sql-reconciler"]);
    expect(only(resources, "UserAssignedIdentity", "sql-reconciler").inputs["tags"]).to.deep.equal({
      ...TAGS,
      purpose: "Reconciles users",
    });
    // Tokens are exchanged for this cloud's audience.
    expect(only(resources, "FederatedIdentityCredential").inputs["audiences"]).to.deep.equal([
      "api://AzureADTokenExchangeChina",
    ]);
    expect(outputs["identities"]).to.have.all.keys("deploy", "sqlReconciler");
  });
});
