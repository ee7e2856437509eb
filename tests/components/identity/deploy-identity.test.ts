import { expect } from "chai";
import { CUSTOM_ROLES } from "../../../components/authorization/custom-role.ts";
import { DeployIdentity, grantableRoles } from "../../../components/identity/deploy-identity.ts";
import { defineEnvironmentRoles } from "../../../components/identity/environment-roles.ts";
import { peopleRoles } from "../../../components/identity/people-identity.ts";
import { capture, grants, ofType, only, SUBSCRIPTION } from "../../support/capture.ts";
import { TAGS } from "../../support/fixtures.ts";
import { refusal } from "../vault/fixtures.ts";

const HOME = { environment: "prod", subscriptionId: SUBSCRIPTION };
const FEDERATION = {
  "github-prod": {
    issuer: "https://token.actions.githubusercontent.com",
    subject: "repo:contoso/platform:environment:prod",
    audiences: ["api://AzureADTokenExchange"],
  },
};

const deploy = (federation = FEDERATION) =>
  capture(() => {
    const roleDefinitions = defineEnvironmentRoles(HOME, {});
    return new DeployIdentity("deploy", {
      identityName: "id-strongroom-prod-deploy",
      resourceGroupName: "rg-strongroom-prod",
      location: "westeurope",
      tags: TAGS,
      federation,
      home: { ...HOME, roleDefinitions },
    });
  });

describe("DeployIdentity", () => {
  it("defaults: holds a role that creates, one that keeps vaults, and a conditioned right to grant: no more", async () => {
    const { resources } = await deploy();

    expect(grants(resources)).to.have.deep.members([
      { principal: "deploy", role: "Strongroom Deployer (prod)", scope: `/subscriptions/${SUBSCRIPTION}` },
      { principal: "deploy", role: "Strongroom Vault Keeper (prod)", scope: `/subscriptions/${SUBSCRIPTION}` },
      { principal: "deploy", role: "f58310d9-a9f6-439a-9e8d-f62e7b41a168", scope: `/subscriptions/${SUBSCRIPTION}` },
    ]);
    expect(only(resources, "RoleAssignment", "deploy-grants").inputs["condition"])
      .to.be.a("string")
      .and.not.include("Group");
  });

  it("max: every argument reaches Azure", async () => {
    const home = { environment: "staging", subscriptionId: "99999999-9999-4999-8999-999999999999" };

    const { resources } = await capture(
      () =>
        new DeployIdentity("deploy", {
          identityName: "id-other",
          resourceGroupName: "rg-other",
          location: "northeurope",
          tags: { ...TAGS, extra: "yes" },
          federation: { ...FEDERATION, "github-main": { ...FEDERATION["github-prod"], subject: "repo:contoso/other" } },
          home: { ...home, roleDefinitions: defineEnvironmentRoles(home, {}) },
        }),
    );

    expect(only(resources, "UserAssignedIdentity").inputs).to.deep.include({
      resourceName: "id-other",
      resourceGroupName: "rg-other",
      location: "northeurope",
      tags: { ...TAGS, extra: "yes" },
    });
    expect(ofType(resources, "FederatedIdentityCredential").map(({ inputs }) => inputs["subject"])).to.have.members([
      "repo:contoso/platform:environment:prod",
      "repo:contoso/other",
    ]);
    const scope = `/subscriptions/${home.subscriptionId}`;
    expect(grants(resources)).to.have.deep.members([
      { principal: "deploy", role: "Strongroom Deployer (staging)", scope },
      { principal: "deploy", role: "Strongroom Vault Keeper (staging)", scope },
      { principal: "deploy", role: "f58310d9-a9f6-439a-9e8d-f62e7b41a168", scope },
    ]);
    for (const { name, dependsOn } of ofType(resources, "RoleAssignment")) {
      expect(dependsOn, name).to.include.members(["role-deployer", "role-vault-keeper", "role-secret-operator"]);
    }
  });

  it("hardened: grants what is in use here, and neither its own roles nor one that grants", () => {
    const names = grantableRoles(HOME).map(({ roleName }) => roleName);

    expect(names).to.include.members(["Strongroom Secret Reader (prod)", "Key Vault Certificate User"]);
    // Of people: it grants to no group.
    for (const role of peopleRoles(HOME)) expect(names).not.to.include(role.roleName);
    expect(names).not.to.include("Key Vault Secrets Officer").and.not.include("Key Vault Crypto User");
    expect(names.filter((name) => /Deployer|Keeper|Administrator|Owner|Contributor/.test(name))).to.deep.equal([]);
  });

  it("waits for the roles that it is given", async () => {
    const { resources } = await deploy();

    expect(only(resources, "RoleAssignment", "deploy-deploys").dependsOn).to.include("role-deployer");
    expect(ofType(resources, "azure-native:authorization:RoleDefinition")).to.have.length(
      Object.keys(CUSTOM_ROLES).length,
    );
  });

  it("is refused without a pipeline that signs in as it", async () => {
    expect(
      await refusal(() =>
        capture(
          () =>
            new DeployIdentity("deploy", {
              identityName: "id-strongroom-prod-deploy",
              resourceGroupName: "rg",
              location: "westeurope",
              tags: TAGS,
              home: HOME,
            }),
        ),
      ),
    ).to.equal(
      "DeployIdentity deploy: federation: none; name the pipeline that signs in as it, such as a GitHub environment",
    );
  });
});
