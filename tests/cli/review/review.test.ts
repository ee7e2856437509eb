// The review over rows as a workspace gives them: what is used, what is not, what the logs cannot say, and what people decided.
import { Command } from "commander";
import { expect } from "chai";
import { parse } from "yaml";
import { registerWith } from "../../../cli/commands/review.ts";
import { LogsFailure, type Logs, type Period } from "../../../cli/logs/logs.ts";
import type { Fields } from "../../../text/values.ts";
import type { SourceDependencies } from "../../../cli/snapshot/sources.ts";
import { ROOT } from "../../support/tiny-project.ts";

const NOW = new Date("2026-09-01T12:00:00Z");
const DAY = 86_400_000;
const ago = (days: number): string => new Date(NOW.getTime() - days * DAY).toISOString();

const NAMES = { vault: "vaultAudit", database: "sqlAudit", activation: "activations" };
const GROUP = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg";
const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-payments-prod`;
const SECRETS_USER =
  "/subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6";
const API = "22222222-1111-4111-8111-111111111111";
const WORKER = "33333333-1111-4111-8111-111111111111";
const ADMINS = "44444444-1111-4111-8111-111111111111";

const APP = "urn:pulumi:prod::strongroom::strongroom:app:AppEnvironment::payments";
const resource = (type: string, name: string, outputs: object, parent = APP) => ({
  urn: `urn:pulumi:prod::strongroom::${type}::${name}`,
  type,
  custom: !type.startsWith("strongroom:"),
  parent,
  inputs: outputs,
  outputs,
  id: `${GROUP}/x/${name}`,
});
const identity = (name: string, principalId: string) =>
  resource("azure-native:managedidentity:UserAssignedIdentity", `payments-${name}`, {
    resourceName: `id-payments-prod-${name}`,
    principalId,
    clientId: principalId,
  });
const grant = (who: string, principalId: string) =>
  resource("azure-native:authorization:RoleAssignment", `stripe-key-${who}-read`, {
    principalId,
    roleDefinitionId: SECRETS_USER,
    scope: `${VAULT}/secrets/payments-prod-stripe-key`,
    principalType: "ServicePrincipal",
  });

const STATE = {
  deployment: {
    resources: [
      {
        urn: "urn:pulumi:prod::strongroom::strongroom:stack:Environment::prod",
        type: "strongroom:stack:Environment",
        custom: false,
      },
      { urn: APP, type: "strongroom:app:AppEnvironment", custom: false },
      identity("api", API),
      identity("worker", WORKER),
      resource("azure-native:keyvault:Secret", "payments-stripe-key", {
        vaultName: "kv-payments-prod",
        secretName: "payments-prod-stripe-key",
      }),
      grant("api", API),
      grant("worker", WORKER),
      resource("azure-native:managedidentity:FederatedIdentityCredential", "payments-worker-aks", {
        resourceName: "id-payments-prod-worker",
        issuer: "https://aks/",
        subject: "system:serviceaccount:payments:worker",
      }),
      resource("azuread:index/group:Group", "admins", { displayName: "sql-admins-prod", objectId: ADMINS, owners: [] }),
      resource(
        "azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule",
        "break-glass",
        { groupId: ADMINS, principalId: API, assignmentType: "member" },
      ),
      resource("strongroom:sql:DatabaseUser", "api-ledger", {
        kind: "workload",
        userName: "id-payments-prod-api",
        server: "sql-x.database.windows.net",
        database: "ledger",
        level: "read",
        principal: API,
      }),
    ],
  },
};

const use = (cells: object, first: number, last: number) => ({ ...cells, First: ago(first), Last: ago(last), Uses: 7 });
const daily = (Source: string, days = 101) =>
  Array.from({ length: days }, (_, index) => ({ Source, Day: ago(days - 1 - index) }));

interface Rows {
  uses: Record<string, object[]>;
  coverage: Record<string, object[]>;
}

/** Everything of the api is used, and nothing of the worker. */
const rows = (): Rows => ({
  uses: {
    vault: [
      use(
        { Principal: API, Object: "kv-payments-prod/secrets/payments-prod-stripe-key", Operation: "SecretGet" },
        99,
        1,
      ),
    ],
    "sign-in": [use({ Principal: API }, 99, 1)],
    database: [use({ Login: "id-payments-prod-api@tenant", Server: "sql-x", Database: "ledger" }, 99, 3)],
    activation: [],
  },
  coverage: {
    vault: daily("vault"),
    "sign-in": daily("sign-in"),
    database: daily("database"),
    activation: daily("activation"),
  },
});

const MANIFEST = `name: payments # the shop's
secrets:
  stripe-key:
    purpose: Charges cards
    readers: [api, worker] # both
`;

interface Run {
  readonly out: string;
  readonly code: number;
  readonly written: ReadonlyMap<string, string>;
  readonly error?: string;
}

async function review(given: Rows, line = "", decisions?: string): Promise<Run> {
  let [out, code] = ["", 0];
  const written = new Map<string, string>();
  const files: Readonly<Record<string, string>> = {
    "rows.json": JSON.stringify(given),
    "state.json": JSON.stringify(STATE),
    ...(decisions === undefined ? {} : { [`${ROOT}/reviews/decisions.yaml`]: decisions }),
    [`${ROOT}/apps/payments.yaml`]: MANIFEST,
  };
  const sources = {
    programDir: ROOT,
    settings: () => ({}),
    readFile: (file: string) =>
      files[file] === undefined ? Promise.reject(new Error("ENOENT")) : Promise.resolve(files[file]),
  } as unknown as SourceDependencies;
  const program = new Command().exitOverride();
  registerWith(program, {
    sources: () => Promise.resolve(sources),
    writeFile: (file, text) => Promise.resolve(void written.set(file, text)),
    note: () => undefined,
    now: () => NOW,
    logs: () => Promise.resolve(workspace),
    out: (text) => (out += text),
    setExitCode: (value) => (code = value),
  });
  try {
    const args = [
      "review",
      "--stack",
      "prod",
      "--state",
      "state.json",
      ...(line.includes("--workspace") ? [] : ["--rows", "rows.json"]),
      ...line.split(" ").filter((word) => word !== ""),
    ];
    await program.parseAsync(args, { from: "user" });
    return { out, code, written };
  } catch (error) {
    return { out, code, written, error: error instanceof Error ? error.message : String(error) };
  }
}

interface Item {
  readonly id: string;
  readonly state: string;
  readonly confidence: string;
  readonly firstUse?: string;
  readonly lastUse?: string;
}

const states = async (given: Rows, line = "", decisions?: string): Promise<Record<string, string>> => {
  const { reviewed } = JSON.parse((await review(given, `--json ${line}`, decisions)).out) as {
    readonly reviewed: readonly Item[];
  };
  return Object.fromEntries(reviewed.map(({ id, state }) => [id, state]));
};

/** Answers as the workspace would, by what the question begins with. */
let workspace: Logs = { ask: () => Promise.reject(new LogsFailure("the workspace does not let you in")) };

const GRANT = "grant Key Vault Secrets User on secret payments-prod-stripe-key in kv-payments-prod to payments/worker";
const UNUSED = [
  "identity payments/worker",
  GRANT,
  "federated credential system:serviceaccount:payments:worker of https://aks/ of payments/worker",
  "eligible membership of sql-admins-prod",
];

describe("review", () => {
  it("finds identities, grants, federated credentials and eligible memberships that nobody used, and groups without an owner", async () => {
    const found = await states(rows());

    for (const id of UNUSED) expect(found[id], `${id} of ${Object.keys(found).join("; ")}`).to.equal("unused");
    expect(found["group sql-admins-prod"]).to.equal("fault");
    expect(found["identity payments/api"]).to.equal("in use");
    expect(found["secret payments-prod-stripe-key in kv-payments-prod"]).to.equal("in use");
    expect(found["database user id-payments-prod-api in sql-x.database.windows.net/ledger"]).to.equal("in use");
  });

  it("finds secrets that nobody read and users of databases that never signed in", async () => {
    const given = rows();
    Object.assign(given.uses, {
      vault: [
        use(
          { Principal: API, Object: "kv-payments-prod/secrets/payments-prod-stripe-key", Operation: "SecretSet" },
          99,
          1,
        ),
      ],
      database: [],
    });

    const found = await states(given);

    expect(found["secret payments-prod-stripe-key in kv-payments-prod"]).to.equal("unused");
    expect(found["database user id-payments-prod-api in sql-x.database.windows.net/ledger"]).to.equal("unused");
  });

  it("takes what was last used 91 days ago for unused, and 89 days ago for used", async () => {
    const at = async (days: number): Promise<string | undefined> => {
      const given = rows();
      given.uses["sign-in"]?.push(use({ Principal: WORKER }, 99, days));
      return (await states(given))["identity payments/worker"];
    };

    expect([await at(89), await at(91)]).to.deep.equal(["in use", "unused"]);
  });

  it("says first and last use, the window and the confidence of each", async () => {
    const { out } = await review(rows(), "--json");

    const { reviewed } = JSON.parse(out) as { readonly reviewed: readonly Item[] };
    expect(reviewed.find(({ id }) => id === "identity payments/api")).to.deep.include({
      confidence: "full",
      firstUse: ago(99),
      lastUse: ago(1),
      window: { from: "2026-05-24", to: "2026-09-01", whole: true, lacks: [] },
    });
  });

  const incomplete: readonly (readonly [string, (given: Rows) => void, string, string])[] = [
    ["the log began later", (given) => (given.coverage["sign-in"] = daily("sign-in", 60)), "", "begins on 2026-07-04"],
    [
      "the log was silent for a while",
      (given) => (given.coverage["sign-in"] = daily("sign-in").filter((_, index) => index < 40 || index > 60)),
      "",
      "is silent from",
    ],
    ["the log is not sent at all", (given) => (given.coverage["sign-in"] = []), "", "has no row at all"],
    [
      "the log was not asked",
      (given) => {
        delete given.uses["sign-in"];
      },
      "",
      "was not answered whole: it was not asked",
    ],
    ["fewer than 100 days are asked for", () => undefined, "--days 95", "is asked for fewer than 100 days"],
  ];
  for (const [name, change, line, said] of incomplete) {
    it(`recommends nothing where ${name}`, async () => {
      const given = rows();
      change(given);

      expect((await states(given, line))["identity payments/worker"]).to.equal("unclear");
      expect((await review(given, line)).out).to.contain(said);
    });
  }

  it("writes the pull request: the page, the manifest's edit with everything else as it was, and a draft of decisions", async () => {
    const { written, code } = await review(rows(), "--out reviews/q3");

    expect(code).to.equal(2);
    expect(written.get("reviews/q3/apps/payments.yaml")).to.equal(MANIFEST.replace("[api, worker]", "[ api ]"));
    expect(written.get("reviews/q3/review.md")).to.contain("takes `worker` out of `secrets.stripe-key.readers`");
    const draft = written.get("reviews/q3/decisions.yaml") ?? "";
    expect(draft).to.contain(`#  - subject: ${JSON.stringify(GRANT)}`);
    expect(parse(draft)).to.deep.equal({ decisions: null });
  });

  it("keeps what was decided, until its end", async () => {
    const decided = (until: string): string =>
      `decisions:\n  - { subject: "${UNUSED[0] ?? ""}", decision: keep, reason: Runs once a year, owner: payments-team@contoso.com, until: "${until}" }\n`;

    expect((await states(rows(), "", decided("2026-09-01")))["identity payments/worker"]).to.equal("kept");
    expect((await states(rows(), "", decided("2026-08-31")))["identity payments/worker"]).to.equal("unused");
    expect((await review(rows(), "", decided("2026-12-01"))).out).to.contain(
      "kept until 2026-12-01 by payments-team@contoso.com: Runs once a year",
    );
  });

  const wrong: readonly (readonly [string, string])[] = [
    ['{ subject: x, decision: keep, reason: "", owner: abc, until: "2026-12-01" }', "reason"],
    ["{ subject: x, decision: keep, reason: Because it is so, until: 2026-12-01 }", "owner"],
    ["{ subject: x, decision: remove, reason: Because it is so, owner: abc, until: 2026-12-01 }", 'write "keep"'],
    [
      "{ subject: x, decision: keep, reason: Because it is so, owner: abc, until: 2028-12-01 }",
      "more than 366 days away",
    ],
    ["{ subject: x, decision: keep, reason: Because it is so, owner: abc }", "until"],
  ];
  for (const [entry, said] of wrong) {
    it(`refuses a decision without its reason, owner and end: ${said}`, async () => {
      expect((await review(rows(), "", `decisions:\n  - ${entry}\n`)).error).to.contain(said);
    });
  }

  it("is evidence where it finds nothing, and ends with 0", async () => {
    const given = rows();
    given.uses["sign-in"]?.push(use({ Principal: WORKER }, 99, 1));
    given.uses["vault"]?.push(
      use(
        { Principal: WORKER, Object: "kv-payments-prod/secrets/payments-prod-stripe-key", Operation: "SecretGet" },
        99,
        1,
      ),
    );
    given.uses["activation"]?.push(use({ Group: ADMINS }, 99, 1));
    const group = `decisions:\n  - { subject: group sql-admins-prod, decision: keep, reason: Adopted from the tenant, owner: identity@contoso.com, until: "2026-12-01" }\n`;

    const { out, code } = await review(given, "", group);

    expect(out).to.contain("none of them is to go. This page is the evidence of it.");
    expect(code).to.equal(0);
  });

  it("asks the workspace itself, two questions for each log over the same period", async () => {
    const given = rows();
    const asked: Period[] = [];
    workspace = {
      ask: (query, period) => {
        asked.push(period);
        const source = (["vault", "sign-in", "database", "activation"] as const).find((name) =>
          name === "sign-in"
            ? query.includes("signIns |")
            : query.includes(`${NAMES[name]} |`) || query.includes(`"${name}"`),
        );
        const of = query.includes("extend Source =") ? given.coverage : given.uses;
        return Promise.resolve({ rows: (of[source ?? ""] ?? []) as Fields[] });
      },
    };

    const found = await states(given, "--workspace 11111111-1111-4111-8111-111111111111");

    expect(asked).to.have.length(8);
    expect(asked[0]).to.deep.equal({ from: new Date(ago(100)), to: NOW });
    expect(found["identity payments/worker"]).to.equal("unused");
    expect(found["identity payments/api"]).to.equal("in use");
  });

  it("recommends nothing of a log that was cut, and is told in one sentence where nobody is let in", async () => {
    const line = "--workspace 11111111-1111-4111-8111-111111111111";
    workspace = { ask: () => Promise.resolve({ rows: [], missing: "the workspace cut its answer" }) };
    const cut = await states(rows(), line);
    workspace = { ask: () => Promise.reject(new LogsFailure("the workspace does not let you in")) };

    expect(cut["identity payments/worker"]).to.equal("unclear");
    expect((await review(rows(), line)).error).to.equal("the workspace does not let you in");
  });

  it("prints the questions, for each log one and one for what it covers", async () => {
    const { out } = await review(rows(), "--queries");

    const asked = JSON.parse(out) as {
      readonly uses: Record<string, string>;
      readonly coverage: Record<string, string>;
    };
    expect(Object.keys(asked.uses)).to.deep.equal(["vault", "sign-in", "database", "activation"]);
    expect(asked.uses["vault"]).to.contain("let vaultAudit").and.to.contain("summarize First = min(TimeGenerated)");
    expect(Object.keys(asked.coverage)).to.deep.equal(Object.keys(asked.uses));
  });
});
