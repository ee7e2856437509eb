import { expect } from "chai";
import { SqlFailure, type FailureDetails } from "../../../cli/sql/connection.ts";
import { patiently, waitAfter } from "../../../cli/reconcile/failures.ts";
import { explain, isTransient, SQL_FAILURES } from "../../../cli/sql/failures.ts";
import { asFailure, connector } from "../../../cli/sql/mssql-connection.ts";
import { patience, SERVER, TARGET } from "./helpers.ts";

const failure = (message: string, details: Partial<FailureDetails> = {}): SqlFailure =>
  new SqlFailure(message, { phase: "connect", ...details });

const PAUSED = failure("Database 'ledger' on server 'sql' is not currently available.", {
  number: 40613,
  code: "ELOGIN",
});

describe("failures that pass by themselves", () => {
  for (const number of [1205, 4060, 10928, 10929, 40197, 40501, 40613, 49918, 49919, 49920]) {
    it(`are tried again: error ${number}`, () => {
      expect(isTransient(failure("…", { number }))).to.equal(true);
    });
  }

  it("are tried again when a connection was cut", () => {
    expect(isTransient(failure("Connection lost - read ECONNRESET", { code: "ESOCKET" }))).to.equal(true);
    expect(isTransient(failure("Connection lost - socket hang up", { code: "ESOCKET" }))).to.equal(true);
  });

  it("are told from those that somebody has to mend", () => {
    const others = [
      failure("Login failed", { number: 18456 }),
      failure("not allowed to access the server", { number: 40615 }),
      failure(`Failed to connect to ${SERVER}:1433 - getaddrinfo ENOTFOUND`, { code: "ESOCKET" }),
      failure(`Failed to connect to ${SERVER}:1433 in 30000ms`, { code: "ETIMEOUT" }),
      new Error("ECONNRESET"),
    ];

    expect(others.map(isTransient)).to.deep.equal([false, false, false, false, false]);
  });

  it("are waited for ever longer, up to a minute, and never all at once", () => {
    expect([1, 2, 3, 4, 5, 6].map((attempt) => waitAfter(attempt, 0, SQL_FAILURES.longestWait))).to.deep.equal([
      2500, 5000, 10_000, 20_000, 30_000, 30_000,
    ]);
    expect([1, 2, 3, 4, 5, 6].map((attempt) => waitAfter(attempt, 1, SQL_FAILURES.longestWait))).to.deep.equal([
      5000, 10_000, 20_000, 40_000, 60_000, 60_000,
    ]);
  });

  it("let a paused serverless database wake up", async () => {
    const waiting = patience();
    let calls = 0;

    const result = await patiently(
      () => {
        calls += 1;
        return calls < 5 ? Promise.reject(PAUSED) : Promise.resolve("awake");
      },
      waiting,
      SQL_FAILURES,
    );

    expect(result).to.equal("awake");
    expect(waiting.waits.reduce((sum, wait) => sum + wait, 0)).to.be.greaterThan(55_000);
  });

  it("are given up after six attempts", async () => {
    const waiting = patience();

    const last = await patiently(() => Promise.reject(PAUSED), waiting, SQL_FAILURES).catch((error: unknown) => error);

    expect(last).to.equal(PAUSED);
    expect(waiting.waits).to.have.length(5);
  });
});

describe("a failure", () => {
  const said = (error: unknown) => explain(error, TARGET, "payments/ledger");
  const road = "the server is reached through its private endpoint only: run this from inside the network";
  const cases: readonly (readonly [string, unknown, string])[] = [
    [
      "DNS",
      failure("Failed to connect to x - getaddrinfo ENOTFOUND x", { code: "ESOCKET" }),
      `cannot be reached: ${road}`,
    ],
    ["time-out", failure("Failed to connect to x in 30000ms", { code: "ETIMEOUT" }), `cannot be reached: ${road}`],
    [
      "firewall",
      failure("Client with IP address '1.2.3.4' is not allowed", { number: 40615 }),
      `turns this machine away: ${road}`,
    ],
    [
      "public access off",
      failure("Deny Public Network Access is set to Yes", { number: 47073 }),
      `turns this machine away: ${road}`,
    ],
    [
      "login",
      failure("Login failed for user '<token-identified principal>'.", { number: 18456, code: "ELOGIN" }),
      "does not let this identity in: it is not a member of the administrators' group",
    ],
    [
      "no identity",
      failure("ChainedTokenCredential failed", { code: "ECREDENTIAL" }),
      "no Entra identity to sign in with: run `az login`",
    ],
    [
      "certificate",
      failure("Failed to connect to x:1433 - self-signed certificate", { code: "ESOCKET" }),
      "what answers there does not prove that it is the server, so nothing was sent to it",
    ],
    ["paused for good", PAUSED, "is not available, after 6 attempts (error 40613: "],
    [
      "slow statement",
      failure("Timeout: Request failed to complete in 60000ms", { phase: "query", code: "ETIMEOUT" }),
      "did not answer in time",
    ],
  ];
  for (const [name, error, sentence] of cases) {
    it(`is told in one sentence: ${name}`, () => {
      const text = said(error);

      expect(text).to.include(`payments/ledger: ${SERVER}`);
      expect(text).to.include(sentence);
      expect(text.split("\n")).to.have.length(1);
    });
  }

  it("carries no control sequence of a server into a terminal", () => {
    expect(said(failure("a\u001b[2Jb\u009bc"))).to.include("a\\u{1b}[2Jb\\u{9b}c");
  });
});

describe("what the driver throws", () => {
  it("keeps the number of a failed login, which the driver drops", () => {
    const found = asFailure(Object.assign(new Error("not allowed"), { code: "ELOGIN" }), "connect", 40615);

    expect(found).to.include({ number: 40615, code: "ELOGIN", phase: "connect" });
  });

  it("gives the innermost number, of whatever wraps it", () => {
    const inner = Object.assign(new Error("deadlock"), { number: 1205, code: "EREQUEST" });
    const outer = Object.assign(new Error("Transaction has been aborted."), { code: "EABORT", originalError: inner });

    expect(asFailure(outer, "query")).to.include({ number: 1205, code: "EABORT" });
  });
});

describe("the way to a database", () => {
  it("begins with a token, and says so when Entra gives none", async () => {
    const asked: unknown[] = [];
    const connect = connector({
      getToken: (scope) => {
        asked.push(scope);
        return Promise.reject(new Error("EnvironmentCredential is unavailable\nAzureCliCredential is unavailable"));
      },
    });

    const error = await connect(TARGET).catch((thrown: unknown) => thrown);

    expect(asked).to.deep.equal(["https://database.windows.net/.default"]);
    expect(error).to.include({ code: "ECREDENTIAL", phase: "connect" });
    expect(explain(error, TARGET, "payments/ledger")).to.equal(
      `payments/ledger: ${SERVER}: no Entra identity to sign in with: run \`az login\`, or run this where a managed identity or a federated credential is (EnvironmentCredential is unavailable)`,
    );
  });

  it("asks for no token for a host that is not Azure's", async () => {
    const connect = connector({ getToken: () => Promise.reject(new Error("a token was asked for")) });

    const error = await connect({ server: "sql.example.com", database: "ledger" }).catch((thrown: unknown) => thrown);

    expect(error).to.have.property("message", "sql.example.com is no Azure SQL host name");
  });
});
