import { expect } from "chai";
import { QUERIES } from "../../../cli/sql/catalog.ts";
import {
  ABORT_ON_ERROR,
  TAKE_LOCK,
  addMember,
  createRole,
  createUser,
  dropMember,
  dropRole,
  dropUser,
  mark,
  script,
} from "../../../cli/sql/statements.ts";
import { statementRules, syntaxErrors } from "./double/lexer.ts";

const HOSTILE = "a]b'c; --";
const CREATE_USER = createUser(HOSTILE, "0x443322116655887799AABBCCDDEEFF00", "workload");

describe("the statements, read by the published T-SQL grammar", () => {
  const known: readonly (readonly [string, string])[] = [
    [dropUser(HOSTILE), "ddl_clause/drop_user"],
    [createRole(HOSTILE), "ddl_clause/create_db_role"],
    [dropRole(HOSTILE), "ddl_clause/drop_db_role"],
    [addMember(HOSTILE, HOSTILE), "ddl_clause/alter_db_role"],
    [dropMember(HOSTILE, HOSTILE), "ddl_clause/alter_db_role"],
  ];
  for (const [sql, rule] of known) {
    it(`is one ${rule}: ${sql}`, () => {
      expect(syntaxErrors(sql)).to.deep.equal([]);
      expect(statementRules(sql)).to.deep.equal([rule]);
    });
  }

  it("is one CREATE USER with a SID (the grammar is older than the option TYPE)", () => {
    const withoutType = CREATE_USER.replace(", TYPE = E;", ";");

    expect(CREATE_USER).to.equal("CREATE USER [a]]b'c; --] WITH SID = 0x443322116655887799AABBCCDDEEFF00, TYPE = E;");
    expect(syntaxErrors(withoutType)).to.deep.equal([]);
    expect(statementRules(withoutType)).to.deep.equal(["ddl_clause/create_user"]);
  });

  it("knows the lock, the mark, the options and every query of the catalog", () => {
    for (const sql of [ABORT_ON_ERROR, TAKE_LOCK, mark(HOSTILE, "payments"), ...Object.values(QUERIES)]) {
      expect(syntaxErrors(sql), sql).to.deep.equal([]);
    }
  });

  it("knows the script that a person can run by hand", () => {
    const text = script([createRole(HOSTILE), mark(HOSTILE, "payments"), addMember(HOSTILE, HOSTILE)]);

    expect(syntaxErrors(text)).to.deep.equal([]);
    expect(text.split("\n").slice(0, 2)).to.deep.equal(["SET XACT_ABORT ON;", "BEGIN TRANSACTION;"]);
    expect(text.endsWith("COMMIT TRANSACTION;")).to.equal(true);
  });

  it("sees a second statement where a name is not quoted", () => {
    const careless = `DROP USER [a]; DROP USER [b];`;

    expect(statementRules(careless)).to.deep.equal(["ddl_clause/drop_user", "ddl_clause/drop_user"]);
  });
});
