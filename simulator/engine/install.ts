// The official installer of the Pulumi CLI, which `@pulumi/pulumi/automation` drives. It runs in a process of its own, so
// that a network which neither answers nor refuses costs a limited time.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createRequire } from "node:module";
import type { Progress } from "./progress.ts";
import { PULUMI_VERSION } from "./version.ts";

/** Milliseconds for the whole installation: some 100 MB, on a line of 5 Mbit/s. */
const LIMIT_MS = 180_000;

const SCRIPT = `
  const { PulumiCommand } = require(process.argv[1]);
  const { SemVer } = require(process.argv[2]);
  PulumiCommand.install({ root: process.argv[3], version: new SemVer(process.argv[4]) }).then(
    () => process.exit(0),
    (error) => { console.error(String(error.message ?? error).split("\\n")[0]); process.exit(1); },
  );
`;

/** Installs the official CLI below `folder`. */
export async function installOfficial(folder: string, env: NodeJS.ProcessEnv, progress: Progress): Promise<void> {
  const pulumi = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
  const task = progress.start(`installing the Pulumi CLI ${PULUMI_VERSION} with the official installer`);
  try {
    const args = ["-e", SCRIPT, pulumi.resolve("./automation"), pulumi.resolve("semver"), folder, PULUMI_VERSION];
    await promisify(execFile)(process.execPath, args, { env, timeout: LIMIT_MS, killSignal: "SIGKILL" });
  } catch (error) {
    const { stderr, killed } = error as { readonly stderr?: string; readonly killed?: boolean };
    throw new Error(killed ? `no end after ${LIMIT_MS / 1000} s` : (stderr?.trim() ?? String(error)), { cause: error });
  } finally {
    task.end();
  }
}
