// Runs a workflow's script in a folder of its own, with doubles for the programs that would reach the world.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../support/plans.ts";

/** The door is never a double: what comes out of a script went through it. */
const DOOR = `[[ "\${1:-}" != *through-door.ts ]] || exec ${process.execPath} "$@"\n`;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), "strongroom-workflow-"));

  /** A double on PATH: a bash script that may use `$LOG` (one line for each call) and `$FOLDER`. */
  double(name: string, script: string): void {
    const file = join(this.folder, "bin", name);
    this.write(
      join("bin", name),
      `#!/bin/bash\n${name === "node" ? DOOR : ""}printf '%s' "${name}" >> "$LOG"\nprintf ' %q' "$@" >> "$LOG"\necho >> "$LOG"\n${script}\n`,
    );
    chmodSync(file, 0o755);
  }

  write(name: string, content: string): void {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  has(name: string): boolean {
    return existsSync(join(this.folder, name));
  }

  /** What the doubles were called with. */
  get calls(): readonly string[] {
    return this.has("calls.log") ? this.read("calls.log").trim().split("\n") : [];
  }

  run(script: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Ran {
    const { status, stdout, stderr } = spawnSync("bash", [join(ROOT, script), ...args], {
      cwd: this.folder,
      encoding: "utf8",
      env: {
        PATH: `${join(this.folder, "bin")}:${process.env["PATH"] ?? ""}`,
        HOME: this.folder,
        FOLDER: this.folder,
        LOG: join(this.folder, "calls.log"),
        GITHUB_OUTPUT: join(this.folder, "output.txt"),
        REPOSITORY: "contoso/strongroom",
        HEAD_SHA: "a".repeat(40),
        STACKS: "prod staging dev",
        ...env,
      },
    });
    return { code: status, stdout, stderr };
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
