import { expect } from "chai";
import { MAX_ACCESS_SCHEMA_LENGTH, rolesFor, type AccessLevel } from "../../../components/sql/database-access.ts";

const names = (level: AccessLevel, schema?: string) =>
  rolesFor(schema === undefined ? { level } : { level, schema }).map(({ name }) => name);

describe("access levels", () => {
  it("become the narrowest roles that carry them", () => {
    expect(names("read")).to.deep.equal(["db_datareader"]);
    expect(names("readWrite")).to.deep.equal(["db_datareader", "db_datawriter"]);
    expect(names("migrate")).to.deep.equal(["db_ddladmin", "db_datareader", "db_datawriter"]);
    expect(rolesFor({ level: "execute" })).to.deep.equal([
      { kind: "own", name: "strongroom_execute", permissions: ["EXECUTE"] },
    ]);
  });

  it("become a role of their own in a schema, with permissions there and nowhere else", () => {
    expect(rolesFor({ level: "readWrite", schema: "sales" })).to.deep.equal([
      {
        kind: "own",
        name: "strongroom_readWrite_sales",
        permissions: ["SELECT", "INSERT", "UPDATE", "DELETE"],
        schema: "sales",
      },
    ]);
    expect(rolesFor({ level: "read", schema: "sales" })).to.deep.equal([
      { kind: "own", name: "strongroom_read_sales", permissions: ["SELECT"], schema: "sales" },
    ]);
    expect(rolesFor({ level: "execute", schema: "sales" })).to.deep.equal([
      { kind: "own", name: "strongroom_execute_sales", permissions: ["EXECUTE"], schema: "sales" },
    ]);
  });

  it("never hand out a schema's share of what only the whole database has", () => {
    expect(() => rolesFor({ level: "migrate", schema: "sales" })).to.throw('"migrate" holds for the whole database');
  });

  it("never make anybody an owner or a giver of access", () => {
    for (const level of ["read", "readWrite", "execute", "migrate"] as const) {
      expect(names(level)).not.to.include.members(["db_owner"]);
      expect(names(level).some((name) => /owner|security|access/.test(name))).to.equal(false);
    }
  });

  it("fit a role's name with the longest schema that is allowed", () => {
    const [role] = names("readWrite", "s".repeat(MAX_ACCESS_SCHEMA_LENGTH));

    expect(role).to.have.length(128);
  });
});
