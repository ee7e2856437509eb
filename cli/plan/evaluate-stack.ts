// A plan of one stack: the program evaluated in a process of its own, without engine, cloud or credentials.
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { UserError } from "../../text/errors.ts";
import { compileCache } from "../../simulator/engine/compile-cache.ts";
import type { Plan } from "./document.ts";
import type { ChildMessage, Cost } from "./message.ts";
import { readStackConfig, type StackConfig } from "./stack-config.ts";

/** Seconds in a day. */
const DAY = 86_400;

/** Variables of the user's shell that could point the program at something else than its settings. */
const REAL = /^(PULUMI_|ARM_|AZURE_)/;

export interface StackToPlan {
  /** Folder of Pulumi.yaml. */
  readonly programDir: string;
  readonly stack: string;
  /** Seconds since 1970 that expiries are counted from. @default SOURCE_DATE_EPOCH, or the last midnight (UTC) */
  readonly sourceDateEpoch?: string;
}

/** Gives the plan; what is wrong with the stack's input is a UserError with a line for each problem. */
export async function planStack(what: StackToPlan): Promise<Plan> {
  return (await measureStack(what)).plan;
}

/** The plan, and what it cost to make. */
export async function measureStack(what: StackToPlan): Promise<{ readonly plan: Plan; readonly cost: Cost }> {
  const { programDir, stack } = what;
  const config = readStackConfig(programDir, stack);
  const epoch =
    what.sourceDateEpoch ?? (process.env["SOURCE_DATE_EPOCH"] || String(Math.floor(Date.now() / 1000 / DAY) * DAY));

  const args = [join(import.meta.dirname, "child.ts"), join(programDir, config.main), isoDate(epoch)];
  const env = planEnvironment(programDir, stack, config, epoch);
  let message = await ask(args, programDir, env);
  // A fault is for whoever maintains the program: they need to know where it is.
  if (message.kind === "fault") message = await ask(args, programDir, { ...env, STRONGROOM_TRACE: "1" });
  if (message.kind === "plan") {
    const policy = config.policy === undefined ? {} : { policy: { ...config.policy } };
    return { ...message, plan: { ...message.plan, settings: { ...config.document }, ...policy } };
  }
  if (message.kind === "refused") throw new UserError(`stack ${stack} cannot be planned:\n${message.message}`);
  const fault = new Error(message.stack.split("\n", 1)[0]);
  fault.stack = message.stack;
  throw fault;
}

/** What a process that runs the program is given, as the Pulumi CLI would give it. */
export function planEnvironment(
  programDir: string,
  stack: string,
  { values, secretKeys, project }: StackConfig,
  sourceDateEpoch: string,
): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !REAL.test(name)));
  return {
    ...own,
    NODE_COMPILE_CACHE: compileCache(),
    PULUMI_CONFIG: JSON.stringify(values),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
    PULUMI_NODEJS_PROJECT: project,
    PULUMI_NODEJS_ROOT_DIRECTORY: programDir,
    PULUMI_NODEJS_STACK: stack,
    SOURCE_DATE_EPOCH: sourceDateEpoch,
  };
}

async function ask(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<ChildMessage> {
  // What the program prints must not mix with the plan on our own output.
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", 2, 2, "pipe"] });
  const answer = readAll(child.stdio[3] as Readable);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const text = await answer;
  if (text !== "") return JSON.parse(text) as ChildMessage;
  // Node ends well when nothing is left to do, also when the program still waits.
  throw new Error(
    code === 0 ? "the program waits for a value that never comes" : `the program ended with exit code ${String(code)}`,
  );
}

/** The day (UTC); 1970 for what is no number, which the program refuses in its own words. */
function isoDate(epoch: string): string {
  const seconds = /^\d{1,11}$/.test(epoch) ? Number(epoch) : 0;
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

async function readAll(stream: Readable): Promise<string> {
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += String(chunk);
  return text;
}
