import { expect } from "chai";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { CommandEntry } from "../../../tools/cli/commands.ts";
import { UserError } from "../../../tools/errors.ts";
import { runCommand } from "../../../tools/cli/main.ts";

describe("the strongroom command", () => {
  let loaded: string[];
  let before: string;
  let folder: string;

  beforeEach(() => {
    loaded = [];
    before = process.cwd();
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "strongroom-main-")));
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(before);
    process.exitCode = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  /** A table of commands that fail in known ways. */
  const table: readonly CommandEntry[] = (
    [
      ["works", () => undefined],
      ["user", () => { throw new UserError("the door is shut", 3); }],
      ["fault", () => { throw new Error("out of luck\nsecond line"); }],
    ] as const
  ).map(([name, action]) => [
    name,
    `the ${name} command`,
    () => {
      loaded.push(name);
      return Promise.resolve({
        register: (program) => {
          program.command(name).option("--level <n>").action(action);
        },
      });
    },
  ]); // prettier-ignore

  /** Runs the command and gives what it printed. */
  const run = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
    const printed = { out: "", err: "" };
    const writers = { out: process.stdout.write.bind(process.stdout), err: process.stderr.write.bind(process.stderr) };
    process.stdout.write = (text) => Boolean((printed.out += String(text))) || true;
    process.stderr.write = (text) => Boolean((printed.err += String(text))) || true;
    try {
      return { code: await runCommand(args, table), ...printed };
    } finally {
      process.stdout.write = writers.out;
      process.stderr.write = writers.err;
    }
  };

  it("lists every subcommand without loading one", async () => {
    const { code } = await run("--help");

    expect(code).to.equal(0);
    expect(loaded).to.deep.equal([]);
  });

  it("loads only the subcommand that is called", async () => {
    const { code, err } = await run("works");

    expect({ code, err }).to.deep.equal({ code: 0, err: "" });
    expect(loaded).to.deep.equal(["works"]);
  });

  for (const [args, message] of [
    [["wrks"], 'no command "wrks" (did you mean "works"?); see strongroom --help'],
    [["works", "--levle", "1"], "unknown option '--levle'"],
    [["works", "--level"], "option '--level <n>' argument missing"],
  ] as const) {
    it(`says in one sentence what is wrong with: ${args.join(" ")}`, async () => {
      const { code, err } = await run(...args);

      expect({ code, err }).to.deep.equal({ code: 1, err: `strongroom: ${message}\n` });
    });
  }

  it("prints a user's error alone, with its own exit code", async () => {
    const { code, err } = await run("user");

    expect({ code, err }).to.deep.equal({ code: 3, err: "strongroom: the door is shut\n" });
  });

  it("keeps a fault's stack trace for a file, and says which", async () => {
    const { code, err } = await run("fault");

    const file =
      /^strongroom: out of luck \(a fault of strongroom itself; details are in (.+)\)\n$/.exec(err)?.[1] ?? "";
    expect(code).to.equal(70);
    expect(path.dirname(file)).to.equal(path.join(folder, ".strongroom", "logs"));
    expect(readFileSync(file, "utf8")).to.contain("second line").and.to.contain("main.test.ts");
  });
});
