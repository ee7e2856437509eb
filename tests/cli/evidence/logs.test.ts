// Evidence that only logs can show, asked of a workspace on this machine by Azure's own client.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { registerWith } from "../../../cli/commands/evidence.ts";
import type { EvidenceReport } from "../../../cli/evidence/collect.ts";
import type { Evidence } from "../../../cli/evidence/evidence.ts";
import { ROOT } from "../../support/plans.ts";
import { startLogApi, tableOf, type Answer, type LogApi, type Question } from "../../support/log-api.ts";
import {
  exported,
  grant,
  GROUP,
  identity,
  inApp,
  plan,
  resource,
  run,
  sourcesOf,
  STRANGER,
  VAULT,
} from "../access/fixtures.ts";

const COMMIT = "a".repeat(40);
const api = identity("api");
const declared = plan([
  api,
  inApp(
    "azure-native:keyvault:Vault",
    "vault",
    { vaultName: "kv-shop", properties: { enableRbacAuthorization: true } },
    { id: VAULT },
  ),
  inApp("azure-native:keyvault:Secret", "key", { vaultName: "kv-shop", secretName: "shop-prod-key" }),
  grant("a", api, `${VAULT}/secrets/shop-prod-key`),
]);
const state = ((): string => {
  const document = JSON.parse(exported(declared)) as { deployment: { resources: object[] } };
  document.deployment.resources.push({
    ...resource("azure-native:operationalinsights:Workspace", "logs", {}),
    id: `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/log`,
    outputs: { customerId: "5c9b6e0e-0f7e-4d38-9d4e-b1f0b3a7c111", retentionInDays: 365 },
  });
  return JSON.stringify(document);
})();
const API = /"principalId":"([0-9a-f-]{36})","clientId"/.exec(state)?.[1] ?? "?";
const HISTORY = [
  {
    kind: "update",
    startTime: "2026-08-01T00:00:00.000Z",
    endTime: "2026-08-01T00:10:00.000Z",
    result: "succeeded",
    environment: { "git.head": COMMIT, "git.dirty": "false" },
  },
];
const HORIZON = { Log: "string", Oldest: "datetime", Newest: "datetime" };
const CALL = {
  First: "datetime",
  Last: "datetime",
  Calls: "long",
  Vault: "string",
  Object: "string",
  Operation: "string",
  Status: "int",
  Principal: "string",
};
const call = (Principal: string) => ({
  First: "2026-11-10T09:00:00Z",
  Last: "2026-11-10T09:10:00Z",
  Calls: 1,
  Vault: "kv-shop",
  Object: "kv-shop/secrets/shop-prod-key",
  Operation: "SecretGet",
  Status: 200,
  Principal,
});

describe("evidence --logs", () => {
  let folder = "";
  let log: LogApi | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "strongroom-evidence-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(join(folder, "Pulumi.prod.yaml"), "config: {}\n");
    copyFileSync(join(ROOT, "policy.yaml"), join(folder, "policy.yaml"));
  });

  afterEach(async () => {
    await log?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function collected(answer: (question: Question) => Answer | undefined, ...args: readonly string[]) {
    await log?.stop();
    const started = await startLogApi((question) => {
      const horizon = tableOf(HORIZON, {
        Log: "vaults",
        Oldest: "2026-08-27T01:00:00Z",
        Newest: "2026-11-24T00:00:00Z",
      });
      return (
        answer(question) ?? { table: question.query.includes("Oldest") ? horizon : tableOf({ Nothing: "string" }) }
      );
    });
    log = started;
    const stub = sourcesOf({
      plans: { prod: declared },
      states: { prod: state },
      programDir: folder,
      files: { [join(folder, "policy.yaml")]: readFileSync(join(ROOT, "policy.yaml"), "utf8") },
    });
    const sources = {
      ...stub,
      runPulumi: (asked: readonly string[]) =>
        asked[1] === "history" ? Promise.resolve(JSON.stringify(HISTORY)) : stub.runPulumi(asked),
    };
    return run(
      (program, watched) => {
        registerWith(program, {
          ...watched,
          now: () => new Date("2026-11-25T00:00:00Z"),
          sources: () => Promise.resolve(sources),
          sourcesAt: (_commit, body) => body(sources),
          logs: (workspace) => Promise.resolve(started.logs(workspace)),
        });
      },
      ["evidence", "--stack", "prod", "--framework", "nist", "--format", "json", ...args],
    );
  }

  async function evidence(id: string, answer: (question: Question) => Answer | undefined): Promise<Evidence> {
    const { out, failure } = await collected(answer, "--logs");
    if (failure !== undefined) throw new Error(failure);
    const { controls } = JSON.parse(out) as EvidenceReport;
    const found = controls.flatMap((control) => control.evidence).find((one) => one.id === id);
    if (found === undefined) throw new Error(`no evidence ${id}`);
    return found;
  }

  const calls =
    (...rows: readonly object[]) =>
    ({ query }: Question): Answer | undefined =>
      query.includes("auditedObjects")
        ? { table: tableOf(CALL, ...(rows as Readonly<Record<string, unknown>>[])) }
        : undefined;

  it("shows that whoever came was declared then", async () => {
    const { satisfied, notSatisfied, notShown } = await evidence("logs-declared-reads", calls(call(API)));

    expect(satisfied.map(({ resource, value }) => `${resource}: ${value}`)).to.deep.equal(["shop: 1, all declared"]);
    expect([notSatisfied, notShown]).to.deep.equal([[], []]);
  });

  it("names an undeclared read", async () => {
    const { satisfied, notSatisfied } = await evidence("logs-declared-reads", calls(call(API), call(STRANGER)));

    expect(satisfied).to.deep.equal([]);
    expect(notSatisfied.map(({ property }) => property)).to.deep.equal([
      `SecretGet by unknown ${STRANGER}, 2026-11-10T09:00:00.000Z`,
    ]);
  });

  for (const [id, part, row] of [
    [
      "logs-access-reviewed",
      "Access Reviews",
      {
        Activity: "Approve decision",
        Reviewer: "nora@contoso.example",
        About: "sql-administrators",
        TimeGenerated: "2026-11-10T09:00:00Z",
      },
    ],
    [
      "logs-alerts-handled",
      "changestate",
      { Target: "/alerts/1", Caller: "nora@contoso.example", TimeGenerated: "2026-11-10T09:00:00Z" },
    ],
  ] as const) {
    it(`${id}: shown by a line of the log, and unknown without one`, async () => {
      const columns = Object.fromEntries(Object.keys(row).map((name) => [name, "string"]));
      const some = await evidence(id, ({ query }) =>
        query.includes(part) ? { table: tableOf(columns, row) } : undefined,
      );
      const none = await evidence(id, () => undefined);

      expect([some.satisfied.length, some.notShown.length]).to.deep.equal([1, 0]);
      expect([none.satisfied.length, none.notShown.length]).to.deep.equal([0, 1]);
    });
  }

  it("is unknown where the logs are not reachable, and evidence is written all the same", async () => {
    const refused = () => ({ status: 403, code: "InsufficientAccessError", message: "insufficient access" });

    for (const id of ["logs-declared-reads", "logs-access-reviewed", "logs-alerts-handled"]) {
      const { satisfied, notSatisfied, notShown } = await evidence(id, refused);

      expect([satisfied, notSatisfied]).to.deep.equal([[], []]);
      expect(notShown[0]?.value).to.contain("does not let you read it");
    }
  });

  it("asks no log unless told to, and refuses a time for none", async () => {
    expect((await collected(() => undefined)).failure).to.equal(undefined);
    expect(log?.asked).to.deep.equal([]);
    expect((await collected(() => undefined, "--from", "2026-11-01")).failure).to.contain("give --logs, too");
  });
});
