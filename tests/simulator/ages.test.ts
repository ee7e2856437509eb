// The profile "strict": what Azure knows only after a while, refused until then, and accepted afterwards.
import { expect } from "chai";
import { LENIENT } from "../../simulator/model/ages.ts";
import type { Props } from "../../simulator/model/values.ts";
import {
  ASSIGNMENT,
  FEDERATED,
  LOCK,
  SECRET,
  SECRETS_USER,
  freshAzure,
  identity,
  inGroup,
  secretInputs,
  text,
  vault,
  WORKSPACE,
  workspace,
} from "./fixtures.ts";
import { refusal, SUBSCRIPTION, type Azure, type Made } from "./harness.ts";

const ROLE = "azure-native:authorization:RoleDefinition";
const GROUP = "azuread:index/groupWithoutMembers:GroupWithoutMembers";
const MEMBER = "azuread:index/groupMember:GroupMember";
const POLICY = "azuread:index/groupRoleManagementPolicy:GroupRoleManagementPolicy";
const ELIGIBLE = "azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule";

const NAME = "0f8fad5b-d9cb-469f-a165-70867728950e";
const OWN_ROLE = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
const GRANTED = `/subscriptions/${SUBSCRIPTION}`;

describe("simulated Azure, which does not know everything at once", () => {
  let azure: Azure;

  freshAzure((started) => {
    azure = started;
    azure.pause = 0;
  });

  /** Refused with `code` until `seconds` have passed, and accepted then. */
  async function takesTime(seconds: number, code: string, request: () => Promise<Made>): Promise<void> {
    expect(await refusal(request())).to.contain(code);
    azure.time += (seconds - 1) * 1000;
    expect(await refusal(request())).to.contain(code);
    azure.time += 1000;
    await request();
  }

  const assignment = (principal: Made | string, over: Props = {}): Props => ({
    scope: GRANTED,
    roleAssignmentName: NAME,
    principalId: typeof principal === "string" ? principal : text(principal.outputs, "principalId"),
    principalType: "ServicePrincipal",
    roleDefinitionId: SECRETS_USER,
    ...over,
  });
  const role = (): Promise<Made> =>
    azure.create(ROLE, {
      scope: GRANTED,
      roleDefinitionId: OWN_ROLE,
      roleName: "Ours",
      assignableScopes: [GRANTED],
      permissions: [
        { actions: ["Microsoft.KeyVault/vaults/read"], notActions: [], dataActions: [], notDataActions: [] },
      ],
    });
  const ours = { roleDefinitionId: `${GRANTED}/providers/Microsoft.Authorization/roleDefinitions/${OWN_ROLE}` };

  it("takes a federated credential when the identity is known", async () => {
    await identity(azure);

    await takesTime(15, "ParentResourceNotFound", () =>
      azure.create(FEDERATED, {
        ...inGroup,
        resourceName: "id-api",
        federatedIdentityCredentialResourceName: "dev",
        issuer: "https://token.actions.githubusercontent.com",
        subject: "repo:contoso/payments:environment:dev",
        audiences: ["api://AzureADTokenExchange"],
      }),
    );
  });

  it("grants to an identity when it is known, although its type is given", async () => {
    const api = await identity(azure);

    await takesTime(20, `Code="PrincipalNotFound"`, () => azure.create(ASSIGNMENT, assignment(api)));
  });

  it("grants to a group when it is known", async () => {
    const group = await azure.create(GROUP, { displayName: "readers", securityEnabled: true });

    await takesTime(20, `Code="PrincipalNotFound"`, () =>
      azure.create(ASSIGNMENT, assignment(text(group.outputs, "objectId"), { principalType: "Group" })),
    );
  });

  it("grants a role of one's own when it is known, and none that nobody defined", async () => {
    const api = await identity(azure);
    azure.time += 60_000;
    expect(await refusal(azure.create(ASSIGNMENT, assignment(api, ours)))).to.contain("RoleDefinitionDoesNotExist");
    await role();

    await takesTime(60, "RoleDefinitionDoesNotExist", () => azure.create(ASSIGNMENT, assignment(api, ours)));
  });

  it("keeps a role that is granted", async () => {
    const api = await identity(azure);
    const definition = await role();
    azure.time += 60_000;
    const granted = await azure.create(ASSIGNMENT, assignment(api, ours));

    expect(await refusal(azure.delete(ROLE, definition))).to.contain("RoleDefinitionHasAssignments");
    await azure.delete(ASSIGNMENT, granted);
    await azure.delete(ROLE, definition);
  });

  it("takes a member when both it and the group are known", async () => {
    const api = await identity(azure);
    const group = await azure.create(GROUP, { displayName: "dbas", securityEnabled: true });

    await takesTime(20, "Request_ResourceNotFound", () =>
      azure.create(MEMBER, {
        groupObjectId: text(group.outputs, "objectId"),
        memberObjectId: text(api.outputs, "principalId"),
      }),
    );
  });

  it("takes rules and eligible members of a group when it is known", async () => {
    const group = await azure.create(GROUP, { displayName: "break-glass", securityEnabled: true });
    const groupId = text(group.outputs, "objectId");

    expect(await refusal(azure.create(POLICY, { groupId, roleId: "member" }))).to.contain("Request_ResourceNotFound");
    await takesTime(20, "Request_ResourceNotFound", () =>
      azure.create(ELIGIBLE, { groupId, principalId: NAME, assignmentType: "member", permanentAssignment: true }),
    );
    await azure.create(POLICY, { groupId, roleId: "member" });
  });

  it("goes on to hold what a deleted lock held", async () => {
    const log = await workspace(azure);
    const lock = await azure.create(LOCK, { scope: log.id, lockName: "keep", level: "CanNotDelete" });
    await azure.delete(LOCK, lock);

    expect(await refusal(azure.delete(WORKSPACE, log))).to.contain("ScopeLocked");
    azure.time += 29_000;
    expect(await refusal(azure.delete(WORKSPACE, log))).to.contain("ScopeLocked");
    azure.time += 1000;
    await azure.delete(WORKSPACE, log);
  });

  it("knows everything at once in the profile lenient", async () => {
    await azure.close();
    await azure.open({ caller: { ages: LENIENT } });
    await vault(azure);
    const secret = await azure.create(SECRET, secretInputs());
    const api = await identity(azure);

    const granted = await azure.create(ASSIGNMENT, assignment(api, { scope: secret.id, ...ours }));

    expect(granted.id).to.contain(NAME);
  });
});
