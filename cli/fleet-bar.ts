// How far a command is with many vaults or databases: a bar for a person at a terminal, and nothing but the waits in a file
// or a pipeline's log.
import { SingleBar } from "cli-progress";
import { printable } from "../text/printable.ts";

/** Standard error, or a test's double of it. */
export type Screen = NodeJS.WritableStream & { readonly isTTY?: boolean };

export interface FleetBar {
  /** One more is done. */
  readonly onDone: (label: string) => void;
  readonly onRetry: (attempt: number, waitMilliseconds: number, reason: string) => void;
  /** Takes the bar off the screen. */
  readonly stop: () => void;
}

export interface FleetBarArgs {
  /** Where a person may sit. */
  readonly screen: Screen;
  /** Tells of a wait where there is no bar. */
  readonly note: (text: string) => void;
  readonly total: number;
  /** The output is for a machine: no bar. */
  readonly json: boolean;
}

/** A bar where there is more than one to wait for and somebody who can see it. */
export function fleetBar({ screen, note, total, json }: FleetBarArgs): FleetBar {
  if (screen.isTTY !== true || json || total < 2) {
    return {
      onDone: () => undefined,
      onRetry: (attempt, wait, reason) => {
        note(`not available yet, attempt ${attempt + 1} in ${Math.ceil(wait / 1000)} s (${reason})`);
      },
      stop: () => undefined,
    };
  }
  const bar = new SingleBar({
    format: "{bar} {value}/{total} {at}",
    stream: screen,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: true,
  });
  bar.start(total, 0, { at: "" });
  return {
    onDone: (label) => {
      bar.increment(1, { at: printable(label) });
    },
    onRetry: (_attempt, _wait, reason) => {
      bar.update({ at: `waiting: ${printable(reason)}` });
    },
    stop: () => {
      bar.stop();
    },
  };
}
