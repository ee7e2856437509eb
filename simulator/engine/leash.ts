// A child process that cannot outlive us. Removes one risk: a Pulumi CLI or a program left running after Ctrl-C, a crash,
// or a `kill -9` of the command that started it, still holding the stack's lock.
//
// How: a shell holds one end of a pipe, starts a watcher that waits for the pipe to close, and becomes the command. When
// we end the child's life ourselves we send one line first, and the watcher goes without a word.
import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import type { Writable } from "node:stream";

/** Tenths of a second that a leashed process gets to stop by itself after SIGINT, before SIGKILL. */
const GRACE_TENTHS = 30;

const LEASH = `
( trap '' INT TERM HUP QUIT
  if ! read -r _ <&3; then
    kill -INT "$$"
    n=0
    while kill -0 "$$" && [ "$n" -lt ${GRACE_TENTHS} ]; do sleep 0.1; n=$((n + 1)); done
    kill -KILL "$$"
  fi
) </dev/null >/dev/null 2>&1 &
exec "$@" 3<&-
`;

export interface LeashedOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Whether the child uses our terminal, is read through pipes, or reads from our terminal alone. */
  readonly stdio: "inherit" | "pipe" | "read";
  /** Its own process group, so that a Ctrl-C in the terminal reaches only us. @default false */
  readonly ownGroup?: boolean;
}

/** Starts `command`; it ends when we do, whatever ends us. */
export function spawnLeashed(command: string, args: readonly string[], options: LeashedOptions): ChildProcess {
  const input = options.stdio === "pipe" ? "ignore" : "inherit";
  const output = options.stdio === "inherit" ? "inherit" : "pipe";
  const stdio: StdioOptions = [input, output, output, "pipe"];
  const common = { cwd: options.cwd, env: options.env, detached: options.ownGroup ?? false } as const;
  if (process.platform === "win32") {
    return spawn(command, args, { ...common, stdio: [input, output, output] });
  }

  const child = spawn("/bin/sh", ["-c", LEASH, "leash", command, ...args], { ...common, stdio });
  const leash = child.stdio[3] as Writable | null | undefined;
  // The watcher may be gone already; there is nothing to tell it then.
  leash?.on("error", () => undefined);
  child.once("exit", () => leash?.end("done\n"));
  return child;
}
