// A question to a process of its own: the job goes in as JSON, the answer comes back on a fourth stream, so that nothing that the
// program prints can be taken for it.
import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { text as readAll } from "node:stream/consumers";

export interface ChildProcess {
  /** The module to run. */
  readonly script: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Of Node, before the module. @default none */
  readonly nodeArgs?: readonly string[];
  /** What the program prints is left out. @default it goes to standard error */
  readonly silent?: boolean;
}

/** Undefined where the process did not answer: then a whole plan says why. */
export async function askChild<A>(
  job: unknown,
  { script, cwd, env, nodeArgs = [], silent }: ChildProcess,
): Promise<A | undefined> {
  const printed = silent === true ? "ignore" : 2;
  const child = spawn(process.execPath, [...nodeArgs, script], { cwd, env, stdio: ["pipe", printed, printed, "pipe"] });
  const answer = readAll(child.stdio[3] as Readable);
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => {
      resolve();
    });
  });
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(JSON.stringify(job));
  await ended;
  const said = await answer;
  return said === "" ? undefined : (JSON.parse(said) as A);
}
