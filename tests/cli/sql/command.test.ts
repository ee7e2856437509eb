import { expect } from "chai";
import type { SqlDependencies } from "../../../cli/commands/sql.ts";
import { inParallel } from "../../../cli/reconcile/parallel.ts";
import type { DesiredDatabase } from "../../../cli/sql/desired.ts";
import { ScreenDouble } from "../../support/screen.ts";
import { syntaxErrors } from "./double/lexer.ts";
import { connectionLost, Server } from "./double/server.ts";
import { API, Hand, OTHER, SERVER, TARGET, WORKER, desired, look, user } from "./helpers.ts";
import { runSql, type SqlRun } from "./run-sql.ts";

const ledger = desired(user("id-api", API, "readWrite"));
const orders: DesiredDatabase = { ...desired(user("id-worker", WORKER, "read")), app: "shop", database: "orders" };

/** `strongroom sql …`, with both databases declared. */
const run = (server: Server, args: readonly string[], change: Partial<SqlDependencies> = {}): Promise<SqlRun> =>
  runSql(server, args, {
    runPulumi: () => Promise.resolve(JSON.stringify({ sqlDatabases: [ledger, orders] })),
    readStdin: () => Promise.resolve(JSON.stringify([ledger])),
    ...change,
  });

describe("strongroom sql", () => {
  it("show prints T-SQL for every database, and connects to none", async () => {
    const { text, code } = await run(new Server(), ["show"], {
      connect: () => Promise.reject(new Error("no connection was asked for")),
    });

    expect(code).to.equal(0);
    expect(text).to.include("-- payments/ledger on sql-payments-dev-x1y2.database.windows.net");
    expect(text).to.include("CREATE USER [id-worker] WITH SID = 0x443322216655887799AABBCCDDEEFF00, TYPE = E;");
    expect(syntaxErrors(text.replaceAll(", TYPE = E;", ";"))).to.deep.equal([]);
  });

  it("check ends with 2 on drift and with 0 without, and changes nothing", async () => {
    const server = new Server();

    const drifted = await run(server, ["check"]);
    expect(drifted.code).to.equal(2);
    expect(drifted.text).to.include("  ! missing: id-api no user for workload 11223344-5566-7788-99aa-bbccddeeff00");
    expect(look(server.database(TARGET))).to.deep.equal({});

    await run(server, ["apply", "--yes"]);
    const clean = await run(server, ["check"]);
    expect(clean.code).to.equal(0);
    expect(clean.text).to.include("as declared");
  });

  it("check tells of logins and users with passwords, and fails on them when asked to", async () => {
    const server = new Server();
    await run(server, ["apply", "--yes"]);
    new Hand(server.database(TARGET)).principal({ name: "legacy", type: "S", sid: "0x0105", authentication: 2 });
    server.database({ server: SERVER, database: "master" }).state.logins.push({ name: "sa\u001b[31m", disabled: true });

    const told = await run(server, ["check"]);
    expect(told.code).to.equal(0);
    expect(told.text).to.include("password: legacy is a user with a password of its own");
    expect(told.text).to.include("password: sa\\u{1b}[31m is a login, disabled");

    expect((await run(server, ["check", "--fail-on-passwords"])).code).to.equal(2);
  });

  it("check does not count the login that Azure makes for a server of Entra tokens, while it takes nothing else", async () => {
    const server = new Server();
    await run(server, ["apply", "--yes"]);
    const { state } = server.database({ server: SERVER, database: "master" });
    state.logins.push({ name: "CloudSA1d559488", disabled: false });

    const closed = await run(server, ["check", "--fail-on-passwords"]);
    expect(closed.text).to.include("CloudSA1d559488 is Azure's own login");
    expect(closed.code).to.equal(0);

    state.entraOnly = false;
    const open = await run(server, ["check", "--fail-on-passwords"]);
    expect(open.text).to.include("password: CloudSA1d559488 is a login");
    expect(open.code).to.equal(2);

    state.entraOnly = true;
    state.logins.push({ name: "CloudSally", disabled: false });
    expect((await run(server, ["check", "--fail-on-passwords"])).code).to.equal(2);
  });

  it("apply says who gains and who loses, database by database", async () => {
    const server = new Server();
    new Hand(server.database(TARGET)).user("id-old", OTHER, { marked: true, roles: ["db_datareader"] });

    const { text, code } = await run(server, ["apply", "--yes", "--database", "payments/ledger"]);

    expect(code).to.equal(0);
    expect(text.split("\n")).to.deep.equal([
      "payments/ledger  (sql-payments-dev-x1y2.database.windows.net)",
      "  - id-old loses db_datareader",
      "  + id-api gains db_datareader",
      "  + id-api gains db_datawriter",
      "  5 statements run",
    ]);
    expect((await run(server, ["apply", "--yes", "--database", "payments/ledger"])).text).to.include("nothing to do");
  });

  it("apply changes nothing in a dry run, without a yes, or with nobody to ask", async () => {
    const server = new Server();
    const untouched = () => {
      expect(look(server.database(TARGET))).to.deep.equal({});
    };

    const dry = await run(server, ["apply", "--dry-run"]);
    expect(dry.text).to.include("+ id-api gains db_datareader").and.to.include("4 statements to run");
    untouched();
    expect((await run(server, ["apply"])).failure).to.include("add --yes");
    untouched();
    expect((await run(server, ["apply", "--input", "-"], { interactive: true })).failure).to.include("add --yes");
    untouched();
    expect((await run(server, ["apply"], { interactive: true })).text).to.include("4 statements to run");
    untouched();
  });

  it("apply does what a person said yes to", async () => {
    const server = new Server();

    const { text, code } = await run(server, ["apply"], { interactive: true, confirm: () => Promise.resolve(true) });

    expect(code).to.equal(0);
    expect(text).to.include("4 statements run");
    expect(Object.keys(look(server.database(TARGET)))).to.deep.equal(["id-api"]);
  });

  it("apply does not do what was not on the screen when a person said yes", async () => {
    const server = new Server();

    const { text, code } = await run(server, ["apply", "--database", "payments/ledger"], {
      interactive: true,
      confirm: () => {
        new Hand(server.database(TARGET)).user("id-new", OTHER, { marked: true });
        return Promise.resolve(true);
      },
    });

    expect(code).to.equal(1);
    expect(text).to.include("the database is not as it was when you agreed");
  });

  it("goes on with the other databases when one fails, and ends with 1", async () => {
    const server = new Server();
    new Hand(server.database(TARGET)).user("id-api", OTHER);

    const { text, code } = await run(server, ["apply", "--yes"]);

    expect(code).to.equal(1);
    expect(text).to.include("x payments/ledger: nothing was changed: id-api a user of another identity");
    expect(text).to.include("+ id-worker gains db_datareader");
  });

  it("says that it waits, and why", async () => {
    const server = new Server();
    let failed = false;
    server.fault = () => {
      const fault = failed ? undefined : ({ moment: "before", error: connectionLost() } as const);
      failed = true;
      return fault;
    };

    const { notes, code } = await run(server, ["apply", "--yes"]);

    expect(code).to.equal(0);
    expect(notes).to.equal("not available yet, attempt 2 in 4 s (Connection lost - read ECONNRESET)");
  });

  it("shows a person how many databases are done, and leaves the screen as it was", async () => {
    const screen = new ScreenDouble({ isTTY: true });

    const { text } = await run(new Server(), ["apply", "--yes"], { screen });

    expect(screen.lines.at(0)).to.equal("0/2");
    expect(screen.lines.at(-1)).to.match(/^2\/2 (payments\/ledger|shop\/orders)$/);
    expect(screen.isClean, "the line wiped and the cursor shown").to.equal(true);
    expect(text).to.include("+ id-worker gains db_datareader");
  });

  it("tells on the same line that it waits, and leaves the screen as it was also when a database fails", async () => {
    const screen = new ScreenDouble({ isTTY: true });
    const server = new Server();
    new Hand(server.database(TARGET)).user("id-api", OTHER);
    let failed = false;
    server.fault = () => {
      const fault = failed ? undefined : ({ moment: "before", error: connectionLost() } as const);
      failed = true;
      return fault;
    };

    const { notes, code } = await run(server, ["apply", "--yes", "--parallel", "1"], {
      screen,
      sleep: () => screen.shows("waiting: "),
    });

    expect(code).to.equal(1);
    expect(notes).to.equal("");
    expect(screen.lines.some((line) => line.endsWith("waiting: Connection lost - read ECONNRESET"))).to.equal(true);
    expect(screen.lines.at(-1)).to.match(/^2\/2 /);
    expect(screen.isClean).to.equal(true);
  });

  for (const [where, isTTY, args] of [
    ["in a file or a pipeline's log", false, []],
    ["with --json", true, ["--json"]],
    ["for a single database", true, ["--database", "payments/ledger"]],
  ] as const) {
    it(`draws no bar ${where}`, async () => {
      const screen = new ScreenDouble({ isTTY });

      const { code } = await run(new Server(), ["apply", "--yes", ...args], { screen });

      expect(code).to.equal(0);
      expect(screen.written).to.equal("");
    });
  }

  it("speaks JSON", async () => {
    const { text } = await run(new Server(), ["check", "--json", "--database", "payments/ledger"]);

    expect(JSON.parse(text)).to.deep.include({ servers: [{ server: SERVER, logins: [] }] });
    expect((JSON.parse(text) as { databases: unknown[] }).databases[0]).to.deep.include({
      app: "payments",
      drift: true,
      effects: [
        { kind: "gains", principal: "id-api", what: "db_datareader" },
        { kind: "gains", principal: "id-api", what: "db_datawriter" },
      ],
    });
  });

  it("takes 1 to 64 databases at a time", async () => {
    expect((await run(new Server(), ["check", "--parallel", "0"])).failure).to.include("allowed are 1 to 64");
    expect((await run(new Server(), ["check", "--parallel", "65"])).failure).to.include("allowed are 1 to 64");
  });
});

describe("many databases", () => {
  it("are worked on side by side, never more than asked for, and told in their order", async () => {
    let running = 0;
    let most = 0;

    const results = await inParallel(3, [5, 1, 4, 2, 3, 0, 6], async (item) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < item; turn += 1) {
        await Promise.resolve();
      }
      running -= 1;
      return item * 10;
    });

    expect(results).to.deep.equal([50, 10, 40, 20, 30, 0, 60]);
    expect(most).to.equal(3);
  });
});
