// The engine's own account of what it did (`--event-log`): one JSON object a line, read while the command runs, so that a
// test can act half-way and a summary needs no parsing of text made for people.
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { randomUUID } from "node:crypto";

/** Milliseconds between looks at the log: a person does not notice, and a step takes longer. */
const LOOK_EVERY_MS = 25;

/** One state of a resource, as the engine reports it (apitype.StepEventStateMetadata). */
export interface StepState {
  readonly type: string;
  readonly urn: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** One step on one resource (apitype.StepEventMetadata). */
export interface StepMetadata {
  /** create, update, delete, same, replace, create-replacement, delete-replaced, read, refresh … */
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly old?: StepState | null;
  readonly new?: StepState | null;
  /** Properties that force a replacement. */
  readonly keys?: readonly string[] | null;
  readonly diffs?: readonly string[] | null;
}

/** One event (apitype.EngineEvent); exactly one of the members is present. */
export interface EngineEvent {
  readonly sequence?: number;
  readonly timestamp?: number;
  readonly preludeEvent?: { readonly config: Readonly<Record<string, string>> };
  readonly resourcePreEvent?: { readonly metadata: StepMetadata; readonly planning?: boolean };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata; readonly planning?: boolean };
  readonly resOpFailedEvent?: { readonly metadata: StepMetadata; readonly status: number };
  readonly diagnosticEvent?: { readonly message: string; readonly severity: string; readonly urn?: string };
  readonly policyEvent?: Readonly<Record<string, unknown>>;
  readonly summaryEvent?: {
    readonly durationSeconds: number;
    /** Number of resources by operation. */
    readonly resourceChanges: Readonly<Record<string, number>>;
  };
}

export interface EventReader {
  /** Where the engine writes. */
  readonly file: string;
  /** Reads the rest, stops looking, and gives all events. */
  finish(): readonly EngineEvent[];
}

/** Watches a new event log below `folder`. */
export function createEventReader(folder: string, onEvent?: (event: EngineEvent) => void): EventReader {
  const logs = logsFolder(folder);
  mkdirSync(logs, { recursive: true });
  const file = path.join(logs, `events-${randomUUID()}.jsonl`);
  // The engine would make it readable by all (0666 less the umask); of a file that is there it keeps the mode (pulumi's
  // pkg/backend/display/display.go, `startEventLogger`).
  writeFileSync(file, "", { mode: 0o600, flag: "wx" });
  const events: EngineEvent[] = [];
  let offset = 0;
  let rest = Buffer.alloc(0);

  const look = (): void => {
    const fresh = readFrom(file, offset);
    offset += fresh.length;
    rest = Buffer.concat([rest, fresh]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = rest.subarray(0, end).toString("utf8");
      rest = rest.subarray(end + 1);
      const event = JSON.parse(line) as EngineEvent;
      // Pulumi's SDK tells the engine in debug messages what it sends and receives, secret values in clear. The engine shows
      // them nowhere unless asked to, but writes them into this log: they end here.
      if (event.diagnosticEvent?.severity === "debug") continue;
      events.push(event);
      onEvent?.(event);
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);

  return {
    file,
    finish: () => {
      clearInterval(timer);
      look();
      rmSync(file, { force: true });
      return events;
    },
  };
}

/**
 * Removes the event logs that a killed command left below `folder`: they may hold secret values in clear. Only for who holds
 * the lock of `folder`, as nobody writes one then.
 */
export function removeStaleEventLogs(folder: string): void {
  const logs = logsFolder(folder);
  if (!existsSync(logs)) return;
  for (const name of readdirSync(logs).filter((entry) => /^events-.+\.jsonl$/.test(entry))) {
    rmSync(path.join(logs, name), { force: true });
  }
}

const logsFolder = (folder: string): string => path.join(folder, "logs");

/** The bytes of `file` from `offset`; none while it does not exist. */
function readFrom(file: string, offset: number): Buffer {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const parts: Buffer[] = [];
    for (let at = offset; ;) {
      const part = Buffer.alloc(65_536);
      const count = readSync(handle, part, 0, part.length, at);
      if (count === 0) {
        return Buffer.concat(parts);
      }
      parts.push(part.subarray(0, count));
      at += count;
    }
  } finally {
    closeSync(handle);
  }
}
