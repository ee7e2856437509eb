// Who came and whether that was declared: Azure's own client asks a workspace on this machine, and what each revision declares
// comes from plans.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { AuditReport } from "../../../cli/audit/report.ts";
import { registerWith } from "../../../cli/commands/audit.ts";
import type { Plan } from "../../../cli/plan/document.ts";
import { UserError } from "../../../text/errors.ts";
import { startLogApi, tableOf, type Answer, type LogApi, type Question } from "../../support/log-api.ts";
import {
  exported,
  grant,
  grantTo,
  GROUP,
  identity,
  inApp,
  plan,
  resource,
  run,
  sourcesOf,
  VAULT,
  type Ran,
} from "../access/fixtures.ts";

const OLD = "a".repeat(40);
const NEW = "b".repeat(40);
const SECRET = `${VAULT}/secrets/shop-prod-key`;
const WORKSPACE = "5c9b6e0e-0f7e-4d38-9d4e-b1f0b3a7c111";
const SUPPORT = "77777777-7777-4777-8777-777777777777";
const NORA = "d647cefe-50bf-4b5d-84c4-af124317b6ac";

const [shopApi, worker] = [identity("api"), identity("worker")];
const common = [
  shopApi,
  worker,
  inApp(
    "azure-native:keyvault:Vault",
    "vault",
    { vaultName: "kv-shop", properties: { enableRbacAuthorization: true } },
    { id: VAULT },
  ),
  inApp("azure-native:keyvault:Secret", "key", { vaultName: "kv-shop", secretName: "shop-prod-key" }),
  inApp(
    "azure-native:sql:Server",
    "sql",
    { serverName: "sql-shop" },
    { id: `${GROUP}/providers/Microsoft.Sql/servers/sql-shop` },
  ),
  inApp("azure-native:sql:Database", "ledger", { serverName: "sql-shop", databaseName: "ledger" }),
  inApp("strongroom:sql:DatabaseUser", "ledger-api", {
    server: "sql-shop",
    database: "ledger",
    userName: "id-shop-prod-api",
    level: "readWrite",
    kind: "workload",
  }),
];
const origin = { origin: { file: "apps/shop.yaml", line: 7 } };
const before = plan([...common, grant("a", shopApi, SECRET, undefined, origin), grant("w", worker, SECRET)]);
const after = plan([...common, grant("a", shopApi, SECRET, undefined, origin), grantTo("g", SUPPORT, "Group", SECRET)]);

const state = ((): string => {
  const document = JSON.parse(exported(after)) as { deployment: { resources: object[] } };
  document.deployment.resources.push({
    ...resource("azure-native:operationalinsights:Workspace", "logs", {}),
    id: `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/log`,
    outputs: { customerId: WORKSPACE, retentionInDays: 90 },
  });
  return JSON.stringify(document);
})();

/** Object and client ids that the state made up, by identity. */
function idOf(workload: string, property: "principalId" | "clientId" = "principalId"): string {
  const { deployment } = JSON.parse(state) as {
    deployment: { resources: { urn: string; outputs: Record<string, string> }[] };
  };
  return deployment.resources.find(({ urn }) => urn.endsWith(`::shop-${workload}`))?.outputs[property] ?? "?";
}

const update = (time: string, environment: Record<string, string>, more: object = {}) => ({
  kind: "update",
  startTime: `2026-11-${time}:00.000Z`,
  endTime: `2026-11-${time}:30.000Z`,
  result: "succeeded",
  environment,
  ...more,
});
const clean = (commit: string) => ({ "git.head": commit, "git.dirty": "false" });
/** OLD on the 1st, NEW on the 10th. */
const HISTORY: readonly object[] = [update("10T12:00", clean(NEW)), update("01T12:00", clean(OLD))];

const CALL = {
  First: "datetime",
  Last: "datetime",
  Calls: "long",
  Vault: "string",
  Object: "string",
  Operation: "string",
  Status: "int",
  Reason: "string",
  Principal: "string",
  Person: "string",
  Application: "string",
  Address: "string",
  Client: "string",
  Version: "string",
} as const;
const call = (day: string, more: Readonly<Record<string, unknown>>) => ({
  First: `2026-11-${day}:00Z`,
  Last: `2026-11-${day}:10Z`,
  Calls: 3,
  Vault: "kv-shop",
  Object: "kv-shop/secrets/shop-prod-key",
  Operation: "SecretGet",
  Status: 200,
  Reason: "OK",
  Person: "",
  Application: "",
  Address: "10.20.1.7",
  Client: "azsdk-net",
  Version: "7".repeat(32),
  ...more,
});
const HORIZON = { Log: "string", Oldest: "datetime", Newest: "datetime" };
const HORIZONS = ["vaults", "databases", "changes", "groups"].map((Log) => ({
  Log,
  Oldest: "2026-11-01T00:00:00Z",
  Newest: "2026-11-24T00:00:00Z",
}));

interface World {
  readonly calls?: readonly Readonly<Record<string, unknown>>[];
  readonly database?: readonly Readonly<Record<string, unknown>>[];
  readonly changes?: readonly Readonly<Record<string, unknown>>[];
  readonly groupChanges?: readonly Readonly<Record<string, unknown>>[];
  readonly horizon?: readonly Readonly<Record<string, unknown>>[];
  readonly history?: readonly object[] | Error;
  readonly plans?: Readonly<Record<string, Plan>>;
  readonly answer?: (question: Question) => Answer | undefined;
}

const columnsOf = (rows: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, string>> =>
  Object.fromEntries([...new Set(rows.flatMap((row) => Object.keys(row)))].map((name) => [name, "string"]));

describe("strongroom audit", () => {
  let folder = "";
  let api: LogApi | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "strongroom-audit-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(join(folder, "Pulumi.prod.yaml"), "config: {}\n");
  });

  afterEach(async () => {
    await api?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function audited(world: World, ...args: readonly string[]): Promise<Ran> {
    const started = await startLogApi((question) => {
      const own = world.answer?.(question);
      if (own !== undefined) return own;
      const { query } = question;
      const table = (rows: readonly Readonly<Record<string, unknown>>[], columns = columnsOf(rows)): Answer => ({
        table: tableOf(columns, ...rows),
      });
      if (query.includes("auditedObjects")) return table(world.calls ?? [], CALL);
      if (query.includes("auditedDatabases")) return table(world.database ?? []);
      if (query.includes("watchedObjects")) return table(world.groupChanges ?? []);
      if (query.includes("sqlAudit")) return table([]);
      return query.includes("Oldest") ? table(world.horizon ?? HORIZONS, HORIZON) : table(world.changes ?? []);
    });
    await api?.stop();
    api = started;
    const plans = world.plans ?? { [OLD]: before, [NEW]: after };
    const history = world.history ?? HISTORY;
    const settings = { prod: { "strongroom:groups": JSON.stringify({ support: SUPPORT }) } };
    const sources = (commit?: string) => {
      const found = commit === undefined ? undefined : plans[commit];
      const stub = sourcesOf({
        plans: found === undefined ? {} : { prod: found },
        states: { prod: state },
        settings,
        programDir: folder,
      });
      return {
        ...stub,
        runPulumi: (asked: readonly string[]) =>
          asked[1] !== "history"
            ? stub.runPulumi(asked)
            : history instanceof Error
              ? Promise.reject(history)
              : Promise.resolve(JSON.stringify(history)),
      };
    };
    return run(
      (program, watched) => {
        registerWith(program, {
          ...watched,
          now: () => new Date("2026-11-25T00:00:00Z"),
          sources: () => Promise.resolve(sources()),
          sourcesAt: (commit, body) =>
            plans[commit] === undefined
              ? Promise.reject(new UserError(`"${commit}" is neither a plan file nor a git revision`))
              : body(sources(commit)),
          logs: (workspace) => Promise.resolve(started.logs(workspace)),
        });
      },
      ["audit", "shop", ...args],
    );
  }

  const SINCE = ["--stack", "prod", "--from", "2026-11-02", "--to", "2026-11-24"] as const;

  async function report(world: World, ...args: readonly string[]): Promise<AuditReport> {
    const { out, failure } = await audited(world, ...(args.length > 0 ? args : ["key", ...SINCE]), "--json");
    if (failure !== undefined) throw new Error(failure);
    return JSON.parse(out) as AuditReport;
  }

  const verdicts = ({ uses }: AuditReport) => uses.map(({ who, verdict }) => `${who}: ${verdict}`);

  it("asks the stack's workspace for the object, over the time that is asked about", async () => {
    await report({});

    const [first] = api?.asked ?? [];
    expect(first?.path).to.equal(`/v1/workspaces/${WORKSPACE}/query`);
    expect(first?.timespan).to.equal("2026-11-02T00:00:00.000Z/2026-11-25T00:00:00.000Z");
    expect(first?.query).to.contain('datatable(Object: string) ["kv-shop/secrets/shop-prod-key"]');
  });

  it("says who read which version when and from where, and by which line that is declared", async () => {
    const { uses } = await report({ calls: [call("05T09:00", { Principal: idOf("api") })] });

    expect(uses).to.have.length(1);
    expect(uses[0]).to.include({
      who: "shop/api",
      operation: "SecretGet",
      version: "7".repeat(32),
      address: "10.20.1.7",
      calls: 3,
      first: "2026-11-05T09:00:00.000Z",
      verdict: "declared",
      because: "holds Key Vault Secrets User on it (apps/shop.yaml:7)",
    });
  });

  it("judges by the revision that was deployed at the time", async () => {
    const found = await report({
      calls: [call("05T09:00", { Principal: idOf("worker") }), call("15T09:00", { Principal: idOf("worker") })],
    });

    expect(verdicts(found)).to.deep.equal(["shop/worker: declared", "shop/worker: undeclared"]);
    expect(found.deployments.map(({ declared }) => declared)).to.deep.equal([[OLD], [OLD, NEW], [NEW]]);
  });

  it("does not know while a deployment that changes it is under way", async () => {
    const found = await report({ calls: [call("10T12:00", { Principal: idOf("worker") })] });

    expect(verdicts(found)).to.deep.equal(["shop/worker: unknown"]);
  });

  it("does not know after a deployment that failed half-way", async () => {
    const history = [update("10T12:00", clean(NEW), { result: "failed" }), update("01T12:00", clean(OLD))];

    const found = await report({ history, calls: [call("15T09:00", { Principal: idOf("worker") })] });

    expect(verdicts(found)).to.deep.equal(["shop/worker: unknown"]);
  });

  it("calls a grant undeclared after a destroy", async () => {
    const history = [{ ...update("10T12:00", {}), kind: "destroy" }, update("01T12:00", clean(OLD))];

    const found = await report({ history, calls: [call("15T09:00", { Principal: idOf("api") })] });

    expect(verdicts(found)).to.deep.equal(["shop/api: undeclared"]);
  });

  for (const [title, history, because] of [
    ["a dirty tree", [update("01T12:00", { "git.head": OLD, "git.dirty": "true" })], "files that differ from commit"],
    ["a deployment without git", [update("01T12:00", {})], "names no git revision"],
    ["a revision that is not here", [update("01T12:00", clean("c".repeat(40)))], "cannot be planned here"],
    ["a history that does not go back so far", [update("20T12:00", clean(OLD))], "does not go back so far"],
    ["no history", new UserError("pulumi is not on the PATH"), "not on the PATH"],
    ["a history that is none", [{ nothing: 1 }], "is not what pulumi prints"],
  ] as const) {
    it(`is unknown with ${title}`, async () => {
      const found = await report({
        history,
        calls: [call("05T09:00", { Principal: idOf("api") })],
      });

      expect(verdicts(found)).to.deep.equal(["shop/api: unknown"]);
      expect(found.uses[0]?.because).to.contain(because);
    });
  }

  describe("who came without being declared", () => {
    const nora = { Principal: NORA, Person: "nora.weiss@contoso.example" };

    it("came through a group, where Entra's log has the addition", async () => {
      const groupChanges = [
        {
          TimeGenerated: "2026-11-14T08:00:00Z",
          Activity: "add member to group",
          ObjectId: SUPPORT,
          Watched: "group support",
          Member: NORA,
          MemberName: nora.Person,
          Actor: NORA,
        },
      ];
      const found = await report({ groupChanges, calls: [call("15T09:00", nora)] });

      expect(verdicts(found)).to.deep.equal(["person nora.weiss@contoso.example: undeclared"]);
      expect(found.uses[0]?.because).to.equal("through group support, to which it was added at 2026-11-14T08:00:00Z");
      expect(found.changes.map(({ what, target }) => `${what}: ${target}`)).to.deep.equal([
        "add member to group: group support",
      ]);
    });

    it("came perhaps through a group that holds it", async () => {
      const found = await report({ calls: [call("15T09:00", nora)] });

      expect(found.uses[0]?.because).to.contain("perhaps through group support");
    });

    it("is a stranger", async () => {
      const found = await report({ calls: [call("05T09:00", { Principal: NORA })] });

      expect(verdicts(found)).to.deep.equal([`unknown ${NORA}: undeclared`]);
      expect(found.uses[0]?.because).to.contain("no grant of any deployment");
    });
  });

  it("names who was declared and never came", async () => {
    const { neverCame } = await report({ calls: [call("05T09:00", { Principal: idOf("api") })] });

    expect(neverCame.map(({ who }) => who).sort()).to.deep.equal(["group support", "shop/worker"]);
  });

  it("puts refused calls and new versions where they belong", async () => {
    const found = await report({
      calls: [
        call("05T09:00", { Principal: NORA, Status: 403, Reason: "Forbidden" }),
        call("06T09:00", { Principal: idOf("worker"), Operation: "SecretSet" }),
      ],
    });

    expect(found.uses).to.deep.equal([]);
    expect(found.refused.map(({ who, reason }) => `${who}: ${reason}`)).to.deep.equal([`unknown ${NORA}: Forbidden`]);
    expect(found.changes.map(({ what, who }) => `${what}: ${who}`)).to.deep.equal(["SecretSet: shop/worker"]);
  });

  it("knows who came into a database, by the client id that it signed in with", async () => {
    const line = (login: string) => ({
      First: "2026-11-15T09:00:00Z",
      Last: "2026-11-15T09:30:00Z",
      Statements: 40,
      Rows: 1200,
      Refused: 0,
      Server: "sql-shop",
      Database: "ledger",
      Login: login,
      User: "",
      Address: "10.20.1.9",
      Application: "api",
      Actions: ["BATCH COMPLETED"],
    });
    const database = [line(`${idOf("api", "clientId")}@${WORKSPACE}`), line("nora.weiss@contoso.example")];
    const found = await report(
      {
        database,
        answer: ({ query }) =>
          query.includes("auditedDatabases")
            ? {
                table: tableOf(
                  {
                    First: "datetime",
                    Last: "datetime",
                    Statements: "long",
                    Rows: "long",
                    Refused: "long",
                    Server: "string",
                    Database: "string",
                    Login: "string",
                    User: "string",
                    Address: "string",
                    Application: "string",
                    Actions: "dynamic",
                  },
                  ...database,
                ),
              }
            : undefined,
      },
      "ledger",
      ...SINCE,
    );

    expect(verdicts(found)).to.deep.equal(["shop/api: declared", "person nora.weiss@contoso.example: undeclared"]);
    expect(found.uses[0]).to.include({ object: "sql-shop/ledger", operation: "BATCH COMPLETED", rows: 1200 });
  });

  it("shows changes of permission on the object and on what it lies in, and no others", async () => {
    const change = (Target: string) => ({
      TimeGenerated: "2026-11-16T09:00:00Z",
      Operation: "microsoft.authorization/roleassignments/write",
      Target: `${Target}/providers/microsoft.authorization/roleassignments/1`.toLowerCase(),
      Actor: NORA,
      Caller: "nora.weiss@contoso.example",
      RoleId: "/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6",
      Grantee: SUPPORT,
    });
    const { changes } = await report({ changes: [change(SECRET), change(GROUP), change(`${GROUP}-other`)] });

    expect(changes.map(({ who, details }) => `${who}: ${details ?? ""}`)).to.deep.equal([
      "nora.weiss@contoso.example: Key Vault Secrets User to group support",
      "nora.weiss@contoso.example: Key Vault Secrets User to group support",
    ]);
  });

  describe("says what it cannot show", () => {
    it("what the retention no longer holds", async () => {
      const { notes } = await report({}, "key", "--stack", "prod", "--from", "2026-07-01");

      expect(notes.join("\n")).to.contain("keeps 90 days: of the time before 2026-08-27T00:00:00Z nothing is left");
    });

    it("logs that begin later, and logs that are not there", async () => {
      const horizon = [{ Log: "vaults", Oldest: "2026-11-08T00:00:00Z", Newest: "2026-11-24T00:00:00Z" }];

      const { notes } = await report({ horizon });

      expect(notes.join("\n")).to.contain("the log of vaults begins at 2026-11-08T00:00:00Z");
      expect(notes.join("\n")).to.contain("the log of groups holds nothing");
    });

    it("an answer that the service cut", async () => {
      const answer = ({ query }: Question): Answer | undefined =>
        query.includes("auditedObjects")
          ? {
              table: tableOf(CALL, call("05T09:00", { Principal: idOf("api") })),
              cut: { code: "PartialError", message: "There were some errors when processing your query." },
            }
          : undefined;

      const { notes, uses } = await report({ answer });

      expect(uses).to.have.length(1);
      expect(notes[0]).to.contain("the workspace cut its answer: PartialError");
    });
  });

  it("says in one sentence why the workspace does not answer", async () => {
    const message = "The provided credentials have insufficient access to perform the requested operation";
    const { failure } = await audited(
      { answer: () => ({ status: 403, code: "InsufficientAccessError", message }) },
      "key",
      ...SINCE,
    );

    expect(failure).to.contain(`the workspace ${WORKSPACE} does not let you read it (${message})`);
    expect(failure).to.contain("Log Analytics Reader");
  });

  it("asks another workspace where one is named", async () => {
    const id = `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/theirs`;
    await audited({}, "key", ...SINCE, "--workspace", id);

    expect(api?.asked[0]?.path).to.equal(`/v1${id}/query`);
  });

  for (const [title, args, sentence] of [
    ["a misspelt item", ["kee", ...SINCE], 'shop has no "kee" in stack prod; there are ledger, shop-prod-key'],
    ["a time that is none", ["key", "--stack", "prod", "--from", "yesterday"], '--from: "yesterday" is no time'],
    ["a day that is none", ["key", "--stack", "prod", "--from", "2026-02-30"], '"2026-02-30" is no time'],
    ["a time after now", ["key", "--stack", "prod", "--from", "2027-01-01"], "nothing lies between"],
    ["two forms", ["key", ...SINCE, "--json", "--csv"], "--json and --csv exclude each other"],
    ["a workspace that is none", ["key", ...SINCE, "--workspace", "log"], '"log" is neither the GUID'],
  ] as const) {
    it(`refuses ${title}`, async () => {
      expect((await audited({}, ...args)).failure).to.contain(sentence);
    });
  }

  it("ends with 2 where --strict finds somebody who was not declared", async () => {
    const strict = async (day: string) =>
      (await audited({ calls: [call(day, { Principal: idOf("worker") })] }, "key", ...SINCE, "--strict")).exitCode;

    expect(await strict("05T09:00")).to.equal(0);
    expect(await strict("15T09:00")).to.equal(2);
  });

  it("prints for a person, for a table and for a page, whatever the log holds", async () => {
    const hostile = "=cmd|'/c calc'!A1\u001b[2J\n::error::x";
    const calls = [call("15T09:00", { Principal: NORA, Person: hostile, Client: hostile })];

    for (const form of [[], ["--csv"], ["--markdown"]]) {
      const { out } = await audited({ calls }, "key", ...SINCE, ...form);

      expect(out).to.contain("SecretGet").and.to.contain("undeclared");
      expect(out).not.to.contain("\u001b");
      expect(out).not.to.match(/^::error/m);
      expect(out).not.to.match(/(^|,)"?=cmd/m);
    }
  });
});
