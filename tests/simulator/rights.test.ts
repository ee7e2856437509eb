// A caller who is somebody: what it was given, and what roles of the cloud give it.
import { expect } from "chai";
import type { Rights } from "../../simulator/model/rights.ts";
import { ASSIGNMENT, DATABASE, IDENTITY, freshAzure, identity, inGroup, server, text } from "./fixtures.ts";
import { refusal, SUBSCRIPTION, type Azure, type Made } from "./harness.ts";

const ROLE = "azure-native:authorization:RoleDefinition";
const SHORT_TERM = "azure-native:sql:BackupShortTermRetentionPolicy";
const GROUP = "azuread:index/groupWithoutMembers:GroupWithoutMembers";
const POLICY = "azuread:index/groupRoleManagementPolicy:GroupRoleManagementPolicy";
const OWN_ROLE = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
const SCOPE = `/subscriptions/${SUBSCRIPTION}`;

describe("simulated Azure, asked by somebody", () => {
  let azure: Azure;

  freshAzure((started) => {
    azure = started;
  });

  async function as(rights: Rights, objectId?: string): Promise<void> {
    await azure.close();
    await azure.open({ caller: { rights, ...(objectId === undefined ? {} : { objectId }) } });
  }

  /** A pipeline whose role has these actions. */
  async function pipeline(actions: string[]): Promise<void> {
    const deploy: Made = await identity(azure, "id-deploy");
    await azure.create(ROLE, {
      scope: SCOPE,
      roleDefinitionId: OWN_ROLE,
      roleName: "Deployer",
      assignableScopes: [SCOPE],
      permissions: [{ actions, notActions: [], dataActions: [], notDataActions: [] }],
    });
    await azure.create(ASSIGNMENT, {
      scope: SCOPE,
      roleAssignmentName: "0f8fad5b-d9cb-469f-a165-70867728950e",
      principalId: text(deploy.outputs, "principalId"),
      principalType: "ServicePrincipal",
      roleDefinitionId: `${SCOPE}/providers/Microsoft.Authorization/roleDefinitions/${OWN_ROLE}`,
    });
    await as({ actions: [] }, text(deploy.outputs, "principalId"));
  }

  it("takes what its role allows, and names the action that it lacks", async () => {
    const type = "Microsoft.ManagedIdentity/userAssignedIdentities";
    await pipeline([`${type}/read`, `${type}/write`]);

    const made = await identity(azure, "id-api");

    expect(await refusal(azure.delete(IDENTITY, made))).to.match(
      /Status=403 Code="AuthorizationFailed" .* perform action 'Microsoft\.ManagedIdentity\/userAssignedIdentities\/delete'/,
    );
    expect(await azure.read(IDENTITY, made)).not.to.equal(undefined);
  });

  for (const [what, polling, refused] of [
    ["no right to look at how it goes", [], true],
    ["every operation of the region", ["Microsoft.Sql/locations/*/read"], false],
  ] as const) {
    it(`${refused ? "sees a policy fail that was written" : "sees a policy succeed"}, with ${what}`, async () => {
      await server(azure);
      await azure.create(DATABASE, { ...inGroup, serverName: "sql-payments", databaseName: "ledger" });
      await pipeline(["Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies/write", ...polling]);
      const request = azure.create(SHORT_TERM, {
        ...inGroup,
        serverName: "sql-payments",
        databaseName: "ledger",
        policyName: "default",
        retentionDays: 14,
      });

      if (!refused) await request;
      else expect(await refusal(request)).to.include("shortTermRetentionPolicyAzureAsyncOperation/read");
    });
  }

  it("makes groups by a role of the directory, and has no way to PIM as a person", async () => {
    const group = { displayName: "readers", securityEnabled: true };
    const policy = { groupId: "33333333-3333-4333-8333-333333333333", roleId: "member" };

    await as({ actions: ["*"], directory: { kind: "person", roles: [] } });
    expect(await refusal(azure.create(GROUP, group))).to.contain("Authorization_RequestDenied");
    await as({
      actions: ["*"],
      directory: { kind: "person", roles: ["Groups Administrator", "Global Administrator"] },
    });
    await azure.create(GROUP, group);
    expect(await refusal(azure.create(POLICY, policy))).to.contain("PermissionScopeNotGranted");
    await as({
      actions: ["*"],
      directory: { kind: "application", roles: ["RoleManagementPolicy.ReadWrite.AzureADGroup"] },
    });
    await azure.create(POLICY, policy);
  });

  it("fails over the owners of a group that it may make and not read", async () => {
    await as({ actions: ["*"], directory: { kind: "application", roles: ["Group.Create"] } });

    expect(await refusal(azure.create(GROUP, { displayName: "readers", securityEnabled: true }))).to.contain(
      "Could not retrieve owners for Group",
    );
  });

  it("changes the groups that it owns, and their members, with the right to make and to read one", async () => {
    const MEMBER = "azuread:index/groupMember:GroupMember";
    const directory = { kind: "application", roles: ["Group.Create", "Group.Read.All"] } as const;
    const others = await azure.create(GROUP, { displayName: "of others", securityEnabled: true });
    const member = text((await identity(azure, "id-api")).outputs, "principalId");
    const join = (made: Made): Promise<Made> =>
      azure.create(MEMBER, { groupObjectId: text(made.outputs, "objectId"), memberObjectId: member });
    const me = "44444444-4444-4444-8444-444444444444";
    await as({ actions: ["*"], directory }, me);
    const own = await azure.create(GROUP, { displayName: "readers", securityEnabled: true });

    await join(own);
    await azure.update(GROUP, own, { displayName: "readers", securityEnabled: true, description: "changed" });

    expect(await refusal(join(others))).to.contain("Authorization_RequestDenied");
    expect(await refusal(azure.update(GROUP, others, { displayName: "taken", securityEnabled: true }))).to.contain(
      "Authorization_RequestDenied",
    );
  });
});
