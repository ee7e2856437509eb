// A SQL server with one database, and what tests change about it.
import { expect } from "chai";
import { SqlServer, type SqlServerArgs } from "../../../components/sql/sql-server.ts";
import type { SqlDatabaseArgs } from "../../../components/sql/sql-database.ts";
import { capture } from "../../support/capture.ts";
import { SMALL_DATABASE, TAGS, testPlatform } from "../../support/fixtures.ts";

export function database(overrides: Partial<SqlDatabaseArgs> = {}): SqlDatabaseArgs {
  return {
    databaseName: "ledger",
    purpose: "The ledger of record",
    owner: "payments-team@contoso.com",
    shape: SMALL_DATABASE,
    ledger: false,
    ...overrides,
  };
}

export function server(overrides: Partial<SqlServerArgs> = {}): SqlServer {
  return new SqlServer("payments", {
    platform: testPlatform(),
    serverName: "sql-payments-dev-x1",
    resourceGroupName: "rg-payments-dev",
    tags: TAGS,
    administrators: testPlatform().sqlAdministrators,
    databases: { ledger: database() },
    ...overrides,
  });
}

/** The one sentence with which the program refuses. */
export async function refusal(program: () => unknown): Promise<string> {
  try {
    await capture(program);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return expect.fail("nothing was refused");
}
