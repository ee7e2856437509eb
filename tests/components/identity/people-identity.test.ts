import { expect } from "chai";
import { defineEnvironmentRoles } from "../../../components/identity/environment-roles.ts";
import { PeopleIdentity, peopleRoles } from "../../../components/identity/people-identity.ts";
import { capture, grants, only, SUBSCRIPTION } from "../../support/capture.ts";
import { TAGS } from "../../support/fixtures.ts";
import { refusal } from "../vault/fixtures.ts";

const HOME = { environment: "prod", subscriptionId: SUBSCRIPTION };
const WHERE = {
  identityName: "id-strongroom-prod-people",
  resourceGroupName: "rg-strongroom-prod",
  location: "westeurope",
  tags: TAGS,
};
const FEDERATION = {
  "github-people": {
    issuer: "https://token.actions.githubusercontent.com",
    subject: "repo:contoso/platform:environment:prod-people",
    audiences: ["api://AzureADTokenExchange"],
  },
};

describe("PeopleIdentity", () => {
  it("hardened: holds the right to grant the roles of people, to groups, and nothing else", async () => {
    const { resources } = await capture(() => {
      const home = { ...HOME, roleDefinitions: defineEnvironmentRoles(HOME, {}) };
      return new PeopleIdentity("people", { ...WHERE, federation: FEDERATION, home });
    });

    expect(grants(resources).map(({ principal }) => principal)).to.deep.equal(["people"]);
    const { inputs, dependsOn } = only(resources, "RoleAssignment", "people-grants");
    const condition = inputs["condition"] as string;
    expect(condition).to.include("StringEqualsIgnoreCase {'Group'}").and.not.include("ServicePrincipal");
    for (const { roleId } of peopleRoles(HOME)) expect(condition).to.include(roleId);
    expect(dependsOn).to.include("role-secret-operator");
  });

  it("max: every argument reaches Azure", async () => {
    const home = { environment: "staging", subscriptionId: "99999999-9999-4999-8999-999999999999" };

    const { resources } = await capture(
      () =>
        new PeopleIdentity("people", {
          identityName: "id-other",
          resourceGroupName: "rg-other",
          location: "northeurope",
          tags: { ...TAGS, extra: "yes" },
          federation: FEDERATION,
          home,
        }),
    );

    expect(only(resources, "UserAssignedIdentity").inputs).to.deep.include({
      resourceName: "id-other",
      resourceGroupName: "rg-other",
      location: "northeurope",
      tags: { ...TAGS, extra: "yes" },
    });
    expect(only(resources, "FederatedIdentityCredential").inputs["subject"]).to.equal(
      "repo:contoso/platform:environment:prod-people",
    );
    expect(grants(resources).map(({ scope }) => scope)).to.deep.equal([`/subscriptions/${home.subscriptionId}`]);
  });

  it("grants no role of our own where there is none", () => {
    const names = peopleRoles({ ...HOME, roleDefinitions: new Map() }).map(({ roleName }) => roleName);

    expect(names).to.deep.equal(["Key Vault Reader", "Key Vault Secrets User"]);
  });

  it("defaults: is refused without what signs in as it", async () => {
    expect(await refusal(() => capture(() => new PeopleIdentity("people", { ...WHERE, home: HOME })))).to.equal(
      "PeopleIdentity people: federation: none; name what signs in as it, such as a GitHub environment that asks for approval",
    );
  });
});
