// Runs each sample's own tests with the tools of its language. Where the language, or a registry with its libraries, is out
// of reach, the sample counts as skipped, and its title says why; a failure is never a skip.
import { expect } from "chai";
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import * as path from "node:path";

const ROOT = path.join(import.meta.dirname, "..", "..");
const SAMPLES = path.join(ROOT, "docs", "samples");
/** Left from run to run, as in CI. */
const CACHE = path.join(ROOT, ".strongroom", "cache", "samples");

/** Milliseconds for one command; a first run fetches libraries and compiles them. */
const LIMIT = 240_000;

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): SpawnSyncReturns<string> {
  return spawnSync(command, [...args], {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    timeout: LIMIT,
    killSignal: "SIGKILL",
  });
}

const has = (command: string, ...args: readonly string[]): boolean => run(command, args, ROOT).status === 0;

function succeeds(result: SpawnSyncReturns<string>): string {
  const said = `${result.stdout}${result.stderr}`;
  expect(result.status, `${String(result.error ?? "")}${said}`).to.equal(0);
  return said;
}

/** What fetching libraries says when nothing answers; one that does not exist says something else, and fails. */
const OUT_OF_REACH = {
  go: /dial tcp|i\/o timeout|no such host/,
  maven: /Could not transfer artifact/,
  nuget: /error NU1301/,
};

describe("the samples", function () {
  this.timeout(2 * LIMIT);

  it("Node.js: type check, and tests with the real Key Vault client", () => {
    const folder = path.join(SAMPLES, "node");

    succeeds(run(process.execPath, [path.join(ROOT, "node_modules", "typescript", "bin", "tsc"), "-p", "."], folder));
    const said = succeeds(run(process.execPath, ["--test"], folder));

    expect(said)
      .to.match(/pass 11\b/)
      .and.match(/fail 0\b/);
  });

  it("Python: compiles, and tests of the cache", function () {
    if (!has("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 10))")) return this.skip();
    const folder = path.join(SAMPLES, "python");
    // Keeps compiled files out of the folder that is copied from.
    const env = { PYTHONPYCACHEPREFIX: path.join(CACHE, "python") };

    succeeds(run("python3", ["-m", "py_compile", "cached_secret.py", "vault.py", "service.py"], folder, env));
    const said = succeeds(run("python3", ["-m", "unittest"], folder, env));

    expect(said).to.match(/Ran 8 tests[^]*OK/);
  });

  it("Go: vet, and tests with the real Key Vault client", function () {
    if (!has("go", "version")) return this.skip();
    const folder = path.join(SAMPLES, "go");
    const env = { GOFLAGS: "-mod=readonly" };
    const fetched = run("go", ["mod", "download"], folder, env);
    if (OUT_OF_REACH.go.test(fetched.stderr)) return this.skip();

    succeeds(run("go", ["vet", "./..."], folder, env));
    const said = succeeds(run("go", ["test", "-count=1", "-v", "-p", "1", "./..."], folder, env));

    expect(said.match(/^--- PASS/gm)).to.have.length(8);
  });

  it("Java: compiles with Azure's libraries, and tests of the cache", function () {
    if (!has("mvn", "-v") || !has("javac", "--version")) return this.skip();
    const folder = copyOf("java");
    // What an earlier run fetched is enough; only then is a registry asked.
    const offline = run("mvn", ["-B", "-o", "test"], folder);
    const result = offline.status === 0 ? offline : run("mvn", ["-B", "test"], folder);
    if (OUT_OF_REACH.maven.test(result.stdout)) return this.skip();

    expect(succeeds(result)).to.match(/Tests run: 8, Failures: 0, Errors: 0, Skipped: 0/);
  });

  it(".NET: compiles with Azure's libraries, and tests of the cache", function () {
    if (!has("dotnet", "--version")) return this.skip();
    const folder = copyOf("dotnet");
    const result = run("dotnet", ["test", "tests", "--nologo"], folder);
    if (OUT_OF_REACH.nuget.test(result.stdout)) return this.skip();

    expect(succeeds(result)).to.match(/Passed:\s+8\b/);
  });

  it("prints with connect the variables that the samples read", () => {
    // The samples are of payments/api; the names below are those of its env format.
    const variables = ["KEY_VAULT_URI", "STRIPE_KEY_SECRET", "LEDGER_SQL_SERVER", "LEDGER_SQL_DATABASE"];

    const printed = succeeds(
      run(
        process.execPath,
        [path.join(ROOT, "cli", "strongroom.mjs"), "connect", "payments", "api", "--from", "plan"],
        ROOT,
      ),
    );

    expect(variables.filter((name) => !printed.includes(`\n${name}=`))).to.deep.equal([]);
  });
});

/** A copy in which the build tool may leave its files; the folder stays, so that the next run compiles only what changed. */
function copyOf(language: string): string {
  mkdirSync(CACHE, { recursive: true });
  const folder = path.join(CACHE, language);
  rmSync(path.join(folder, "src"), { recursive: true, force: true });
  cpSync(path.join(SAMPLES, language), folder, {
    recursive: true,
    filter: (file) => !/[/\\](target|bin|obj)$/.test(file),
  });
  return folder;
}
