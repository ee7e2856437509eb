import { expect } from "chai";
import fc from "fast-check";
import { printable } from "../../../text/printable.ts";
import { identifier, literal } from "../../../cli/sql/quote.ts";
import {
  addMember,
  createRole,
  createUser,
  dropMember,
  dropRole,
  dropUser,
  grant,
  mark,
  revoke,
} from "../../../cli/sql/statements.ts";
import { tokenize } from "./double/lexer.ts";
import { readBatch, type Statement } from "./double/reader.ts";

const SID = "0x443322116655887799AABBCCDDEEFF00";

/** Names that were made to break out, and any others: whatever a sysname can hold. */
const hostile = fc.oneof(
  fc.constantFrom(
    "]",
    "]]",
    "a] WITH SID = 0x00; DROP USER [dbo",
    "x'; DROP TABLE t; --",
    "'",
    "''",
    "/*",
    "*/",
    "--",
    "a\nGO\nb",
    'a"b',
    "[a]",
    "a\\b",
    "\u2019",
    "\uff07",
    "$(name)",
    "𝕏",
    "名前",
    "a\u202eb",
  ),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom("]", "[", "'", '"', "-", "/", "*", ";", "\n", " ", "\\", "a"),
    minLength: 1,
    maxLength: 40,
  }),
);
const nameable = hostile.filter((name) => name.length <= 128 && name.isWellFormed() && !name.includes("\0"));
const writable = nameable.filter((text) => !/\\\r?\n/.test(text));

const only = (text: string): Statement => {
  const statements = readBatch(text);
  expect(statements).to.have.length(1);
  return statements[0] as Statement;
};

describe("quoting", () => {
  it("makes one identifier of any name", () => {
    fc.assert(
      fc.property(nameable, (name) => {
        expect(tokenize(identifier(name))).to.deep.equal([{ kind: "identifier", value: name }]);
      }),
    );
  });

  it("makes one string of any text", () => {
    fc.assert(
      fc.property(writable, (text) => {
        expect(tokenize(literal(text))).to.deep.equal([{ kind: "string", value: text }]);
      }),
    );
  });

  it("keeps every statement the one statement that it is, whatever the names", () => {
    fc.assert(
      fc.property(writable, writable, (a, b) => {
        expect(only(createUser(a, SID, "group"))).to.deep.equal({ kind: "create user", name: a, sid: SID, type: "X" });
        expect(only(dropUser(a))).to.deep.equal({ kind: "drop user", name: a });
        expect(only(createRole(a))).to.deep.equal({ kind: "create role", name: a, owner: "dbo" });
        expect(only(dropRole(a))).to.deep.equal({ kind: "drop role", name: a });
        expect(only(addMember(a, b))).to.deep.equal({ kind: "add member", role: a, member: b });
        expect(only(dropMember(a, b))).to.deep.equal({ kind: "drop member", role: a, member: b });
        expect(only(grant("SELECT", { kind: "schema", schema: a }, b))).to.deep.equal({
          kind: "grant",
          permission: "SELECT",
          on: { class: "SCHEMA", names: [a] },
          to: b,
        });
        const on = { kind: "object", schema: a, object: b, column: a } as const;
        expect(
          only(revoke({ permission: "VIEW DEFINITION", on, grantee: b, grantor: a, withGrantOption: true })),
        ).to.deep.equal({
          kind: "revoke",
          permission: "VIEW DEFINITION",
          on: { class: "OBJECT", names: [a, b], column: a },
          from: b,
          cascade: true,
          as: a,
        });
        const marked = only(mark(a, b));
        expect(marked.kind === "exec" && [...marked.args.values()].map(({ value }) => value)).to.deep.equal([
          "strongroom.owner",
          b,
          "USER",
          a,
        ]);
      }),
    );
  });

  it("refuses what no sysname can hold", () => {
    expect(() => identifier("")).to.throw("has 0 characters; allowed are 1 to 128");
    expect(() => identifier("x".repeat(129))).to.throw("has 129 characters");
    expect(() => identifier("a\ud800")).to.throw("holds half a character");
    expect(() => identifier("a\0b")).to.throw("holds a NUL character");
    expect(() => literal("a\\\nb")).to.throw("holds a backslash at the end of a line");
  });

  it("refuses a permission or a SID that is none, because neither can be quoted", () => {
    expect(() => grant("SELECT TO [x]; DROP", { kind: "database" }, "a")).to.throw("is no permission");
    expect(() => createUser("a", "0x00; DROP USER [b]", "workload")).to.throw("is no SID");
  });

  it("keeps control characters away from a terminal", () => {
    expect(printable("a\u001b[31m\nb\u202e")).to.equal("a\\u{1b}[31m\\u{a}b\\u{202e}");
  });
});
