// Everybody who can come to an object, each way alone, and those who cannot although it looks so.
import { expect } from "chai";
import { reachOf, type Reached } from "../../../cli/reach/reach.ts";
import { reachText, wayText } from "../../../cli/reach/text.ts";
import { fromPlan, fromState, parseExport } from "../../../cli/snapshot/records.ts";
import type { PlanResource, PlanValue } from "../../../cli/plan/document.ts";
import { delegationCondition } from "../../../components/authorization/delegation.ts";
import { BUILT_IN_ROLES } from "../../../facts/role-definitions.ts";
import { planOf } from "../../support/plans.ts";
import {
  exported,
  grant,
  grantTo,
  GROUP,
  identity,
  inApp,
  plan,
  resource,
  STRANGER,
  SUBSCRIPTION,
  UNKNOWN,
  VAULT,
} from "../access/fixtures.ts";

const ROOT = `/subscriptions/${SUBSCRIPTION}`;
const SECRET = `${VAULT}/secrets/shop-prod-key`;
const SERVER = `${GROUP}/providers/Microsoft.Sql/servers/sql-shop`;
const OTHER = "88888888-8888-4888-8888-888888888888";

const vault = (properties: Readonly<Record<string, PlanValue>> = {}) =>
  inApp(
    "azure-native:keyvault:Vault",
    "vault",
    { vaultName: "kv-shop", properties: { enableRbacAuthorization: true, ...properties } },
    { id: VAULT },
  );
const object = (type: string, key: string) =>
  inApp(`azure-native:keyvault:${type}`, "key", { vaultName: "kv-shop", [key]: "shop-prod-key" });
const secret = object("Secret", "secretName");
const key = object("Key", "keyName");
const certificate = inApp("strongroom:vault:Certificate", "tls", { vault: "kv-shop", name: "shop-prod-key" });
const server = inApp("azure-native:sql:Server", "sql", { serverName: "sql-shop" }, { id: SERVER });
const database = inApp(
  "azure-native:sql:Database",
  "ledger",
  { serverName: "sql-shop", databaseName: "key" },
  { id: `${SERVER}/databases/key` },
);

const roleId = (name: string): string => {
  const found = Object.entries(BUILT_IN_ROLES).find(([, role]) => role.name === name);
  if (found === undefined) throw new Error(`no role ${name}`);
  return `${ROOT}/providers/Microsoft.Authorization/roleDefinitions/${found[0]}`;
};
const held = (role: string, scope: string, more: Readonly<Record<string, PlanValue>> = {}): PlanResource => {
  const one = grantTo("held", STRANGER, "Group", scope, role.startsWith("/") ? role : roleId(role));
  return { ...one, inputs: { ...one.inputs, ...more } };
};
const CUSTOM = `${ROOT}/providers/Microsoft.Authorization/roleDefinitions/77777777-7777-4777-8777-777777777777`;
const custom = (permission: Readonly<Record<string, readonly string[]>>) =>
  resource("azure-native:authorization:RoleDefinition", "own", {
    roleDefinitionId: CUSTOM.split("/").at(-1) ?? "",
    roleName: "Harmless helper",
    permissions: [{ actions: [], notActions: [], dataActions: [], notDataActions: [], ...permission }],
  });

const reach = (resources: readonly PlanResource[]): readonly Reached[] =>
  reachOf([fromPlan(plan(resources))], { what: "key" });
/** `who: how` of every way. */
const told = (resources: readonly PlanResource[]): string[] =>
  reach(resources).flatMap(({ ways }) => ways.map((way) => `${way.who.label}: ${wayText(way)}`));
const names = (resources: readonly PlanResource[]): string[] => [
  ...new Set(reach(resources).flatMap(({ ways }) => ways.map(({ who }) => who.label))),
];

const WHO = `group ${STRANGER}`;

describe("who can come to read a secret", () => {
  for (const [what, scope] of [
    ["the secret", SECRET],
    ["the secret in other letters", SECRET.toUpperCase()],
    ["the vault", VAULT],
    ["the resource group", GROUP],
    ["the subscription", ROOT],
    ["a management group", "/providers/Microsoft.Management/managementGroups/all"],
    ["everything", "/"],
  ] as const) {
    it(`whoever holds a role that reads on ${what}`, () => {
      expect(names([vault(), secret, held("Key Vault Secrets User", scope)])).to.deep.equal([WHO]);
    });
  }

  for (const [what, scope] of [
    ["another secret", `${VAULT}/secrets/shop-prod-key2`],
    ["another vault", `${VAULT}2`],
    ["another group", `${GROUP}2`],
    ["another subscription", "/subscriptions/22222222-2222-4222-8222-222222222222"],
  ] as const) {
    it(`not whoever holds it on ${what}`, () => {
      expect(names([vault(), secret, held("Key Vault Secrets User", scope)])).to.deep.equal([]);
    });
  }

  for (const [role, expected] of [
    ["Key Vault Secrets Officer", "reads its value"],
    ["Key Vault Administrator", "reads its value"],
    ["Key Vault Certificate User", "reads its value"],
    ["Owner", "grants itself any role"],
    ["User Access Administrator", "grants itself any role"],
    ["Role Based Access Control Administrator", "grants itself any role"],
    [
      "Key Vault Data Access Administrator",
      "grants Key Vault Administrator, Key Vault Secrets Officer, Key Vault Secrets User on it to itself",
    ],
  ] as const) {
    it(`${role} on the vault: ${expected}`, () => {
      const ways = told([vault(), secret, held(role, VAULT)]);

      expect(ways.join("\n")).to.contain(`${WHO}: ${expected}`);
    });
  }

  for (const role of [
    "Contributor",
    "Key Vault Contributor",
    "Reader",
    "Key Vault Reader",
    "Key Vault Crypto Officer",
    "SQL Server Contributor",
    "Managed Identity Contributor",
  ]) {
    it(`not ${role} on the vault`, () => {
      expect(names([vault(), secret, held(role, VAULT)])).to.deep.equal([]);
    });
  }

  it("whoever may deploy templates that take values, where the vault lets them", () => {
    const open = vault({ enabledForTemplateDeployment: true });

    expect(told([open, secret, held("Key Vault Contributor", VAULT)])[0]).to.contain("takes its value into a template");
    expect(names([open, key, held("Key Vault Contributor", VAULT)])).to.deep.equal([]);
  });

  it("by what a role of one's own permits, whatever it is called", () => {
    const reads = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
    const of = (permission: Readonly<Record<string, readonly string[]>>) =>
      names([vault(), secret, custom(permission), held(CUSTOM, VAULT)]);

    expect(of({ dataActions: [reads] })).to.deep.equal([WHO]);
    expect(of({ dataActions: ["Microsoft.KeyVault/*"] })).to.deep.equal([WHO]);
    expect(of({ dataActions: ["*"], notDataActions: ["*"] })).to.deep.equal([]);
    expect(of({ dataActions: ["Microsoft.KeyVault/vaults/secrets/*"], notDataActions: [reads] })).to.deep.equal([WHO]);
    expect(
      of({
        dataActions: ["Microsoft.KeyVault/vaults/secrets/*"],
        notDataActions: [reads, reads.replace("getSecret", "backup")],
      }),
    ).to.deep.equal([]);
    expect(of({ actions: [reads] })).to.deep.equal([]);
    expect(of({ dataActions: ["Microsoft.KeyVault/vaults/secrets/setSecret/action"] })).to.deep.equal([]);
  });

  it("whoever holds a role that nobody here knows, said so", () => {
    const unknown = `${ROOT}/providers/Microsoft.Authorization/roleDefinitions/66666666-6666-4666-8666-666666666666`;

    expect(told([vault(), secret, held(unknown, VAULT)]).join("\n")).to.match(
      /reads its value with role 66666666-\S+ on vault kv-shop \(nobody here knows what the role permits\)$/m,
    );
  });

  it("whoever may grant what reads, as far as the condition lets them", () => {
    const admin = (condition: PlanValue) =>
      told([
        vault(),
        secret,
        held("Role Based Access Control Administrator", ROOT, { condition, description: "Grants little" }),
      ]);
    const guid = (name: string): string => roleId(name).split("/").at(-1) ?? "";

    expect(admin(delegationCondition([guid("Key Vault Reader")], OTHER, "Group"))).to.deep.equal([]);
    expect(admin(delegationCondition([guid("Key Vault Secrets User")], OTHER, "Group"))[0]).to.contain(
      "grants Key Vault Secrets User on it to itself or another with",
    );
    expect(admin(delegationCondition([guid("Key Vault Secrets User")], STRANGER, "Group"))[0]).to.contain(
      "grants Key Vault Secrets User on it to another identity or group, and becomes that with",
    );
    expect(admin(UNKNOWN)[0]).to.contain(
      "a condition that is not known yet limits it; its description says: Grants little",
    );
  });

  it("whoever may ask for a role by privileged identity management", () => {
    const eligible = inApp("azure-native:authorization:PimRoleEligibilitySchedule", "pim", {
      scope: GROUP,
      principalId: STRANGER,
      principalType: "Group",
      roleDefinitionId: roleId("Key Vault Secrets User"),
    });

    expect(told([vault(), secret, eligible])[0]).to.match(
      /^group .*: reads its value .* \(after asking for the role\)$/,
    );
  });

  it("whoever is, may ask to be or owns who reads, and whoever signs in as that", () => {
    const api = identity("api");
    const readers = inApp("azuread:index/groupWithoutMembers:GroupWithoutMembers", "readers", {
      displayName: "readers",
      owners: [OTHER],
    });
    const toGroup = {
      propertyDependencies: { groupObjectId: [readers.urn], groupId: [readers.urn], memberObjectId: [api.urn] },
    };
    const resources = [
      vault(),
      secret,
      api,
      readers,
      grant("g", readers, SECRET),
      resource(
        "azuread:index/groupMember:GroupMember",
        "m",
        { groupObjectId: UNKNOWN, memberObjectId: UNKNOWN },
        toGroup,
      ),
      resource(
        "azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule",
        "e",
        { groupId: UNKNOWN, principalId: STRANGER, assignmentType: "member" },
        toGroup,
      ),
      resource(
        "azuread:index/groupRoleManagementPolicy:GroupRoleManagementPolicy",
        "p",
        {
          groupId: UNKNOWN,
          activationRules: {
            requireApproval: true,
            approvalStage: { primaryApprovers: [{ objectId: OTHER, type: "groupMembers" }] },
          },
        },
        toGroup,
      ),
      inApp("azure-native:managedidentity:FederatedIdentityCredential", "f", {
        resourceName: "id-shop-prod-api",
        issuer: "https://token.actions.githubusercontent.com",
        subject: "repo:contoso/shop:environment:prod",
      }),
    ];

    expect(told(resources)).to.deep.equal([
      "group readers: reads its value with Key Vault Secrets User on it",
      "shop/api: is a member of group readers, which reads its value with Key Vault Secrets User on it",
      `unknown ${OTHER}: is an owner of group readers, and puts itself into it, which reads its value with Key Vault Secrets User on it`,
      `unknown ${STRANGER}: asks to be a member of group readers (after asking; group ${OTHER} approves), which reads its value with Key Vault Secrets User on it`,
      "repo:contoso/shop:environment:prod of https://token.actions.githubusercontent.com: signs in as shop/api, which is a member of group readers, which reads its value with Key Vault Secrets User on it",
    ]);
  });

  it("whoever a rule lets into the group, and whoever made it where nobody is named as owner", () => {
    const group = inApp("azuread:index/group:Group", "all", {
      displayName: "all-staff",
      types: ["DynamicMembership"],
      dynamicMembership: { enabled: true, rule: 'user.department -eq "Shop"' },
    });

    expect(names([vault(), secret, group, grant("g", group, SECRET)])).to.deep.equal([
      "group all-staff",
      "whoever ran the first up",
      "whoever the rule of group all-staff lets in",
    ]);
  });

  describe("by getting in as an identity", () => {
    const api: PlanResource = {
      ...identity("api"),
      id: `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shop-prod-api`,
    };
    const own = [vault(), secret, api, grant("g", api, SECRET)];
    const others = (resources: readonly PlanResource[]): string[] =>
      names([...own, ...resources]).filter((name) => name !== "shop/api");

    it("with the right to add a federated credential", () => {
      expect(others([held("Managed Identity Contributor", api.id ?? "")])).to.deep.equal([WHO]);
      expect(others([held("Managed Identity Contributor", VAULT)])).to.deep.equal([]);
    });

    it("with the right to assign it, if something can be run", () => {
      const operator = held("Managed Identity Operator", GROUP);
      const runs = [
        custom({ actions: ["Microsoft.Compute/virtualMachines/write"] }),
        { ...held(CUSTOM, `${ROOT}/resourceGroups/rg-own`), urn: "urn:runs" },
      ];

      expect(others([operator])).to.deep.equal([]);
      expect(others([operator, ...runs])).to.deep.equal([WHO]);
      expect(others(runs)).to.deep.equal([]);
    });

    it("with the right to start or change what runs as it", () => {
      const job = (identityValue: PlanValue, dependencies: Readonly<Record<string, string[]>> = {}) =>
        inApp(
          "azure-native:app:Job",
          "job",
          { identity: identityValue },
          {
            id: `${GROUP}/providers/Microsoft.App/jobs/job`,
            propertyDependencies: dependencies,
          },
        );
      const starts = [
        custom({ actions: ["Microsoft.App/jobs/start/action"] }),
        held(CUSTOM, `${GROUP}/providers/Microsoft.App/jobs/job`),
      ];
      const named = job({ type: "UserAssigned", userAssignedIdentities: [api.id ?? ""] });

      expect(others([named, ...starts])).to.deep.equal([WHO]);
      expect(others([job(UNKNOWN, { identity: [api.urn] }), ...starts])).to.deep.equal([WHO]);
      expect(others([job({ type: "None" }), ...starts])).to.deep.equal([]);
      expect(others([named, custom({ actions: ["Microsoft.App/jobs/read"] }), held(CUSTOM, GROUP)])).to.deep.equal([]);
    });

    it("also where two can become each other, without going in a circle", () => {
      const worker: PlanResource = {
        ...identity("worker"),
        id: `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shop-prod-worker`,
      };
      const becomes = (from: PlanResource, to: PlanResource) =>
        grant(`${from.name}-${to.name}`, from, to.id ?? "", roleId("Managed Identity Contributor"));

      expect(told([...own, worker, becomes(worker, api), becomes(api, worker)])).to.deep.equal([
        "shop/api: reads its value with Key Vault Secrets User on it",
        "shop/worker: lets a token of its own sign in as shop/api, with Managed Identity Contributor on identity id-shop-prod-api, which reads its value with Key Vault Secrets User on it",
      ]);
    });
  });

  it("by access policies where the vault has them, and then not by roles", () => {
    const policies = (secrets: readonly string[]) =>
      vault({
        enableRbacAuthorization: false,
        accessPolicies: [{ objectId: OTHER, permissions: { secrets: [...secrets] } }],
      });
    const role = held("Key Vault Secrets User", VAULT);

    expect(names([policies(["get", "list"]), secret, role])).to.deep.equal([`unknown ${OTHER}`]);
    expect(names([policies(["all"]), secret])).to.deep.equal([`unknown ${OTHER}`]);
    expect(names([policies(["list", "set"]), secret])).to.deep.equal([]);
    expect(told([policies([]), secret, held("Key Vault Contributor", VAULT)]).join("\n")).to.contain(
      "gives itself an access policy of the vault",
    );
  });

  it("by a right that another stack gives", () => {
    const other = fromPlan(plan([held("Owner", ROOT)], { stack: "dev", environment: "dev" }));

    const [found] = reachOf([fromPlan(plan([vault(), secret]))], { what: "key", others: [other] });

    expect(found?.ways.map(({ who }) => who.label)).to.deep.equal([WHO]);
  });
});

describe("who can come to use a key, or read a certificate", () => {
  it("uses the key, or takes it elsewhere; reading its public part is none of that", () => {
    const of = (role: string) => told([vault(), key, held(role, VAULT)]).map((way) => way.replace(/ with .*/, ""));

    expect(of("Key Vault Crypto Service Encryption User")).to.deep.equal([`${WHO}: uses it`]);
    expect(of("Key Vault Crypto User")).to.deep.equal([
      `${WHO}: backs it up and restores it into a vault of its own`,
      `${WHO}: uses it`,
    ]);
    expect(of("Key Vault Reader")).to.deep.equal([]);
    expect(of("Key Vault Secrets Officer")).to.deep.equal([]);
  });

  it("reads a certificate by itself, or by the secret of its name", () => {
    const of = (scope: string) => names([vault(), certificate, held("Key Vault Certificate User", scope)]);

    expect(of(`${VAULT}/certificates/shop-prod-key`)).to.deep.equal([WHO]);
    expect(of(`${VAULT}/secrets/shop-prod-key`)).to.deep.equal([WHO]);
    expect(of(`${VAULT}/certificates/shop-prod-other`)).to.deep.equal([]);
  });
});

describe("who can come to read a database", () => {
  for (const [role, expected] of [
    ["SQL Server Contributor", "makes another the server's administrator"],
    ["SQL DB Contributor", "copies or restores it to a server of its own"],
  ] as const) {
    it(`${role}: ${expected}`, () => {
      expect(told([server, database, held(role, SERVER)]).join("\n")).to.contain(`${WHO}: ${expected}`);
    });
  }

  for (const role of ["SQL Security Manager", "Reader", "Key Vault Administrator"]) {
    it(`not ${role}`, () => {
      expect(names([server, database, held(role, ROOT)])).to.deep.equal([]);
    });
  }
});

describe("who can come to what in this repository", () => {
  it("names everybody for stripe-key and for ledger, as a plan and as deployed", async () => {
    const planned = await planOf("prod");
    const people = fromPlan(await planOf("prod-people"));
    const state = fromState(parseExport(exported(planned), "state"), "state");
    const who = (snapshot: ReturnType<typeof fromPlan>, what: string): string[] =>
      [
        ...new Set(
          reachOf([snapshot], { what, others: [people] }).flatMap(({ ways }) => ways.map((way) => way.who.label)),
        ),
      ].sort();

    const github = "of https://token.actions.githubusercontent.com";
    const [secrets, rows] = [who(fromPlan(planned), "stripe-key"), who(fromPlan(planned), "ledger")];

    expect(secrets).to.deep.equal([
      "group 5d1f86c4-7a20-4b39-8e5d-c36a91f0b742",
      "group payments-people-break-glass",
      "payments/api",
      "platform/deploy",
      // What deploys the groups of people grants a group whatever people hold.
      "platform/people",
      `repo:contoso/strongroom:environment:prod ${github}`,
      `repo:contoso/strongroom:environment:prod-people ${github}`,
    ]);
    expect(rows).to.include.members([
      "group sql-administrators",
      "platform/sql-reconciler",
      "payments/deploy",
      "reporting/etl",
      `repo:contoso/payments:environment:prod ${github}`,
      `repo:contoso/strongroom:environment:prod-databases ${github}`,
    ]);
    expect(rows.some((name) => name.startsWith("system:serviceaccount:reporting:etl of "))).to.equal(true);
    expect(who(state, "stripe-key")).to.deep.equal(secrets);
    // Until its condition is known, the right to grant could be any.
    const deploysPeople = (name: string): boolean => name === "platform/people" || name.includes(":prod-people of ");
    expect(who(state, "ledger")).to.deep.equal(rows.filter((name) => !deploysPeople(name)));
  });

  it("puts copies to which the same people come in the same way into one answer, and shows no control character", () => {
    const copy = { ...secret, urn: "urn:copy", inputs: { ...secret.inputs, vaultName: "kv-pair\u001b[2J" } };

    const text = reachText(reach([vault(), secret, copy]));

    expect(text).to.match(/^nobody can come to read secret shop-prod-key in kv-pair\\u\{1b\}\[2J and kv-shop$/m);
  });
});
