import { expect } from "chai";
import { parseDesired } from "../../../cli/sql/desired.ts";
import { readStdin } from "../../../cli/inputs.ts";
import type { SourceDependencies } from "../../../cli/reconcile/declaration.ts";
import { readDesired, select } from "../../../cli/sql/source.ts";
import { ANALYSTS, API, SERVER, desired, user } from "./helpers.ts";

const declared = [desired(user("id-api", API, "read"))];

const from = (text: string): SourceDependencies & { readonly asked: string[][] } => {
  const asked: string[][] = [];
  return {
    asked,
    runPulumi: (args) => {
      asked.push([...args]);
      return Promise.resolve(text);
    },
    readFile: (path) =>
      path === "there.json" ? Promise.resolve(text) : Promise.reject(new Error("ENOENT: no such file")),
    readStdin: () => Promise.resolve(text),
  };
};
const outputs = JSON.stringify({ other: 1, sqlDatabases: declared });

const messageOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no failure",
    (error: unknown) => (error as Error).message,
  );

describe("where the declaration comes from", () => {
  it("is a stack's outputs, asked of pulumi without a shell", async () => {
    const source = from(outputs);

    expect(await readDesired({ stack: "contoso/strongroom/dev" }, source)).to.deep.equal(declared);
    expect(source.asked).to.deep.equal([
      ["stack", "output", "--json", "--non-interactive", "--stack", "contoso/strongroom/dev"],
    ]);
  });

  it("is a file or a pipe with the outputs, or with the databases alone", async () => {
    expect(await readDesired({ input: "there.json" }, from(outputs))).to.deep.equal(declared);
    expect(await readDesired({ input: "-" }, from(JSON.stringify(declared)))).to.deep.equal(declared);
  });

  it("is one place", async () => {
    expect(await messageOf(readDesired({ input: "-", stack: "dev" }, from(outputs)))).to.include("exclude each other");
  });

  it("is refused when it is none", async () => {
    expect(await messageOf(readDesired({ stack: "--help" }, from(outputs)))).to.equal(
      '--stack: "--help" is no stack\'s name; use letters, digits and . _ / -',
    );
    expect(await messageOf(readDesired({ input: "gone.json" }, from("")))).to.equal(
      "--input gone.json: cannot be read (ENOENT: no such file)",
    );
    expect(await messageOf(readDesired({ input: "-" }, from("{")))).to.match(/^standard input: is no JSON/);
    expect(await messageOf(readDesired({}, from("{}")))).to.equal(
      "the selected stack: has no output sqlDatabases; deploy the stack with pulumi up first",
    );
  });

  it("is read whole from a pipe", async () => {
    async function* chunks() {
      yield Buffer.from([0xe5]);
      yield await Promise.resolve(Buffer.from([0x90, 0x8d]));
    }

    expect(await readStdin(chunks())).to.equal("名");
  });

  it("can be narrowed to some databases, and names the nearest for one that is not there", () => {
    expect(select(declared, ["payments/ledger"])).to.deep.equal(declared);
    expect(() => select(declared, ["payments/leger"])).to.throw(
      '--database: no database "payments/leger" (did you mean "payments/ledger"?)',
    );
  });
});

describe("a declaration is hostile until it is checked", () => {
  const [entry] = declared;
  const problems = (value: unknown): string => {
    try {
      parseDesired(value, "outputs.json");
      return "none";
    } catch (error) {
      return (error as Error).message;
    }
  };
  const withUser = (change: object) => problems([{ ...entry, users: [{ ...entry?.users[0], ...change }] }]);

  it("sends no token to a host that is not Azure's", () => {
    for (const server of [
      "evil.example.com",
      "database.windows.net.evil.com",
      "x/database.windows.net",
      "database.windows.net",
      "a b.database.windows.net",
    ]) {
      expect(problems([{ ...entry, server }]), server).to.include("outputs.json: sqlDatabases[0].server:");
    }
    expect(problems([{ ...entry, server: SERVER }])).to.equal("none");
  });

  it("names every problem at once, each with its place", () => {
    const text = problems([
      {
        ...entry,
        app: "../x",
        database: " a",
        users: [{ name: "", kind: "admin", id: "1", access: [{ level: "owner" }] }],
      },
    ]);

    expect(text.split("\n").map((line) => line.split(": ")[1])).to.deep.equal([
      "sqlDatabases[0].app",
      "sqlDatabases[0].database",
      "sqlDatabases[0].users[0].name",
      "sqlDatabases[0].users[0].kind",
      "sqlDatabases[0].users[0].id",
      "sqlDatabases[0].users[0].access[0].level",
    ]);
  });

  it("takes no name that is not one line, and none that looks like a role of ours", () => {
    expect(withUser({ name: "a\nGO\nDROP DATABASE x" })).to.include("use one line without control characters");
    expect(withUser({ name: "a " })).to.include("use no space at the beginning or the end");
    expect(withUser({ name: "a\ud800" })).to.include("use one line");
    expect(withUser({ name: "x".repeat(129) })).to.include("use at most 128 characters");
    expect(withUser({ name: "Strongroom_execute" })).to.include('begins with "strongroom_"');
    expect(withUser({ name: "a]'; --" })).to.equal("none");
  });

  it("takes no empty identity, no migration of one schema, and no field that it does not know", () => {
    expect(withUser({ id: "00000000-0000-0000-0000-000000000000" })).to.include("is the empty GUID");
    expect(withUser({ access: [{ level: "migrate", schema: "sales" }] })).to.include(
      '"migrate" holds for the whole database',
    );
    expect(withUser({ password: "x" })).to.include("Unrecognized key");
  });

  it("takes no two users that SQL would take for one, and no database twice", () => {
    const twice = (one: string, oneId: string, two: string, twoId: string) =>
      problems([{ ...entry, users: [user(one, oneId, "read"), user(two, twoId, "read")] }]);

    expect(twice("id-api", API, "ID-API", ANALYSTS)).to.include('shares its name or id with user "id-api"');
    expect(twice("id-api", API, "id-b", API.toUpperCase())).to.include('shares its name or id with user "id-api"');
    expect(problems([entry, entry])).to.include("is declared twice");
  });
});
