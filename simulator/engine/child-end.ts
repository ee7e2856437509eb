// How a child process ends, and what becomes of its output: given back, or printed through the door as it comes.
import { constants } from "node:os";
import type { ChildProcess } from "node:child_process";
import { throughDoor } from "../../text/door.ts";

export interface Ended {
  /** As the shell would say it: 128 + n when signal n ended the child. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Everything that the child wrote. */
export async function ended(child: ChildProcess): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const exitCode = await exitOf(child);
  return { exitCode, stdout, stderr };
}

/** The same for a child whose output is printed. */
export async function shown(child: ChildProcess): Promise<Ended> {
  const printed = [];
  if (child.stdout !== null) printed.push(throughDoor(child.stdout, process.stdout));
  if (child.stderr !== null) printed.push(throughDoor(child.stderr, process.stderr));
  const exitCode = await exitOf(child);
  await Promise.all(printed);
  return { exitCode, stdout: "", stderr: "" };
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 1 : constants.signals[signal]));
    });
  });
}
