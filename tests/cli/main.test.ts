import { expect } from "chai";
import { Option } from "commander";
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { CommandEntry } from "../../cli/commands.ts";
import { UserError } from "../../text/errors.ts";
import { runCommand } from "../../cli/main.ts";
import { ROOT } from "../support/tiny-project.ts";

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

  /** A command of commands. */
  const parts: CommandEntry = [
    "parts",
    "a command of commands",
    () => Promise.resolve({
      register: (program) => {
        const format = new Option("--format <name>").choices(["csv", "json"]);
        program.command("parts").command("first").argument("<what>").addOption(format).action(() => undefined);
      },
    }),
  ]; // prettier-ignore

  /** A table of commands that fail in known ways. */
  const failing: readonly CommandEntry[] = (
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
  const table = [...failing, parts];

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
    [["help", "wrks"], 'no command "wrks" (did you mean "works"?); see strongroom --help'],
    [["works", "--levle", "1"], `unknown option '--levle' (did you mean "--level"?); see strongroom works --help`],
    [["works", "--level"], "option '--level <n>' argument missing; see strongroom works --help"],
    [["works", "--level", "1\n2"], 'argument 3 holds a line break or a control character: "1\\u{a}2"; leave it out'],
    [["works", "more"], "too many arguments for 'works': expected 0, got 1: more; see strongroom works --help"],
    [["parts", "frist"], `unknown command 'frist' (did you mean "first"?); see strongroom parts --help`],
    [["parts", "first"], "missing required argument 'what'; see strongroom parts first --help"],
    [
      ["parts", "first", "this", "--format", "xml"],
      "option '--format <name>' argument 'xml' is invalid; allowed are csv, json; see strongroom parts first --help",
    ],
  ] as const) {
    it(`says in one sentence what is wrong with: ${args.join(" ")}`, async () => {
      const { code, err } = await run(...args);

      expect({ code, err }).to.deep.equal({ code: 1, err: `strongroom: ${message}\n` });
    });
  }

  it("helps with a command's options when it is asked in the other order", async () => {
    const { code, out } = await run("help", "works");

    expect(code).to.equal(0);
    expect(out).to.contain("--level <n>");
  });

  it("shows what a command of commands has, and no sentence, when it is called alone", async () => {
    const { code, err } = await run("parts");

    expect(code).to.equal(1);
    expect(err)
      .to.match(/^Usage: strongroom parts/)
      .and.not.contain("strongroom: ");
  });

  it("says its version", async () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { version: string };

    const { code, out } = await run("--version");

    expect({ code, out }).to.deep.equal({ code: 0, out: `${version}\n` });
  });

  it("says in one sentence that its output has no room", function () {
    // Linux has a device that is always full.
    if (!existsSync("/dev/full")) return this.skip();
    const full = openSync("/dev/full", "w");

    const { status, stderr } = spawnSync(process.execPath, [path.join(ROOT, "cli/strongroom.mjs"), "--help"], {
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    closeSync(full);

    expect({ status, stderr }).to.deep.equal({
      status: 1,
      stderr: "strongroom: standard output cannot be written: ENOSPC: no space left on device, write\n",
    });
  });

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
