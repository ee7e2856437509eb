// Bad days on demand: throttling, conflicts, failures, slowness and a crash half-way, as a test or a rehearsal asks.
// The file is read at every request, so that it can be changed while a deployment runs.
import * as fs from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { AzureError } from "../model/errors.ts";
import { checkFaults, type Fault, type FaultsFile, type Operation } from "./faults-file.ts";

export type { Fault, Operation } from "./faults-file.ts";

/**
 * What azure-native retries by itself, three times after the first attempt (azcore's default): its client_azcore.go.
 * A 409 only with this one code.
 */
const RETRIED = [408, 429, 500, 502, 503, 504];
const RETRIED_CONFLICT = "AnotherOperationInProgress";
export const MAX_RETRIES = 3;

const USUAL: Record<number, readonly [string, string]> = {
  408: ["RequestTimeout", "The request timed out."],
  409: [RETRIED_CONFLICT, "Another operation on this or dependent resource is in progress."],
  429: ["TooManyRequests", "The request is being throttled as the limit has been reached."],
  500: ["InternalServerError", "An unexpected error occurred."],
  502: ["BadGateway", "The gateway did not receive a response."],
  503: ["ServiceUnavailable", "The service is temporarily unavailable."],
  504: ["GatewayTimeout", "The gateway did not receive a response in time."],
};

export class Faults {
  readonly #file: string | undefined;
  readonly #spent = new Map<string, number>();
  #stamp = "";
  #content: FaultsFile = {};

  constructor(file: string | undefined) {
    this.#file = file;
  }

  get insideNetwork(): boolean | undefined {
    return this.#read().insideNetwork;
  }

  /** The first fault that applies and is not used up; using it up is the caller's `spend`. */
  find(operation: Operation, subjects: readonly string[]): Fault | undefined {
    return this.#read().faults?.find((fault) => {
      if (fault.operation !== undefined && fault.operation !== operation) return false;
      if ((this.#spent.get(JSON.stringify(fault)) ?? 0) >= (fault.times ?? 1)) return false;
      return subjects.some((subject) => matches(fault.match, subject));
    });
  }

  spend(fault: Fault): void {
    const key = JSON.stringify(fault);
    this.#spent.set(key, (this.#spent.get(key) ?? 0) + 1);
  }

  #read(): FaultsFile {
    if (this.#file === undefined || !fs.existsSync(this.#file)) return {};
    const { mtimeMs, size } = fs.statSync(this.#file);
    const stamp = `${mtimeMs} ${size}`;
    if (stamp === this.#stamp) return this.#content;
    let content: unknown;
    try {
      content = JSON.parse(fs.readFileSync(this.#file, "utf8"));
    } catch {
      throw new Error(`simulated Azure: ${this.#file} is not JSON, write a list of faults`);
    }
    this.#content = checkFaults(content, this.#file);
    this.#stamp = stamp;
    return this.#content;
  }
}

/** What a request that is held writes into the file that holds it. */
export const HELD = "held";
/** Milliseconds between two looks at a file that holds a request. */
const HOLD_POLL_MS = 20;

/** Lets a request go on when nobody holds it any more. */
export async function waitWhileHeld(file: string): Promise<void> {
  if (fs.existsSync(file)) fs.writeFileSync(file, HELD);
  while (fs.existsSync(file)) await wait(HOLD_POLL_MS, undefined, { ref: false });
}

export function errorOf(fault: Fault): AzureError {
  const status = fault.status ?? 500;
  const [code, message] = USUAL[status] ?? ["BadRequest", "The request is not valid."];
  return new AzureError(status, fault.code ?? code, fault.message ?? message);
}

export function isRetried(error: unknown): boolean {
  if (!(error instanceof AzureError)) return false;
  return RETRIED.includes(error.status) || (error.status === 409 && error.code === RETRIED_CONFLICT);
}

function matches(pattern: string, subject: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(escaped, "i").test(subject);
}
