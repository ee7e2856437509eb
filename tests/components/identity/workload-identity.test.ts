import { expect } from "chai";
import { federationProblems } from "../../../components/identity/federation.ts";
import { WorkloadIdentity, type WorkloadIdentityArgs } from "../../../components/identity/workload-identity.ts";
import { capture, ofType, only } from "../../support/capture.ts";
import { TAGS } from "../../support/fixtures.ts";
import { refusal } from "../vault/fixtures.ts";

const GITHUB = {
  issuer: "https://token.actions.githubusercontent.com",
  subject: "repo:contoso/payments:environment:dev",
  audiences: ["api://AzureADTokenExchange"],
};

function identity(overrides: Partial<WorkloadIdentityArgs> = {}): WorkloadIdentity {
  return new WorkloadIdentity("payments-api", {
    identityName: "id-payments-dev-api",
    resourceGroupName: "rg-payments-dev",
    location: "westeurope",
    tags: TAGS,
    ...overrides,
  });
}

describe("WorkloadIdentity", () => {
  it("defaults: one identity, nobody else may sign in as it, nothing granted", async () => {
    const { resources } = await capture(() => identity());

    expect(resources.map(({ type }) => type)).to.deep.equal([
      "strongroom:identity:WorkloadIdentity",
      "azure-native:managedidentity:UserAssignedIdentity",
    ]);
    expect(only(resources, "UserAssignedIdentity").inputs).to.deep.include({
      resourceName: "id-payments-dev-api",
      resourceGroupName: "rg-payments-dev",
      location: "westeurope",
      tags: TAGS,
    });
  });

  it("max: federated credentials are written one after the other", async () => {
    const federation = {
      "github-dev": GITHUB,
      "github-main": { ...GITHUB, subject: "repo:contoso/payments:ref:refs/heads/main" },
      kubernetes: { ...GITHUB, issuer: "https://oidc.contoso.com/c1/", subject: "system:serviceaccount:payments:api" },
    };

    const { resources } = await capture(() => identity({ federation }));

    const credentials = ofType(resources, "FederatedIdentityCredential");
    expect(credentials.map(({ name }) => name)).to.have.members([
      "payments-api-github-dev",
      "payments-api-github-main",
      "payments-api-kubernetes",
    ]);
    expect(only(resources, "FederatedIdentityCredential", "payments-api-github-main").dependsOn).to.include(
      "payments-api-github-dev",
    );
    expect(only(resources, "FederatedIdentityCredential", "payments-api-kubernetes").dependsOn).to.include(
      "payments-api-github-main",
    );
    expect(only(resources, "FederatedIdentityCredential", "payments-api-kubernetes").inputs).to.deep.include({
      issuer: "https://oidc.contoso.com/c1/",
      subject: "system:serviceaccount:payments:api",
      audiences: ["api://AzureADTokenExchange"],
    });
  });

  it("hardened: no lock, so that a federated credential can be taken away at any time", async () => {
    const { resources } = await capture(() => identity({ federation: { "github-dev": GITHUB } }));

    expect(ofType(resources, "ManagementLockByScope")).to.deep.equal([]);
  });

  it("refuses what would let others in, all at once", async () => {
    const federation = {
      ok: GITHUB,
      pattern: { ...GITHUB, subject: "repo:contoso/*:environment:dev" },
      plain: { ...GITHUB, issuer: "http://oidc.contoso.com" },
      twice: GITHUB,
      "a b": { ...GITHUB, subject: " x", audiences: [] },
    };

    expect((await refusal(() => capture(() => identity({ identityName: "x", federation })))).split("\n")).to.deep.equal(
      [
        'WorkloadIdentity payments-api: identityName: "x" is no identity\'s name; use 3 to 128 letters, digits, hyphens and underscores, starting with a letter or digit',
        "WorkloadIdentity payments-api: federation: ok.name: use 3 to 120 letters, digits, hyphens and underscores, starting with a letter or digit",
        'WorkloadIdentity payments-api: federation: pattern.subject: "repo:contoso/*:environment:dev": a wildcard is never allowed; name one subject exactly',
        'WorkloadIdentity payments-api: federation: plain.issuer: "http://oidc.contoso.com" is no https:// address',
        "WorkloadIdentity payments-api: federation: a b.name: use 3 to 120 letters, digits, hyphens and underscores, starting with a letter or digit",
        'WorkloadIdentity payments-api: federation: a b.subject: " x" is empty or begins or ends with a space',
        "WorkloadIdentity payments-api: federation: a b.audiences: 0 given, Entra takes exactly one",
        'WorkloadIdentity payments-api: federation: twice: issuer and subject are those of "ok"; Azure refuses the second',
      ],
    );
  });

  it("refuses a twenty-first credential", () => {
    const federation = Object.fromEntries(
      Array.from({ length: 21 }, (_, index) => [`name-${String(index)}`, { ...GITHUB, subject: `s${String(index)}` }]),
    );

    expect(federationProblems(federation)).to.deep.equal([
      "21 federated credentials, Azure allows 20 for one identity; split the workload",
    ]);
  });
});
