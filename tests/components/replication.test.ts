import { expect } from "chai";
import { isNotYet, pauseAfter, PAUSES } from "../../components/replication/not-yet.ts";

const ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential";

/** Words that providers were seen to say; sources in not-yet.ts. */
const LATE = [
  [ASSIGNMENT, `Status=400 Code="PrincipalNotFound" Message="Principal 0f8f does not exist in the directory 2222."`],
  [ASSIGNMENT, `Status=400 Code="RoleDefinitionDoesNotExist" Message="The specified role definition does not exist."`],
  [CREDENTIAL, `Status=404 Code="ParentResourceNotFound" Message="Failed to perform 'write'"`],
  [CREDENTIAL, "MS Graph resource not found"],
  ["azuread:index/groupMember:GroupMember", "unexpected status 404 with error: Request_ResourceNotFound: Resource 'x'"],
  [
    "azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule",
    "404 Request_ResourceNotFound",
  ],
  ["azure-native:sql:ServerKey", `Status=400 Code="AzureKeyVaultMissingPermissions" Message="…"`],
] as const;

describe("refusals that are a matter of time", () => {
  for (const [type, message] of LATE) {
    it(`are: ${type.split(":").at(-1) ?? ""}, ${message.slice(0, 60)}`, () => {
      expect(isNotYet({ type, operation: "create", message })).to.equal(true);
      expect(isNotYet({ type, operation: "delete", message })).to.equal(false);
      expect(isNotYet({ type: "azure-native:keyvault:Vault", operation: "create", message })).to.equal(false);
    });
  }

  it("are no others: what is wrong fails at once", () => {
    for (const message of [
      `Status=409 Code="RoleAssignmentExists" Message="The role assignment already exists."`,
      `Status=403 Code="AuthorizationFailed" Message="The client does not have authorization"`,
      `Status=400 Code="UnmatchedPrincipalType" Message="…"`,
    ]) {
      expect(isNotYet({ type: ASSIGNMENT, operation: "create", message })).to.equal(false);
    }
  });

  it("are asked again for five minutes at most", () => {
    expect(PAUSES.reduce((sum, pause) => sum + pause)).to.equal(300);
    expect(pauseAfter(1)).to.equal(5);
    expect(pauseAfter(PAUSES.length)).to.equal(30);
    expect(pauseAfter(PAUSES.length + 1)).to.equal(undefined);
  });
});
