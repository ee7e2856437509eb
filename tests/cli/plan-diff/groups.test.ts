// The group behind a name, exchanged: nothing but an object id differs between the two plans.
import { expect } from "chai";
import { diffPlans, type StackDiff } from "../../../cli/plan-diff/diff.ts";
import { diffMarkdown } from "../../../cli/plan-diff/markdown.ts";
import type { PlanResource } from "../../../cli/plan/document.ts";
import { asStack, grantTo, inApp, plan, resource, UNKNOWN, VAULT } from "../access/fixtures.ts";

const OURS = "aaaaaaaa-1111-4111-8111-111111111111";
const THEIRS = "bbbbbbbb-2222-4222-8222-222222222222";
const SECRET = `${VAULT}/secrets/shop-prod-key`;

const adopted = (id: string): PlanResource =>
  resource("strongroom:identity:AccessGroup", "shop-readers", {}, { outputs: { principalId: id } });
const reads = (id: string): PlanResource[] => [adopted(id), grantTo("read", id, "Group", SECRET)];

const analyst = (id: string): PlanResource =>
  inApp("strongroom:sql:DatabaseUser", "analysts", {
    server: "sql-shop",
    database: "orders",
    level: "read",
    kind: "group",
    userName: "shop-analysts",
    principal: id,
  });

const administers = (sid: string): PlanResource =>
  inApp("azure-native:sql:ServerAzureADAdministrator", "administrator", {
    serverName: "sql-shop",
    login: "grp-admins",
    sid,
  });

const joins = (id: string): PlanResource[] => [
  resource("strongroom:identity:AccessGroup", "admins", {}, { outputs: { principalId: id } }),
  resource("azuread:index/groupMember:GroupMember", "reconciler", { groupObjectId: id, memberObjectId: UNKNOWN }),
];

const between = (before: readonly PlanResource[], after: readonly PlanResource[]): StackDiff =>
  diffPlans({ before: plan(before), after: plan(after) });
const said = ({ access }: StackDiff) => ({
  gained: access.gained.map(({ principal, object }) => `${principal}: ${object}`),
  lost: access.lost.map(({ principal, object }) => `${principal}: ${object}`),
});

describe("plan diff of a group that is exchanged behind its name", () => {
  for (const [what, of, who, object] of [
    ["of people", reads, "group shop-readers", "secret shop-prod-key in kv-shop"],
    ["of a database user", (id: string) => [analyst(id)], "group shop-analysts", "database shop/orders"],
    ["of administrators", (id: string) => [administers(id)], "group grp-admins", "server sql-shop"],
  ] as const) {
    it(`shows who gains and who loses: ${what}`, () => {
      const diff = between(of(OURS), of(THEIRS));

      expect(said(diff)).to.deep.equal({
        gained: [`${who} (${THEIRS}): ${object}`],
        lost: [`${who} (${OURS}): ${object}`],
      });
      expect(diff.approvals).to.include("access widened: 1");
    });
  }

  it("shows which group a member joins", () => {
    const { gained, lost } = said(between(joins(OURS), joins(THEIRS)));

    expect([gained, lost].flat().map((text) => text.replace(/^.*: /, ""))).to.deep.equal([
      `group admins (${THEIRS})`,
      `group admins (${OURS})`,
    ]);
  });

  it("says so where the group holds nothing in this stack", () => {
    const diff = between([adopted(OURS)], [adopted(THEIRS)]);

    expect(diff.approvals).to.deep.equal(["who is in a group changes: 1"]);
    expect(diffMarkdown({ diffs: [diff], policy: [], unknown: [] })).to.contain(
      `another group: ${OURS} becomes ${THEIRS}`,
    );
  });

  it("says nothing of one group under another name, nor of an id written otherwise", () => {
    const renamed = {
      ...analyst(OURS.toUpperCase()),
      inputs: { ...analyst(OURS).inputs, principal: OURS.toUpperCase() },
    };

    expect(said(between([analyst(OURS)], [renamed]))).to.deep.equal({ gained: [], lost: [] });
    expect(between(reads(OURS), reads(OURS.toUpperCase())).approvals).to.deep.equal([]);
  });

  it("compares by name what only Azure can know", () => {
    const unknown = inApp("azure-native:sql:ServerAzureADAdministrator", "administrator", {
      serverName: "sql-shop",
      login: "grp-admins",
      sid: UNKNOWN,
    });

    expect(said(between([unknown], [administers(OURS)]))).to.deep.equal({ gained: [], lost: [] });
  });
});

describe("plan diff of those who approve that somebody joins a group", () => {
  const GROUP = resource("strongroom:identity:AccessGroup", "shop-break-glass", {});
  const approvedBy = (id: string, maximumDuration = "PT8H"): PlanResource[] => [
    GROUP,
    resource(
      "azuread:index/groupRoleManagementPolicy:GroupRoleManagementPolicy",
      "shop-break-glass-activation",
      {
        groupId: UNKNOWN,
        activationRules: {
          maximumDuration,
          approvalStage: { primaryApprovers: [{ objectId: id, type: "groupMembers" }] },
        },
      },
      { parent: GROUP.urn },
    ),
  ];

  it("wants an approval in prod for others, and says which", () => {
    const diff = between(approvedBy(OURS), approvedBy(THEIRS));

    expect(diff.groups).to.deep.equal([
      { group: "shop-break-glass", message: `who approves that somebody joins: ${OURS} becomes ${THEIRS}` },
    ]);
    expect(diff.approvals).to.deep.equal(["who is in a group changes: 1"]);
  });

  it("wants one for a longer stay, and for rules that go while the group stays", () => {
    expect(between(approvedBy(OURS), approvedBy(OURS, "PT12H")).groups.map(({ message }) => message)).to.deep.equal([
      "activationRules.maximumDuration: PT8H becomes PT12H",
    ]);
    expect(between(approvedBy(OURS), [GROUP]).approvals).to.have.length(1);
    expect(between(approvedBy(OURS), []).approvals).to.deep.equal([]);
  });

  it("wants none in dev", () => {
    const [before, after] = [plan(approvedBy(OURS)), plan(approvedBy(THEIRS))];

    const diff = diffPlans({ before: asStack(before, "dev"), after: asStack(after, "dev") });

    expect(diff.approvals).to.deep.equal([]);
  });
});
