// The commands as a user runs them, on the plans of this repository and on what would be deployed of them.
import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registerWith as registerAccess } from "../../../cli/commands/access.ts";
import { registerWith as registerCheck } from "../../../cli/commands/check.ts";
import { registerWith as registerIsolation } from "../../../cli/commands/isolation.ts";
import type { Plan } from "../../../cli/plan/document.ts";
import { planOf, ROOT, STACKS } from "../../support/plans.ts";
import {
  asStack,
  exported,
  grant,
  grantTo,
  identity,
  inApp,
  OWNER,
  plan,
  run,
  sourcesOf,
  STRANGER,
  SUBSCRIPTION,
  VAULT,
  type Ran,
  type Stub,
} from "./fixtures.ts";

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "strongroom-access-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\n");
  for (const stack of ["dev", "prod"]) writeFileSync(join(folder, `Pulumi.${stack}.yaml`), "config: {}\n");
});
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Register = typeof registerAccess;

/** A stub that knows plans of git revisions, too. */
type Stubbed = Partial<Stub> & { readonly revisions?: Readonly<Record<string, Stub["plans"]>> };

const without = ({ plans: _here, revisions: _then, ...rest }: Stubbed): Partial<Stub> => rest;

function command(register: Register, name: string, stub: Stubbed, args: readonly string[]): Promise<Ran> {
  const sources = sourcesOf({ plans: {}, programDir: folder, ...stub });
  return run(
    (program, watched) => {
      register(program, {
        ...watched,
        sources: () => Promise.resolve(sources),
        sourcesAt: (revision, body) =>
          body(sourcesOf({ plans: stub.revisions?.[revision] ?? {}, programDir: folder, ...without(stub) })),
      });
    },
    [name, ...args],
  );
}

const api = identity("api");
const secret = (name: string) =>
  inApp(
    "azure-native:keyvault:Secret",
    name,
    { vaultName: "kv-shop", secretName: `shop-prod-${name}` },
    { id: `${VAULT}/secrets/shop-prod-${name}` },
  );
const SHOP = plan([
  api,
  secret("key"),
  secret("lonely"),
  grant("g", api, `${VAULT}/secrets/shop-prod-key`, undefined, { origin: { file: "apps/shop.yaml", line: 7 } }),
]);

const access = (stub: Stubbed, ...args: string[]) =>
  command(registerAccess, "access", { plans: { prod: SHOP }, ...stub }, ["--stack", "prod", ...args]);

describe("strongroom access", () => {
  it("prints this, for one grant", async () => {
    expect((await access({}, "--no-state")).out).to
      .equal(`environment  principal  may                     on                               why
───────────────────────────────────────────────────────────────────────────────────────────────────
prod         shop/api   Key Vault Secrets User  secret shop-prod-key in kv-shop  apps/shop.yaml:7

1 grants
`);
  });

  it("says what the next deployment would change, or that it would not", async () => {
    const before = plan([api, secret("key"), secret("lonely")]);

    const same = await access({ states: { prod: exported(SHOP) } });
    const other = await access({ states: { prod: exported(before) } });

    expect(same.out).to.contain("stack prod: what is deployed grants the same");
    expect(other.out).to.contain("stack prod: the next deployment would change access");
    expect(other.out).to.match(/^gains\s+prod\s+shop\/api\s+Key Vault Secrets User/m);
  });

  it("names what is deployed and still waits for a workload of another cell", async () => {
    const waits = inApp("strongroom:stack:PendingGrant", "shop-databases-stock-access-read-market-loader", {
      app: "shop",
      object: "databases.stock.access.read",
      workload: "market/loader",
    });

    const { out } = await access({ states: { prod: exported(plan([api, secret("key"), waits])) } });

    expect(out).to.contain(
      'stack prod: pending: shop, databases.stock.access.read: market/loader is let in by the next "pulumi up" after its own cell is deployed',
    );
  });

  it("goes on without the state, and says why it is not compared", async () => {
    const { out, exitCode } = await access({});

    expect(exitCode).to.equal(0);
    expect(out).to.contain("stack prod: not compared with what is deployed: stack prod was never deployed here");
  });

  it("answers who and what, also where nobody may", async () => {
    expect((await access({}, "--no-state", "--who", "api", "--what", "key")).out).to.contain("1 grants");
    expect((await access({}, "--no-state", "--what", "lonely")).out).to.contain("nobody has access");
    expect((await access({}, "--no-state", "--who", "apo")).failure).to.equal(
      '--who: nobody is called "apo" (did you mean "shop/api"?)',
    );
    expect((await access({}, "--no-state", "--what", "kee")).failure).to.equal(
      '--what: no object is called "kee" (did you mean "key"?)',
    );
  });

  it("names everybody who can come to read what is asked for, and looks at the other stacks for them", async () => {
    const owner = grantTo("owner", STRANGER, "Group", `/subscriptions/${SUBSCRIPTION}`, OWNER);
    const other = asStack(plan([owner]), "dev");

    const alone = await access({}, "--no-state", "--what", "key");
    const together = await access({ plans: { prod: SHOP, dev: other } }, "--no-state", "--what", "key");

    expect(alone.out).to.contain(
      "who can come to read secret shop-prod-key in kv-shop\n  shop/api\n    reads its value",
    );
    expect(alone.out).to.contain("stack dev: not looked at, so rights that it gives are not seen: no plan of dev");
    expect(together.out).to.contain(`  group ${STRANGER}\n    grants itself any role with Owner on subscription`);
    expect(together.out).to.contain("not seen here: rights given outside these stacks");
  });

  it("answers for a revision, and for plan files", async () => {
    const then = plan([api, secret("key"), grantTo("g", STRANGER, "Group", VAULT)]);
    const file = join(folder, "then.json");
    writeFileSync(file, JSON.stringify(then));

    const at = await access({ revisions: { "v1.0": { prod: then } } }, "--at", "v1.0", "--what", "key");
    const ofFile = await command(registerAccess, "access", {}, ["--plan", file, "--what", "key"]);

    for (const { out, failure } of [at, ofFile]) {
      expect(failure).to.equal(undefined);
      expect(out).to.contain(`  group ${STRANGER}\n    reads its value with Key Vault Secrets User on vault kv-shop`);
      expect(out).to.not.contain("shop/api");
    }
    expect(ofFile.out).to.contain("only the stacks of these plans were looked at");
  });

  it("narrows the ways to one of those who have them, and prints them as JSON", async () => {
    const both = {
      plans: { prod: plan([api, secret("key"), grant("g", api, VAULT), grantTo("h", STRANGER, "Group", VAULT)]) },
    };

    const { out } = await access(both, "--no-state", "--what", "key", "--who", "api", "--json");

    const { reach } = JSON.parse(out) as { reach: { name: string; ways: { who: string; steps: unknown[] }[] }[] };
    expect(reach.map(({ name, ways }) => [name, ways.map(({ who, steps }) => [who, steps.length])])).to.deep.equal([
      ["shop-prod-key", [["shop/api", 1]]],
    ]);
  });

  it("ends with 2 under --strict where a finding is an alarm", async () => {
    const leaky = { plans: { prod: plan([grantTo("leak", STRANGER, "ServicePrincipal", VAULT)]) } };

    expect(await access(leaky, "--no-state")).to.include({ exitCode: 0 });
    expect(await access(leaky, "--no-state", "--strict")).to.include({ exitCode: 2 });
    expect((await access(leaky, "--no-state", "--json")).out).to.contain('"stranger": true');
  });

  it("moves no cursor, whatever a name holds", async () => {
    const evil = inApp("azure-native:managedidentity:UserAssignedIdentity", "\u001b[2J\u202e", {});

    const { out } = await access({ plans: { prod: plan([evil, grant("g", evil, VAULT)]) } }, "--no-state");

    expect(out).to.not.contain("\u001b");
    expect(out).to.not.contain("\u202e");
    expect(out).to.contain("\\u{1b}[2J\\u{202e}");
  });

  for (const [what, stub, args, message] of [
    ["a stack without settings", {}, ["--stack", "prd"], '--stack: no settings Pulumi.prd.yaml (did you mean "prod"?)'],
    [
      "--at with --plan",
      {},
      ["--at", "HEAD", "--plan", "p.json"],
      "--at and --plan exclude each other: a revision is planned, or a plan is read",
    ],
    [
      "--plan with --stack",
      {},
      ["--plan", "p.json"],
      "--plan and --stack exclude each other: the plan says which stack it is of",
    ],
    ["--all with --stack", {}, ["--all"], "--all and --stack exclude each other: --all is every stack"],
    [
      "a state that is no JSON",
      { files: { "s.json": "{" } },
      ["--state", "s.json"],
      /^s\.json is no stack's state: not valid JSON: .*; make it with: pulumi stack export --file FILE$/,
    ],
    [
      "a state of another shape",
      { files: { "s.json": '{"deployment":{"resources":[{}]}}' } },
      ["--state", "s.json"],
      /^s\.json is no stack's state at deployment\.resources\.0\.urn: .*; make it with: pulumi stack export --file FILE$/,
    ],
    [
      "another stack's state",
      { files: { "s.json": exported(asStack(SHOP, "dev")) } },
      ["--state", "s.json"],
      "s.json is the state of stack dev, not of prod; name it with --stack dev",
    ],
    [
      "an empty state",
      { files: { "s.json": '{"version":3,"deployment":{}}' } },
      ["--state", "s.json"],
      "stack prod was never deployed, or was destroyed: its state holds no resource; deploy it with: pulumi up --stack prod",
    ],
  ] as const) {
    it(`refuses ${what} in one sentence`, async () => {
      const { failure } = await access(stub, ...args);

      if (typeof message === "string") expect(failure).to.equal(message);
      else expect(failure).to.match(message);
    });
  }
});

describe("strongroom isolation", () => {
  const isolation = (plans: Readonly<Record<string, Plan>>, stub: Partial<Stub> = {}) =>
    command(registerIsolation, "isolation", { plans, ...stub }, []);

  it("holds for this repository", async () => {
    const plans = Object.fromEntries(
      await Promise.all(STACKS.map(async (stack) => [stack, await planOf(stack)] as const)),
    );

    const { out, exitCode } = await isolation(plans, { programDir: ROOT });

    expect(exitCode).to.equal(0);
    expect(out).to.match(/isolated: \d+ grants of 5 stacks, none reaches into another environment\n$/);
  });

  it("ends with 2 and the grant's name where one environment reaches into another", async () => {
    const dev = asStack(plan([api]), "dev");
    const devApi = dev.resources.find(({ type }) => type.endsWith(":UserAssignedIdentity")) ?? api;

    const { out, exitCode } = await isolation({ dev, prod: plan([grant("leak", devApi, VAULT)]) });

    expect(exitCode).to.equal(2);
    expect(out).to.contain("the principal is of dev, the object of prod (prod, leak)");
    expect(out).to.match(/not isolated: 1 problem\n$/);
  });
});

describe("strongroom check", () => {
  const check = (stub: Partial<Stub>, ...args: string[]) => command(registerCheck, "check", stub, args);
  const open = plan([
    inApp(
      "azure-native:keyvault:Vault",
      "vault",
      { vaultName: "kv-shop", properties: { publicNetworkAccess: "Enabled" } },
      { origin: { file: "apps/shop.yaml", line: 9 } },
    ),
  ]);

  for (const stack of STACKS) {
    it(`judges stack ${stack} of this repository alike as a plan and as deployed`, async () => {
      const planned = await planOf(stack);
      const stub = {
        programDir: ROOT,
        plans: { [stack]: planned },
        states: { [stack]: exported(planned) },
        files: { [join(ROOT, "policy.yaml")]: readFileSync(join(ROOT, "policy.yaml"), "utf8") },
      };

      const fromPlan = await check(stub, "--stack", stack, "--json");
      const fromState = await check(stub, "--stack", stack, "--state", "--json");

      const broken = ({ out }: Ran) =>
        (JSON.parse(out) as { verdicts: { rule: string; urn: string; status: string }[] }).verdicts
          .map(({ rule, urn, status }) => `${status} ${rule} ${urn}`)
          .sort();
      expect(broken(fromState)).to.deep.equal(broken(fromPlan));
      expect(fromState.exitCode).to.equal(fromPlan.exitCode);
    });
  }

  it("ends with 2 where a rule is broken, and points at the manifest's line", async () => {
    const sarif = join(folder, "out.sarif");

    const { out, exitCode } = await check({ plans: { prod: open } }, "--stack", "prod", "--sarif", sarif);

    expect(exitCode).to.equal(2);
    expect(out).to.match(/^\w+: vault-public-access: vault \(apps\/shop\.yaml:9\): /m);
    const log = JSON.parse(readFileSync(sarif, "utf8")) as {
      runs: { results: { ruleId: string; locations: unknown[] }[] }[];
    };
    const found = log.runs[0]?.results.find(({ ruleId }) => ruleId === "vault-public-access");
    expect(found?.locations[0]).to.have.nested.property("physicalLocation.artifactLocation.uri", "apps/shop.yaml");
    expect(found?.locations[0]).to.have.nested.property("physicalLocation.region.startLine", 9);
  });

  it("says which rule of a configuration does not exist", async () => {
    const files = { "p.yaml": "version: 1\nenforcement:\n  rules:\n    vault-rbca: mandatory\n" };

    expect((await check({ plans: { prod: open }, files }, "--stack", "prod", "--config", "p.yaml")).failure).to.equal(
      'p.yaml:4: enforcement.rules: no rule "vault-rbca" (did you mean "vault-rbac"?)',
    );
    expect((await check({ plans: { prod: open } }, "--stack", "prod", "--config", "none.yaml")).failure).to.match(
      /^--config: none\.yaml cannot be read/,
    );
  });

  it("refuses a plan and a state at once, and a stack that was never deployed", async () => {
    expect((await check({}, "--plan", "a", "--state")).failure).to.equal(
      "--plan and --state exclude each other: a plan is judged, or what is deployed",
    );
    expect((await check({}, "--stack", "prod", "--state")).failure).to.equal(
      "stack prod was never deployed here; deploy it with: pulumi up --stack prod",
    );
    expect((await check({}, "--plan", join(folder, "none.json"))).failure).to.match(
      /^no plan file .*none\.json; make one with: /,
    );
  });
});
