// What a person sees while something takes minutes: which step, for how long, how far. On a terminal one line that moves,
// in a log a line now and then.
import cliProgress from "cli-progress";
import { lineTo } from "../../text/door.ts";
import { printable } from "../../text/printable.ts";

/** Seconds between two lines in a log without a terminal. */
const LOG_EVERY_S = 15;

export interface Task {
  /** How far it is. */
  advance(done: number, total: number): void;
  end(): void;
}

export interface Progress {
  /** One line that stays. */
  note(text: string): void;
  /** A step that takes its time. */
  start(text: string): Task;
}

/** Progress on standard error, so that standard output stays the command's own. */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return {
    note: (text) => {
      lineTo(stream, `strongroom: ${text}`);
    },
    start: (text) => (stream.isTTY ? barTask(text, stream) : lineTask(text, stream)),
  };
}

function barTask(text: string, stream: NodeJS.WriteStream): Task {
  const bar = new cliProgress.SingleBar({
    stream,
    clearOnComplete: false,
    hideCursor: true,
    etaBuffer: 200,
    format: (options, params) =>
      `${printable(text)}  ${elapsed(params.startTime)}` +
      (params.total > 1
        ? `  ${cliProgress.Format.BarFormat(params.progress, options)}  ${params.value} of about ${params.total} packages`
        : ""),
  });
  bar.start(1, 0);
  // The elapsed time moves even while nothing else does.
  const timer = setInterval(() => {
    bar.updateETA();
  }, 1000);
  return {
    advance: (done, total) => {
      bar.setTotal(Math.max(done, total));
      bar.update(done);
    },
    end: () => {
      clearInterval(timer);
      bar.stop();
    },
  };
}

function lineTask(text: string, stream: NodeJS.WriteStream): Task {
  const start = Date.now();
  let state = "";
  lineTo(stream, `strongroom: ${text}`);
  const timer = setInterval(() => {
    lineTo(stream, `strongroom: … ${elapsed(start)}${state}`);
  }, LOG_EVERY_S * 1000);
  return {
    advance: (done, total) => {
      state = `, ${done} of about ${total} packages`;
    },
    end: () => {
      clearInterval(timer);
      lineTo(stream, `strongroom: … ended after ${elapsed(start)}${state}`);
    },
  };
}

/** Minutes and seconds since `start`, a time in milliseconds. */
function elapsed(start: number): string {
  const seconds = Math.round((Date.now() - start) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
