import { expect } from "chai";
import { delegateGranting, delegationCondition } from "../../../components/authorization/delegation.ts";
import { builtInRole } from "../../../components/authorization/roles.ts";
import { capture, only, SUBSCRIPTION } from "../../support/capture.ts";

const SELF = "99999999-9999-4999-8999-999999999999";
const READER = "21090545-7ca7-4776-b22c-e363652d74d2";

describe("delegation", () => {
  it("lets grant these roles, to software alone, and never to itself", () => {
    expect(delegationCondition([READER], SELF, "ServicePrincipal")).to.equal(
      "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (" +
        `@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${READER}} AND ` +
        "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'} AND " +
        `@Request[Microsoft.Authorization/roleAssignments:PrincipalId] ForAnyOfAllValues:GuidNotEquals {${SELF}})) AND ` +
        "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR (" +
        `@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${READER}} AND ` +
        "@Resource[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'} AND " +
        `@Resource[Microsoft.Authorization/roleAssignments:PrincipalId] ForAnyOfAllValues:GuidNotEquals {${SELF}}))`,
    );
  });

  it("lets grant to groups alone, where it is for people", () => {
    const condition = delegationCondition([READER], SELF, "Group");

    expect(condition.match(/StringEqualsIgnoreCase \{'Group'\}/g)).to.have.length(2);
    expect(condition).not.to.include("ServicePrincipal");
  });

  it("takes GUIDs only, at least one, and no more than Azure has room for", () => {
    expect(() => delegationCondition([], SELF, "ServicePrincipal")).to.throw(
      "delegation: roles: name at least one role that may be granted",
    );
    expect(() => delegationCondition(["x'} OR true"], SELF, "ServicePrincipal")).to.throw(
      `delegation: "x'} OR true" is no GUID`,
    );
    expect(() =>
      delegationCondition(
        Array.from({ length: 200 }, () => READER),
        SELF,
        "ServicePrincipal",
      ),
    ).to.throw("name fewer roles");
  });

  it("never gives the right to grant without its condition", async () => {
    const { resources } = await capture(() => {
      delegateGranting(
        "deploy-grants",
        {
          to: { granteeName: "deploy", principalType: "ServicePrincipal", principalId: SELF },
          scope: `/subscriptions/${SUBSCRIPTION}`,
          subscriptionId: SUBSCRIPTION,
          granteesAre: "ServicePrincipal",
          roles: [builtInRole("Key Vault Reader")],
        },
        {},
      );
    });

    const { inputs } = only(resources, "RoleAssignment");
    expect(inputs["roleDefinitionId"]).to.match(/f58310d9-a9f6-439a-9e8d-f62e7b41a168$/);
    expect(inputs).to.include({
      condition: delegationCondition([READER], SELF, "ServicePrincipal"),
      conditionVersion: "2.0",
      principalType: "ServicePrincipal",
      description: "Grants only: Key Vault Reader",
    });
  });
});
