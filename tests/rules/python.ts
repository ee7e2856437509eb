// The engine that evaluates rules in tests: a Python environment of its own with pinned wheels, made on first use and kept
// per user. Nothing of it is deployed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import * as path from "node:path";
import { userCache } from "../../simulator/engine/cli.ts";

const REQUIREMENTS = path.join(import.meta.dirname, "requirements.txt");

/** The Python that has the engine; undefined, with the reason, where it cannot be made. */
export function rulePython(env: NodeJS.ProcessEnv = process.env): { readonly python?: string; readonly why?: string } {
  const chosen = env["STRONGROOM_RULES_PYTHON"];
  if (chosen) return { python: chosen };
  const digest = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 12);
  const folder = path.join(userCache(env), `rules-${digest}`);
  const python = path.join(folder, "bin", "python");
  if (existsSync(python)) return { python };
  const draft = `${folder}.${process.pid}`;
  mkdirSync(path.dirname(draft), { recursive: true });
  try {
    const steps: readonly (readonly [string, readonly string[]])[] = [
      ["python3", ["-m", "venv", "--copies", draft]],
      [path.join(draft, "bin", "python"), ["-m", "pip", "install", "-q", "--only-binary", ":all:", "-r", REQUIREMENTS]],
    ];
    for (const [command, args] of steps) {
      const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
      if (status !== 0) {
        return {
          why: `${command} ${args.join(" ")} failed: ${error?.message ?? stderr.trim().split("\n").at(-1) ?? ""}`,
        };
      }
    }
    // Another process may have been first; both are the same.
    if (!existsSync(python)) renameSync(draft, folder);
    return { python };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
