// Two kinds of failure reach a user: what they can mend themselves (one sentence, exit 1) and what only we can
// (one sentence and where the details lie, exit 70). Neither shows a stack trace.

import { printable } from "./printable.ts";

/** Exit codes of the `strongroom` command; a passed-through Pulumi command keeps its own. */
export const EXIT = {
  ok: 0,
  /** Something the user can mend: a wrong argument, a missing file, a finding of a check. */
  user: 1,
  /** A fault of this program (`EX_SOFTWARE` of sysexits.h); details are in a log file. */
  internal: 70,
  /** Stopped by Ctrl-C: 128 + SIGINT. */
  interrupted: 130,
} as const;

/** A failure that the user can mend: its message is printed alone, without a stack trace. */
export class UserError extends Error {
  override readonly name = "UserError";
  /** What the process ends with. */
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.user) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The message of whatever was thrown, on one line and fit to be shown: a service may have written it. */
export function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return printable(text.split("\n", 1)[0] ?? "");
}
