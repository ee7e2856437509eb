import { expect } from "chai";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { cacheFolder, findCli, type Maker } from "../../../simulator/engine/cli.ts";
import type { Progress } from "../../../simulator/engine/progress.ts";

describe("findCli", () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let notes: string[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "strongroom-cli-"));
    // No node and no shell on this PATH: only what a test puts there.
    env = { PATH: path.join(folder, "path"), XDG_CACHE_HOME: path.join(folder, "cache"), HOME: folder };
    mkdirSync(path.join(folder, "path"));
    notes = [];
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const progress: Progress = {
    note: (text) => notes.push(text),
    start: () => ({ advance: () => undefined, end: () => undefined }),
  };
  /** Puts a command on disk that answers with `line`. */
  const put = (file: string, line: string): string => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\necho '${line}'\n`, { mode: 0o755 });
    return file;
  };
  const onPath = (line: string): string => put(path.join(folder, "path", "pulumi"), line);
  const maker = (source: Maker["source"], made: string[], line = "v3.276.0"): Maker => ({
    source,
    available: () => Promise.resolve(true),
    make: (target) => {
      made.push(source);
      put(path.join(target, "bin", "pulumi"), line);
      return Promise.resolve();
    },
  });
  const broken = (source: Maker["source"], reason: string): Maker => ({
    source,
    available: () => Promise.resolve(true),
    make: () => Promise.reject(new Error(reason)),
  });
  const absent: Maker = { source: "go", available: () => Promise.resolve(false), make: () => Promise.resolve() };

  it("prefers the CLI on PATH to the one in the cache", async () => {
    const file = onPath("v3.300.1");
    put(path.join(cacheFolder(env), "bin", "pulumi"), "v3.276.0");

    const cli = await findCli({ env, progress, makers: [] });

    expect(cli).to.deep.equal({ path: file, version: "3.300.1", source: "path" });
  });

  it("passes over a CLI on PATH that is older than the tested one, and says so", async () => {
    onPath("v3.190.0");
    const cached = put(path.join(cacheFolder(env), "bin", "pulumi"), "v3.276.0");

    const cli = await findCli({ env, progress, makers: [] });

    expect(cli).to.deep.equal({ path: cached, version: "3.276.0", source: "cache" });
    expect(notes).to.have.length(1);
    expect(notes[0]).to.match(/pulumi is Pulumi 3\.190\.0, older than 3\.276\.0; it is passed over$/);
  });

  it("passes over a command called pulumi that is no Pulumi CLI", async () => {
    onPath("hello");
    const cached = put(path.join(cacheFolder(env), "bin", "pulumi"), "v3.276.0");

    const cli = await findCli({ env, progress, makers: [] });

    expect(cli.path).to.equal(cached);
    expect(notes[0]).to.match(/does not answer "version"; it is passed over$/);
  });

  it("tries the official installer before Go, and keeps what it made", async () => {
    const made: string[] = [];
    const makers = [maker("installer", made), maker("go", made)];

    const first = await findCli({ env, progress, makers });
    const second = await findCli({ env, progress, makers });

    expect(made).to.deep.equal(["installer"]);
    expect(first).to.deep.include({ version: "3.276.0", source: "installer" });
    expect(second).to.deep.include({ path: first.path, source: "cache" });
  });

  it("falls through to Go when the network refuses the installer", async () => {
    const made: string[] = [];

    const cli = await findCli({ env, progress, makers: [broken("installer", "fetch failed"), maker("go", made)] });

    expect(cli.source).to.equal("go");
    expect(notes[0]).to.equal("the official installer: fetch failed");
  });

  it("prepares once when two ask at the same time", async () => {
    const made: string[] = [];
    const makers = [maker("go", made)];

    const [a, b] = await Promise.all([findCli({ env, progress, makers }), findCli({ env, progress, makers })]);

    expect(made).to.deep.equal(["go"]);
    expect(a.path).to.equal(b.path);
  });

  it("leaves nothing half-made behind, and clears what an interrupted preparation left", async () => {
    const target = cacheFolder(env);
    mkdirSync(`${target}-abc`, { recursive: true });
    writeFileSync(path.join(`${target}-abc`, "half"), "");

    await findCli({ env, progress, makers: [broken("installer", "no"), maker("go", [])] });

    expect(readdirSync(path.dirname(target))).to.deep.equal([path.basename(target)]);
  });

  it("says exactly what to install when there is neither a CLI nor Go", async () => {
    const error = await findCli({ env, progress, makers: [broken("installer", "fetch failed"), absent] }).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).to.have.property(
      "message",
      "no Pulumi CLI on this machine; install Pulumi 3.276.0 or later, or Go 1.21 or later to build it from Go modules, and put it on PATH (tried the official installer: fetch failed)",
    );
    expect(existsSync(cacheFolder(env))).to.equal(false);
  });

  it("refuses what was made when it does not answer", async () => {
    const error = await findCli({ env, progress, makers: [maker("go", [], "not pulumi")] }).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).to.have.property("message").that.contains('what it made does not answer "version"');
    expect(existsSync(cacheFolder(env))).to.equal(false);
  });
});
