import { expect } from "chai";
import { DatabaseUser, type DatabaseUserArgs } from "../../../components/sql/database-user.ts";
import { capture, only } from "../../support/capture.ts";
import { refusal } from "./fixtures.ts";

const base: DatabaseUserArgs = {
  server: "sql-payments-dev-x1.database.windows.net",
  database: "ledger",
  userName: "id-payments-dev-api",
  kind: "workload",
  principal: "client-of-api",
  level: "read",
};

const user = (overrides: Partial<DatabaseUserArgs> = {}) =>
  new DatabaseUser("payments-ledger-api", { ...base, ...overrides });

describe("DatabaseUser", () => {
  it("defaults: one user in one database, for `strongroom sql` to make: no resource of Azure's", async () => {
    const { resources } = await capture(() => user());

    expect(resources.map(({ type, custom }) => [type, custom])).to.deep.equal([["strongroom:sql:DatabaseUser", false]]);
    expect(only(resources, "DatabaseUser").inputs).to.deep.equal(base);
  });

  it("max: every argument shows in the preview", async () => {
    const args: DatabaseUserArgs = {
      server: "fog-payments-dev-x1.database.windows.net",
      database: "orders",
      userName: "analysts",
      kind: "group",
      principal: "object-of-analysts",
      level: "readWrite",
      schema: "reporting",
    };

    const { resources } = await capture(() => user(args));

    expect(only(resources, "DatabaseUser").inputs).to.deep.equal(args);
  });

  it("hardened: no schema is said to confine what holds for the whole database", async () => {
    expect(await refusal(() => user({ level: "migrate", schema: "sales" }))).to.equal(
      'DatabaseUser payments-ledger-api: schema: "sales" does not confine "migrate"; allowed in a schema are read, readWrite and execute',
    );
  });

  it("hardened: there is no level that owns a database", () => {
    // @ts-expect-error db_owner is no level: it could grant access and drop the database
    const owner: DatabaseUserArgs = { ...base, level: "owner" };

    expect(owner.level).to.equal("owner");
  });
});
