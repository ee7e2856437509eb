// Git, asked without a shell.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { messageOf, UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";

/** No shell, no hooks: a hook is code that a checkout would run. */
export async function git(folder: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("git", ["-c", "core.hooksPath=/dev/null", ...args], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new UserError("git is not on the PATH: install it");
    }
    throw new UserError(`git ${args[0] ?? ""} failed: ${printable(said(error))}`);
  }
}

/** What git calls fatal, or else its last line: advice may follow. */
function said(error: unknown): string {
  const { stderr } = error as { readonly stderr?: string };
  const lines = stderr?.trim().split("\n") ?? [];
  return lines.find((line) => line.startsWith("fatal: ")) ?? lines.at(-1) ?? messageOf(error);
}
