import { expect } from "chai";
import { proveIsolation, type Isolation } from "../../../cli/access/isolation.ts";
import { fromPlan } from "../../../cli/snapshot/records.ts";
import { settingsOf } from "../../../cli/snapshot/sources.ts";
import { registerWith } from "../../../cli/commands/isolation.ts";
import { registerWith as registerAccess } from "../../../cli/commands/access.ts";
import type { Plan, PlanResource } from "../../../cli/plan/document.ts";
import { ROOT } from "../../support/plans.ts";
import { asStack, grantTo, plan, resource, run, sourcesOf, STRANGER, VAULT } from "./fixtures.ts";

const SECRET = `${VAULT}/secrets/shop-prod-key`;
const OTHER_SUBSCRIPTION = "22222222-2222-4222-8222-222222222222";
const DEVS_OWN = "77777777-7777-4777-8777-777777777777";

type Settings = Readonly<Record<string, unknown>>;

/** As Pulumi hands them over: structures as JSON. */
const flat = (settings: Settings): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [`strongroom:${key}`, JSON.stringify(value)]));

const adopted = (name: string, id: string): PlanResource =>
  resource("strongroom:identity:AccessGroup", name, { principalId: id });

/** A group that may read a secret. */
const reads = (name: string, id: string): Plan =>
  plan([
    adopted(name, id),
    { ...grantTo(`${name}-read`, id, "Group", SECRET), origin: { file: "apps/shop.yaml", line: 4 } },
  ]);

const because = (reason: string): Settings => ({ sharedGroups: { [STRANGER]: { reason } } });

function prove(inDev: Plan, inProd: Plan, settings: Readonly<Record<string, Settings>> = {}): Isolation {
  const sources = sourcesOf({
    plans: {},
    programDir: ROOT,
    settings: Object.fromEntries(Object.entries(settings).map(([stack, own]) => [stack, flat(own)])),
  });
  return proveIsolation(
    [asStack(inDev, "dev", OTHER_SUBSCRIPTION), inProd].map((one) => ({
      snapshot: fromPlan(one),
      ...settingsOf(one.stack, sources),
    })),
  );
}

describe("a group of two environments", () => {
  const inProd = reads("shop-break-glass", STRANGER);
  const inDev = reads("shop-operators", STRANGER);
  const held = `group shop-operators (${STRANGER}): holds access in dev and prod: Key Vault Secrets User on secret shop-dev-key in kv-shop (dev, shop-operators-read, apps/shop.yaml:4); Key Vault Secrets User on secret shop-prod-key in kv-shop (prod, shop-break-glass-read, apps/shop.yaml:4)`;

  it("is told by its object id: two of one name are two", () => {
    const { problems, notes } = prove(reads("shop-break-glass", DEVS_OWN), inProd);

    expect({ problems, notes }).to.deep.equal({ problems: [], notes: [] });
  });

  it("fails with its grants, its object id, and where the settings name it", () => {
    const { problems, notes } = prove(inDev, inProd, {
      dev: { people: { shop: { operators: { objectId: STRANGER } } } },
      prod: { groups: { "shop-on-call": STRANGER.toUpperCase() } },
    });

    expect(problems).to.deep.equal([
      `${held}: named in strongroom:people.shop.operators.objectId of Pulumi.dev.yaml, strongroom:groups.shop-on-call of Pulumi.prod.yaml; give each environment its own, or say why in strongroom:sharedGroups of Pulumi.dev.yaml, Pulumi.prod.yaml`,
    ]);
    expect(notes).to.deep.equal([]);
  });

  it("wants the reason of each stack, not of one", () => {
    const { problems } = prove(inDev, inProd, { dev: because("One team on call") });

    expect(problems).to.deep.equal([
      `${held}: give each environment its own, or say why in strongroom:sharedGroups of Pulumi.prod.yaml`,
    ]);
  });

  it("is a note that repeats the reasons where every stack gives one", () => {
    const { problems, notes } = prove(inDev, inProd, {
      dev: because("One team on call"),
      prod: because("Nobody else knows it"),
    });

    expect(problems).to.deep.equal([]);
    expect(notes).to.deep.equal([`${held}: One team on call; Nobody else knows it`]);
  });

  it("fails where its members may ask for access", () => {
    const may = (id: string): Plan => {
      const own = resource("strongroom:identity:AccessGroup", "shop-break-glass", {});
      const ask = resource(
        "azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule",
        "may-ask",
        { groupId: { $unknown: true }, principalId: id, assignmentType: "member" },
        { parent: own.urn },
      );
      return plan([own, ask]);
    };

    expect(prove(may(DEVS_OWN), may(STRANGER)).problems).to.deep.equal([]);
    expect(prove(may(STRANGER), may(STRANGER)).problems.join()).to.match(
      new RegExp(`^group ${STRANGER}: holds access in dev and prod: may ask to be member on .*sharedGroups`),
    );
  });

  it("fails where it administers the servers of two cells, which learn its id from their platforms", () => {
    const cell = (environment: string): Plan =>
      plan([
        resource("azure-native:sql:ServerAzureADAdministrator", "administrator", {
          serverName: `sql-shop-${environment}`,
          login: `grp-strongroom-${environment}-sql-admins`,
          sid: { $unknown: true },
        }),
      ]);
    const settings = { sqlAdministrators: { objectId: STRANGER } };
    const of = (dev: Settings) => prove(cell("dev"), cell("prod"), { dev, prod: settings }).problems;

    expect(of({})).to.deep.equal([]);
    expect(of(settings)).to.deep.equal([
      `group grp-strongroom-dev-sql-admins (${STRANGER}): holds access in dev and prod: SQL administrator on server sql-shop-dev (dev, administrator); SQL administrator on server sql-shop-prod (prod, administrator): named in strongroom:sqlAdministrators.objectId of Pulumi.dev.yaml, strongroom:sqlAdministrators.objectId of Pulumi.prod.yaml; give each environment its own, or say why in strongroom:sharedGroups of Pulumi.dev.yaml, Pulumi.prod.yaml`,
    ]);
  });

  it("names a grant of each environment, however many there are", () => {
    const many = plan([
      adopted("shop-readers", STRANGER),
      ...["a", "b", "c", "d"].map((name) => grantTo(name, STRANGER, "Group", `${VAULT}/secrets/shop-prod-${name}`)),
    ]);

    const [problem = ""] = prove(many, many).problems;

    expect(problem.match(/\((dev|prod), \w+\)/g)).to.deep.equal(["(dev, a)", "(prod, a)", "(dev, b)"]);
    expect(problem).to.contain("; and 5 more: give each");
  });

  it("ends `isolation` and `access --strict` with 2, unless the settings say why", async () => {
    const codes = async (settings: Settings) => {
      const sources = sourcesOf({
        plans: {
          dev: asStack(inDev, "dev", OTHER_SUBSCRIPTION),
          staging: plan([], { stack: "staging", environment: "staging" }),
          "staging-people": plan([], { stack: "staging-people", environment: "staging" }),
          "prod-people": plan([], { stack: "prod-people", environment: "prod" }),
          prod: inProd,
        },
        programDir: ROOT,
        settings: { dev: flat(settings), prod: flat(settings) },
      });
      const from = {
        sources: () => Promise.resolve(sources),
        sourcesAt: () => Promise.reject(new Error("no revision is asked for")),
      };
      const isolation = await run(
        (program, watched) => {
          registerWith(program, { ...from, ...watched });
        },
        ["isolation"],
      );
      const access = await run(
        (program, watched) => {
          registerAccess(program, { ...from, ...watched });
        },
        ["access", "--all", "--strict", "--no-state"],
      );
      expect(isolation.out).to.match(/^(isolated: .*, but for the groups in the notes|not isolated: 1 problem)$/m);
      return [isolation.exitCode, access.exitCode];
    };

    expect(await codes({})).to.deep.equal([2, 2]);
    expect(await codes(because("One team on call"))).to.deep.equal([0, 0]);
  });
});
