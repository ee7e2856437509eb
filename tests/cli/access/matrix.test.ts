import { expect } from "chai";
import { compareAccess } from "../../../cli/access/difference.ts";
import { accessMatrix } from "../../../cli/access/matrix.ts";
import type { AccessRow } from "../../../cli/access/row.ts";
import { fromPlan, fromState } from "../../../cli/snapshot/records.ts";
import type { PlanResource } from "../../../cli/plan/document.ts";
import { planOf, STACKS } from "../../support/plans.ts";
import { exported, grant, grantTo, GROUP, identity, inApp, OWNER, plan, STRANGER, UNKNOWN, VAULT } from "./fixtures.ts";

const api = identity("api");

function rows(...resources: readonly PlanResource[]): AccessRow[] {
  return accessMatrix([fromPlan(plan(resources))]);
}

const line = ({ principal, role, object, breadth, via, why }: AccessRow): string =>
  [principal, role, object, breadth, via, why ?? "-"].join(" | ");

describe("access matrix", () => {
  it("names the principal, the role, the object and the manifest's line of a grant", () => {
    const read = grant("read", api, `${VAULT}/secrets/shop-prod-key`, undefined, {
      origin: { file: "apps/shop.yaml", line: 7 },
    });

    expect(rows(api, read).map(line)).to.deep.equal([
      "shop/api | Key Vault Secrets User | secret shop-prod-key in kv-shop | object | role assignment | apps/shop.yaml:7",
    ]);
  });

  it("says how far a grant reaches", () => {
    const scopes = [
      "/",
      "/providers/Microsoft.Management/managementGroups/all",
      GROUP.replace(/\/resourceGroups.*/, ""),
      GROUP,
      VAULT,
    ];

    const found = rows(api, ...scopes.map((scope, index) => grant(`g${String(index)}`, api, scope)));

    expect(found.map(({ object, breadth }) => `${object}: ${breadth}`)).to.deep.equal([
      "management group all: tenant",
      "resource group rg-shop-prod: resource group",
      "subscription 11111111-1111-4111-8111-111111111111: subscription",
      "tenant /: tenant",
      "vault kv-shop: resource",
    ]);
  });

  it("keeps the GUID of a role and of a principal that nobody knows", () => {
    const role = OWNER.replace(/[0-9a-f-]{36}$/, "12345678-1234-4234-8234-123456789abc");

    const [row] = rows(grantTo("foreign", STRANGER, "ServicePrincipal", VAULT, role));

    expect(row).to.include({
      principal: `unknown ${STRANGER}`,
      stranger: true,
      role: "role 12345678-1234-4234-8234-123456789abc",
    });
  });

  it("names a role of the organisation, and sees a wildcard in it", () => {
    const id = "12345678-1234-4234-8234-123456789abc";
    const definition = inApp("azure-native:authorization:RoleDefinition", "all", {
      roleDefinitionId: id,
      roleName: "Everything",
      permissions: [{ actions: ["*"] }],
    });

    const [row] = rows(api, definition, grant("g", api, VAULT, `/x/roleDefinitions/${id}`));

    expect(row).to.include({ role: "Everything", wildcard: true });
  });

  it("says what a database user may do, in which schema, by which roles", () => {
    const users = [
      inApp("strongroom:sql:DatabaseUser", "one", {
        server: "s",
        database: "orders",
        userName: "id-shop-prod-api",
        kind: "workload",
        principal: UNKNOWN,
        level: "readWrite",
      }),
      inApp("strongroom:sql:DatabaseUser", "two", {
        server: "s",
        database: "orders",
        userName: "analysts",
        kind: "group",
        principal: STRANGER,
        level: "read",
        schema: "book",
      }),
    ];

    const found = rows(api, ...users);

    expect(found.map((row) => [line(row), row.databaseRoles])).to.deep.equal([
      [
        "group analysts | read | database shop/orders schema book | object | contained database user | -",
        ["strongroom_read_book"],
      ],
      [
        "shop/api | readWrite | database shop/orders | resource | contained database user | -",
        ["db_datareader", "db_datawriter"],
      ],
    ]);
  });

  it("counts a sign-in from outside, an administrator, a membership and an access policy as access", () => {
    const group = inApp("azuread:index/group:Group", "ops", { displayName: "operators" });
    const found = rows(
      api,
      group,
      inApp("azure-native:managedidentity:FederatedIdentityCredential", "github", {
        resourceName: "id-shop-prod-api",
        issuer: "https://issuer",
        subject: "repo:contoso/shop",
      }),
      inApp("azure-native:sql:Server", "server", {
        serverName: "sql-shop",
        administrators: { login: "dbas", principalType: "Group" },
      }),
      inApp(
        "azuread:index/groupMember:GroupMember",
        "member",
        { groupObjectId: UNKNOWN, memberObjectId: UNKNOWN },
        {
          propertyDependencies: { groupObjectId: [group.urn], memberObjectId: [api.urn] },
        },
      ),
      inApp(
        "azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule",
        "eligible",
        {
          groupId: UNKNOWN,
          principalId: STRANGER,
          assignmentType: "member",
        },
        { propertyDependencies: { groupId: [group.urn] } },
      ),
      inApp("azure-native:keyvault:Vault", "old", {
        vaultName: "kv-old",
        properties: { accessPolicies: [{ objectId: STRANGER, permissions: { secrets: ["list", "get"] } }] },
      }),
    );

    expect(found.map(line)).to.deep.equal([
      "group dbas | SQL administrator | server sql-shop | resource | SQL administrator | -",
      "repo:contoso/shop of https://issuer | signs in as | identity shop/api | object | sign-in | -",
      "shop/api | member | group operators | object | group membership | -",
      `unknown ${STRANGER} | may ask to be member | group operators | object | eligible membership | -`,
      `unknown ${STRANGER} | access policy: secrets get, secrets list | vault kv-old | resource | vault access policy | -`,
    ]);
  });

  it("takes the administrator that a deployment sets for the one that counts", () => {
    const server = inApp("azure-native:sql:Server", "server", {
      serverName: "sql-shop",
      administrators: { login: "before" },
    });
    const deployment = inApp("azure-native:resources:Deployment", "administrators", {
      properties: {
        parameters: { serverName: { value: "sql-shop" }, login: { value: "after" }, sid: { value: UNKNOWN } },
        template: { resources: [{ type: "Microsoft.Sql/servers/administrators" }] },
      },
    });

    expect(rows(server, deployment).map(({ principal }) => principal)).to.deep.equal(["group after"]);
  });

  it("sees a condition, and takes one that is not known yet for the same", () => {
    const conditional = (text: unknown) =>
      rows(api, { ...grant("g", api, VAULT), inputs: { ...grant("g", api, VAULT).inputs, condition: text as string } });

    expect(compareAccess(conditional({ $unknown: true }), conditional("a"))).to.deep.equal({ gained: [], lost: [] });
    expect(compareAccess(conditional("a"), conditional("b")).gained).to.have.length(1);
    expect(compareAccess(conditional("a"), rows(api, grant("g", api, VAULT))).gained).to.have.length(1);
  });

  for (const stack of STACKS) {
    it(`reads the same access from the plan of ${stack} and from its state`, async () => {
      const planned = await planOf(stack);

      const fromTheState = accessMatrix([fromState(JSON.parse(exported(planned)), "state")]);

      const fromThePlan = accessMatrix([fromPlan(planned)]);
      // A stack of people holds their grants alone.
      expect(fromThePlan).to.have.length.greaterThan(stack.endsWith("-people") ? 3 : 30);
      expect(compareAccess(fromTheState, fromThePlan)).to.deep.equal({ gained: [], lost: [] });
      expect(fromThePlan.filter(({ stranger }) => stranger)).to.deep.equal([]);
    });
  }
});
