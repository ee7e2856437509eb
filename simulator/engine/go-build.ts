// Builds the Pulumi CLI from Go modules, for machines that reach package registries and nothing else. The modules and their
// checksums are pinned in go/go.mod and go/go.sum.
import { execFile } from "node:child_process";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { spawnLeashed } from "./leash.ts";
import type { Progress } from "./progress.ts";
import { PULUMI_VERSION } from "./version.ts";

const MODULE_FOLDER = path.join(import.meta.dirname, "go");
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/** The last lines of a failed build that are shown. */
const LAST_LINES = 3;

/** Whether Go is there, in a version that can fetch the toolchain that go.mod asks for (1.21 and later can). */
export async function hasGo(env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)("go", ["env", "GOVERSION"], { env, cwd: MODULE_FOLDER });
    const [major = 0, minor = 0] = (/go(\d+)\.(\d+)/.exec(stdout) ?? []).slice(1).map(Number);
    return major > 1 || (major === 1 && minor >= 21);
  } catch {
    return false;
  }
}

/** Leaves `<folder>/bin/pulumi`. Cold 4 to 6 minutes on two cores, seconds when Go's own cache is warm. */
export async function buildWithGo(folder: string, env: NodeJS.ProcessEnv, progress: Progress): Promise<void> {
  // The build must be the committed one, whatever the machine's Go settings are.
  const goEnv = { ...env, GOFLAGS: "-mod=readonly", GOWORK: "off", CGO_ENABLED: "0" };

  const fetching = progress.start("fetching the Go modules of the Pulumi CLI (once)");
  let total: number;
  try {
    const { stdout } = await promisify(execFile)("go", ["list", "-deps", "-f", "{{.ImportPath}}", PACKAGE], {
      cwd: MODULE_FOLDER,
      env: goEnv,
      maxBuffer: 64 * 1024 * 1024,
    });
    total = stdout.trim().split("\n").length;
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    throw new Error(lastLines((stderr ?? String(error)).split("\n")), { cause: error });
  } finally {
    fetching.end();
  }

  const building = progress.start(
    `building the Pulumi CLI ${PULUMI_VERSION} from Go modules (once, 5 to 7 minutes on two cores)`,
  );
  try {
    const version = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${PULUMI_VERSION}`;
    const output = path.join(folder, "bin", process.platform === "win32" ? "pulumi.exe" : "pulumi");
    const args = ["build", "-v", "-ldflags", `-s -w ${version}`, "-o", output, PACKAGE];
    await run(args, goEnv, (done) => {
      building.advance(done, total);
    });
  } finally {
    building.end();
  }
}

/** Runs `go`, counting the packages that it names. */
async function run(args: readonly string[], env: NodeJS.ProcessEnv, onPackage: (done: number) => void): Promise<void> {
  const child = spawnLeashed("go", args, { cwd: MODULE_FOLDER, env, stdio: "pipe" });
  const lines: string[] = [];
  child.stdout?.resume();
  createInterface({ input: child.stderr ?? Readable.from([]) }).on("line", (line) => {
    lines.push(line);
    onPackage(lines.length);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) {
    throw new Error(lastLines(lines));
  }
}

function lastLines(lines: readonly string[]): string {
  return (
    lines
      .filter((line) => line.trim() !== "")
      .slice(-LAST_LINES)
      .join("; ") || "go ended without a word"
  );
}
