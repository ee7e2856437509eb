// The linters of the workflows: taken from the cache, else made from the package registries, so that a machine that has neither
// them nor a network says so and skips, instead of passing without a look.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const ACTIONLINT = "1.7.12";
const ZIZMOR = "1.32.0";

/** Milliseconds; a cold build of actionlint takes about half a minute on two cores. */
const INSTALL_LIMIT_MS = 240_000;

const base = process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"] ?? homedir(), ".cache");
const CACHE = join(base, "strongroom", "lint");

/** The path of the tool, or the sentence why there is none. */
export type Found = { readonly path: string } | { readonly reason: string };

export function actionlint(): Found {
  const folder = join(CACHE, `actionlint-${ACTIONLINT}`);
  return prepared(join(folder, "actionlint"), () => {
    run("go", ["install", `github.com/rhysd/actionlint/cmd/actionlint@v${ACTIONLINT}`], { GOBIN: folder });
  });
}

export function zizmor(): Found {
  const folder = join(CACHE, `zizmor-${ZIZMOR}`);
  return prepared(join(folder, "bin", "zizmor"), () => {
    run("python3", ["-m", "venv", folder]);
    run(join(folder, "bin", "pip"), ["install", "--quiet", `zizmor==${ZIZMOR}`]);
  });
}

function prepared(path: string, make: () => void): Found {
  if (answers(path)) return { path };
  try {
    mkdirSync(CACHE, { recursive: true });
    make();
  } catch (error) {
    return { reason: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) };
  }
  return answers(path) ? { path } : { reason: `${path} was made and does not run` };
}

function answers(path: string): boolean {
  return existsSync(path) && spawnSync(path, ["--version"]).status === 0;
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  execFileSync(command, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
    timeout: INSTALL_LIMIT_MS,
  });
}
