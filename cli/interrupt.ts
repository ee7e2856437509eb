// What Ctrl-C and a polite kill do to a running Pulumi command: it gets one SIGINT, finishes the steps it began and saves its
// state; a second one, or patience at an end, kills it.
import type { Running } from "../simulator/engine/session.ts";

/** Milliseconds in which a signal that arrives twice is one: a terminal, npm and a launcher each pass it on. */
const SAME_SIGNAL_MS = 400;

export interface Forwarding {
  /** Whether a signal came. */
  interrupted(): boolean;
  stop(): void;
}

/** Passes signals on to the command. */
export function forwardSignals(running: Pick<Running, "kill">): Forwarding {
  let count = 0;
  let last = 0;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (Date.now() - last < SAME_SIGNAL_MS) {
      return;
    }
    last = Date.now();
    count += 1;
    // On a terminal the CLI shares our process group and has had the Ctrl-C already.
    if (signal !== "SIGINT" || !process.stdin.isTTY) {
      running.kill("SIGINT");
    }
    if (count > 2) {
      running.kill("SIGKILL");
    }
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) {
    process.on(signal, onSignal);
  }
  return {
    interrupted: () => count > 0,
    stop: () => {
      for (const signal of signals) {
        process.off(signal, onSignal);
      }
    },
  };
}
