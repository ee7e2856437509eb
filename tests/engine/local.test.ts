// The session with the real engine and a tiny program: what every other test on the engine stands on.
import { expect } from "chai";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { withSession, type RunResult, type SessionOptions } from "../../simulator/engine/session.ts";
import { UserError } from "../../text/errors.ts";
import { startFakeProvider } from "../support/fake-provider.ts";
import { ROOT, tinyProject, type TinyProject } from "../support/tiny-project.ts";

/** Milliseconds in which everything that belongs to a dead command must be gone. */
const GONE_WITHIN_MS = 8_000;

const WAITING_PROGRAM = `
console.log("the program waits");
await new Promise((resolve) => setTimeout(resolve, 600_000));
`;

const POLICY_PACK = `
import { PolicyPack } from "@pulumi/policy";
new PolicyPack("pack", {
  policies: [{
    name: "no-random-id",
    description: "refuses what this test creates",
    enforcementLevel: "mandatory",
    validateResource: (args, report) => {
      if (args.type.includes("RandomId")) report("random ids are not for this test");
    },
  }],
});
`;

describe("a session on the real engine", function () {
  this.timeout(120_000);
  let project: TinyProject;

  beforeEach(() => {
    project = tinyProject();
  });
  afterEach(() => {
    project.remove();
  });

  const options = (more: Partial<SessionOptions> = {}): SessionOptions => ({
    root: ROOT,
    programDir: project.programDir,
    stateDir: project.stateDir,
    startProviders: () => startFakeProvider(),
    ...more,
  });
  const up = (): Promise<RunResult> =>
    withSession(options(), (session) => session.pulumi(["up", "--yes", "--skip-preview"], { events: true }));
  const changes = (result: RunResult): Readonly<Record<string, number>> =>
    result.events.flatMap((event) => (event.summaryEvent ? [event.summaryEvent.resourceChanges] : [])).at(-1) ?? {};

  it("deploys, and the second time changes nothing", async () => {
    const first = await up();
    const second = await up();

    expect(first.exitCode, first.stderr + first.stdout).to.equal(0);
    expect(changes(first)).to.deep.equal({ create: 3 });
    expect(first.stdout).to.contain("the program speaks");
    expect(changes(second)).to.deep.equal({ same: 3 });
  });

  it("leaves the committed settings alone, also when the stack is removed with its settings", async () => {
    const settings = path.join(project.programDir, "Pulumi.dev.yaml");
    const before = readFileSync(settings, "utf8");

    await withSession(options(), async (session) => {
      await session.pulumi(["up", "--yes", "--skip-preview"]);
      expect(readFileSync(settings, "utf8")).to.equal(before);
      const destroyed = await session.pulumi(["destroy", "--yes", "--skip-preview", "--remove"]);

      expect(destroyed.exitCode, destroyed.stderr).to.equal(0);
    });

    expect(readFileSync(settings, "utf8")).to.equal(before);
    expect(readdirSync(project.programDir).sort()).to.deep.equal([
      "Pulumi.dev.yaml",
      "Pulumi.yaml",
      "index.ts",
      "node_modules",
      "package.json",
    ]);
  });

  it("says in one sentence that it may not write where the project is", async () => {
    const inTheWay = path.join(project.programDir, "Pulumi.yaml");

    const error = await withSession(options({ stateDir: inTheWay }), () => Promise.resolve()).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).to.be.instanceOf(UserError);
    expect((error as Error).message).to.match(
      /^.+Pulumi\.yaml.state: cannot be made, and local state and simulated Azure need it; make the project's folder writable \(ENOTDIR: .+\)$/,
    );
  });

  it("reads the settings anew for every command", async () => {
    await up();
    writeFileSync(path.join(project.programDir, "Pulumi.dev.yaml"), "config:\n  tiny:count: 3\n");

    const again = await up();

    expect(changes(again)).to.deep.equal({ create: 1, same: 3 });
  });

  it("passes on the exit code and the words of a program that fails", async () => {
    writeFileSync(path.join(project.programDir, "index.ts"), `throw new Error("no vault today");\n`);

    const result = await up();

    expect(result.exitCode).to.not.equal(0);
    expect(result.stdout + result.stderr).to.contain("no vault today");
  });

  it("keeps a user's own Pulumi out of it", async () => {
    const token = "pul-0123456789abcdef0123456789abcdef01234567";
    process.env["PULUMI_ACCESS_TOKEN"] = token;
    process.env["ARM_CLIENT_ID"] = "a-real-client";
    try {
      writeFileSync(
        path.join(project.programDir, "index.ts"),
        `console.log(JSON.stringify(Object.keys(process.env).filter((name) => /TOKEN|^ARM_/.test(name))));\n`,
      );

      const result = await up();

      expect(result.stdout).to.contain("[]");
    } finally {
      delete process.env["PULUMI_ACCESS_TOKEN"];
      delete process.env["ARM_CLIENT_ID"];
    }
  });

  for (const [cli, marker] of [
    ["built from Go modules, which has no Node.js host", false],
    ["with a Node.js host of its own, as the official one", true],
  ] as const) {
    it(`runs a policy pack with a CLI ${cli}`, async () => {
      const pack = path.join(project.programDir, "pack");
      mkdirSync(pack);
      writeFileSync(path.join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\n");
      writeFileSync(path.join(pack, "package.json"), `{ "name": "pack", "version": "1.0.0", "main": "pack.mjs" }`);
      writeFileSync(path.join(pack, "pack.mjs"), POLICY_PACK);
      const bin = path.join(project.programDir, "bin");
      mkdirSync(bin);
      if (marker) {
        // Never run, as ours is attached: that it is there is what the CLI looks for.
        writeFileSync(path.join(bin, "pulumi-language-nodejs"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
      }

      const result = await withSession(options(), (session) =>
        session.pulumi(["preview", "--policy-pack", pack], {
          ...(marker && { env: { PATH: [bin, process.env["PATH"] ?? ""].join(path.delimiter) } }),
        }),
      );

      expect(result.exitCode, result.stdout + result.stderr).to.not.equal(0);
      expect(result.stdout + result.stderr).to.contain("random ids are not for this test");
    });
  }

  it("lets two sessions run side by side, each with a state of its own", async () => {
    const other = tinyProject("config:\n  tiny:count: 1\n");
    try {
      const [mine, theirs] = await Promise.all([
        up(),
        withSession(options({ programDir: other.programDir, stateDir: other.stateDir }), (session) =>
          session.pulumi(["up", "--yes", "--skip-preview"], { events: true }),
        ),
      ]);

      expect(changes(mine)).to.deep.equal({ create: 3 });
      expect(changes(theirs)).to.deep.equal({ create: 2 });
    } finally {
      other.remove();
    }
  });

  it("refuses a second session on the same state", async () => {
    const error = await withSession(options(), () => withSession(options(), () => Promise.resolve())).catch(
      (thrown: unknown) => thrown,
    );

    expect(error)
      .to.have.property("message")
      .that.matches(/^another strongroom command \(process \d+\) is using /);
  });

  it("completes with the next `up` one that was killed half-way", async () => {
    const half = await withSession(
      options({
        startProviders: () =>
          startFakeProvider((name) => (name === "id-1" ? new Promise(() => undefined) : Promise.resolve())),
      }),
      async (session) => {
        const created = Promise.withResolvers<undefined>();
        const running = await session.start(["up", "--yes", "--skip-preview", "--parallel", "2"], {
          onEvent: ({ resOutputsEvent }) => {
            if (resOutputsEvent?.metadata.urn.endsWith("::id-0")) {
              created.resolve(undefined);
            }
          },
        });
        await created.promise;
        running.kill("SIGKILL");
        return running.result;
      },
    );

    const next = await up();

    expect(half.exitCode).to.equal(128 + 9);
    expect(next.exitCode, next.stdout + next.stderr).to.equal(0);
    // The first id was made; whether its making was saved before the kill is a matter of milliseconds.
    const { create = 0, same = 0 } = changes(next);
    expect(create).to.be.within(1, 2);
    expect(create + same).to.equal(3);
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
    it(`leaves no process behind after ${signal}, and the next command works`, async () => {
      writeFileSync(path.join(project.programDir, "index.ts"), WAITING_PROGRAM);
      const child = await holdUp(project);
      const before = processesOf(project);
      const modes = eventLogs(project).map((file) => (statSync(file).mode & 0o777).toString(8));

      child.kill(signal);
      await once(child, "exit");
      await untilGone(project);

      // The CLI, its watcher, the program and its watcher were there.
      expect(before.length, before.join("\n")).to.be.greaterThanOrEqual(4);
      writeFileSync(path.join(project.programDir, "index.ts"), "");
      expect((await up()).exitCode).to.equal(0);
      // The engine's events hold secret values: nobody else reads them, and none stay.
      expect(modes).to.deep.equal(["600"]);
      expect(eventLogs(project)).to.deep.equal([]);
    });
  }
});

describe("strongroom local", function () {
  this.timeout(120_000);
  let project: TinyProject;

  beforeEach(() => {
    project = tinyProject();
  });
  afterEach(() => {
    project.remove();
  });

  const strongroom = async (...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> => {
    const child = spawn(process.execPath, [path.join(ROOT, "cli", "strongroom.mjs"), "local", ...args], {
      cwd: project.programDir,
      stdio: ["ignore", "pipe", "pipe"],
      // Where CI is set colours come even without a terminal.
      env: { ...process.env, NO_COLOR: "1" },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, stdout, stderr };
  };

  it("makes the stack on first use, says that Azure is simulated, and gives pulumi's own exit code", async () => {
    const output = await strongroom("stack", "output");
    const failed = await strongroom("stack", "output", "nothing");

    expect(output.code, output.stderr).to.equal(0);
    expect(output.stdout).to.contain("Current stack outputs (0)");
    expect(output.stderr.split("\n")[0]).to.equal(
      "strongroom: Azure is simulated; nothing here reaches a real subscription",
    );
    expect(failed.code).to.not.equal(0);
    expect(failed.stderr).to.contain("nothing");
  });

  it("edits the committed settings when told to, and adds nothing to them", async () => {
    const result = await strongroom("config", "set", "tiny:count", "5");

    expect(result.code, result.stderr).to.equal(0);
    expect(readFileSync(path.join(project.programDir, "Pulumi.dev.yaml"), "utf8")).to.match(
      /^config:\n {2}tiny:count: "?5"?\n$/,
    );
  });

  it("leaves the stack's outputs out of an update unless they are asked for", async () => {
    const quiet = await strongroom("--color", "never", "preview");
    const asked = await strongroom("preview", "--suppress-outputs=false");

    expect(quiet.code, quiet.stderr + quiet.stdout).to.equal(0);
    expect(quiet.stdout).to.contain("to create").and.not.contain("Outputs:");
    expect(asked.stdout).to.match(/Outputs:\s+made: 2/);
  });

  it("names the nearest stack when there are no settings for the one asked for", async () => {
    const result = await strongroom("preview", "--stack", "dve");

    expect(result).to.deep.equal({
      code: 1,
      stdout: "",
      stderr: 'strongroom: no settings Pulumi.dve.yaml; stacks with settings: dev (did you mean "dev"?)\n',
    });
    expect(existsSync(path.join(project.programDir, ".strongroom"))).to.equal(false);
  });
});

/** Starts an `up` whose program never ends, and waits until it runs. */
async function holdUp(project: TinyProject): Promise<ChildProcess> {
  const script = path.join(ROOT, "tests", "support", "hold-up.ts");
  const child = spawn(process.execPath, [script, project.programDir, project.stateDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === "ready") {
      return child;
    }
  }
  throw new Error("the held `up` ended by itself");
}

/** Command lines of the processes that belong to the project, the one under test itself left out. */
function processesOf(project: TinyProject): string[] {
  return execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(project.programDir) && !line.includes("hold-up.ts"));
}

function eventLogs(project: TinyProject): string[] {
  const folder = path.join(project.stateDir, "logs");
  return readdirSync(folder)
    .filter((name) => name.startsWith("events-"))
    .map((name) => path.join(folder, name));
}

async function untilGone(project: TinyProject): Promise<void> {
  const deadline = Date.now() + GONE_WITHIN_MS;
  let left = processesOf(project);
  while (left.length > 0 && Date.now() < deadline) {
    await delay(50);
    left = processesOf(project);
  }
  expect(left, "still there").to.deep.equal([]);
}
