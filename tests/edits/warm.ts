// Keeps a process with the program warm (warm-program.ts), and starts another when a run that failed has ended it.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Registration } from "../../cli/plan/monitor.ts";
import { CLOCK_FILE } from "../../simulator/engine/no-waiting.ts";
import { ROOT } from "../support/tiny-project.ts";

const NO_WAITING = pathToFileURL(path.join(ROOT, "simulator", "engine", "no-waiting.ts")).href;

export interface Asked {
  readonly stack: string;
  /** By full keys. */
  readonly config: Readonly<Record<string, string>>;
}

/** What the program would register, or what it says is wrong. */
export type Planned = { readonly registrations: readonly Registration[] } | { readonly refused: string };

export class Warm {
  readonly #programDir: string;
  readonly #clockFile: string;
  #child: ChildProcess | undefined;
  #port: Promise<number> | undefined;

  /** The state folder is that of all sessions: their clock lies in it. */
  constructor(programDir: string, stateDir: string) {
    this.#programDir = programDir;
    this.#clockFile = path.join(stateDir, "clock");
  }

  /** What a command needs in its environment to run the program here. */
  async env(): Promise<Record<string, string>> {
    this.#port ??= this.#start();
    // Half of what the engine does is to collect garbage that a process of seconds can leave.
    return { PULUMI_DEBUG_LANGUAGES: `nodejs:${String(await this.#port)}`, GOGC: "400" };
  }

  /** What the program would register. */
  async plan(asked: Asked): Promise<Planned> {
    this.#port ??= this.#start();
    await this.#port;
    const child = this.#child;
    if (child === undefined) throw new Error("the program's process has ended");
    const answer = once(child, "message");
    child.send(asked);
    return ((await answer) as [Planned])[0];
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const end = once(child, "close");
    child.kill("SIGKILL");
    await end;
  }

  async #start(): Promise<number> {
    const args = ["--import", NO_WAITING, path.join(import.meta.dirname, "warm-program.ts"), this.#programDir];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, [CLOCK_FILE]: this.#clockFile },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    this.#child = child;
    child.once("close", () => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#port = undefined;
    });
    const [port] = (await Promise.race([
      once(child, "message"),
      once(child, "close").then(() => {
        throw new Error("the program cannot be loaded");
      }),
    ])) as [number];
    return port;
  }
}
