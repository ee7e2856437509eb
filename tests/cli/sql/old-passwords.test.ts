// The way out of passwords (docs/sql-users.md, "Old passwords out"), on a server that this program did not make: a declaration
// in a file, old users and new ones side by side, and the check that tells how far it is.
import { expect } from "chai";
import { Server } from "./double/server.ts";
import { API, Hand, look, user } from "./helpers.ts";
import { runSql } from "./run-sql.ts";

const LEGACY = { server: "sql-legacy.database.windows.net", database: "ledger" };
const MASTER = { ...LEGACY, database: "master" };
const NOBODY = [{ app: "payments", ...LEGACY, users: [] }];
const DECLARED = [{ app: "payments", ...LEGACY, users: [user("id-payments-prod-api", API, "readWrite")] }];

describe("a server with old passwords", () => {
  let server: Server;
  const sql = (declaration: unknown, ...args: readonly string[]) =>
    runSql(server, [...args, "--input", "legacy.json"], {
      readFile: (path) =>
        path === "legacy.json" ? Promise.resolve(JSON.stringify(declaration)) : Promise.reject(new Error(path)),
    });

  beforeEach(() => {
    server = new Server();
    const ledger = server.database(LEGACY);
    const hand = new Hand(ledger);
    hand.member("db_owner", hand.principal({ name: "legacy", type: "S", sid: "0x0105", authentication: 2 }));
    ledger.state.entraOnly = false;
    server.database(MASTER).state.logins.push({ name: "sqladmin", disabled: false });
    server.database(MASTER).state.entraOnly = false;
  });

  it("is looked at before anything is declared, and nothing of it is drift", async () => {
    const { text, code } = await sql(NOBODY, "check");

    expect(code).to.equal(0);
    expect(text).to.include("password: legacy is a user with a password of its own");
    expect(text).to.include("passwords allowed: server still lets logins sign in with a password");
    expect(text).to.include("password: sqladmin is a login");
  });

  it("lets the identity in beside the password, and cuts nobody off", async () => {
    const before = look(server.database(LEGACY))["legacy"];

    const { text, code } = await sql(DECLARED, "apply", "--yes");

    expect(code).to.equal(0);
    expect(text).not.to.include("loses");
    const after = look(server.database(LEGACY));
    expect(after["id-payments-prod-api"]?.roles).to.deep.equal(["db_datareader", "db_datawriter"]);
    expect(after["legacy"]).to.deep.equal(before);
  });

  it("tells how far it is, until no password is left and none is taken", async () => {
    await sql(DECLARED, "apply", "--yes");
    const { state } = server.database(LEGACY);
    const failing = async () => (await sql(DECLARED, "check", "--fail-on-passwords")).code;
    expect(await failing()).to.equal(2);

    state.principals = state.principals.filter(({ name }) => name !== "legacy");
    expect(await failing()).to.equal(2);
    server.database(MASTER).state.logins = [];
    expect(await failing()).to.equal(2);
    state.entraOnly = true;

    expect(await failing()).to.equal(0);
  });
});
