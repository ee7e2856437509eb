// A database far away fails in a few well-known ways. This file tells those that pass by themselves (and are tried
// again, patiently: a paused serverless database takes up to a minute) from those that somebody has to mend, and says of
// each in one sentence what that is.
import { messageOf, UserError } from "../cli/errors.ts";
import { SqlFailure, type Target } from "./connection.ts";
import { printable } from "./quote.ts";
import { LOCK_BUSY } from "./statements.ts";

/**
 * Errors that pass: reconfiguration, throttling, a database that resumes (sql-docs, "Troubleshoot connectivity issues",
 * list of transient fault error codes), resource limits (10928, 10929) and a deadlock (1205). 4060 also means that the
 * database does not exist; then the last attempt says so.
 */
const TRANSIENT_NUMBERS = new Set([
  615, 926, 1205, 4060, 4221, 10928, 10929, 40197, 40501, 40540, 40613, 49918, 49919, 49920,
]);

/** Connections that were cut, as Node and tedious word it. */
const CUT = /ECONNRESET|EPIPE|socket hang up|connection lost|connection is closed|disconnected before secure TLS/i;

/** Roads that do not lead there, and what the driver says of any connection that did not come about. */
const NO_ROAD =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|could not connect|failed to connect to/i;

/** Whoever answered is not, or cannot show that it is, the server. */
const IMPOSTOR = /certificate|altname|EPROTO|ssl routines|wrong version number/i;

/** Error numbers with which the server's network rules turn somebody away: firewall, virtual network rule, public access off. */
const TURNED_AWAY = new Set([40615, 40914, 42101, 47073]);

/** Attempts in all; the five waits between them add up to between 67 and 135 seconds. */
export const MAX_ATTEMPTS = 6;
/** Milliseconds before the second attempt; doubles each time up to a minute (sql-docs, "Implement retry logic": 5 s to 60 s). */
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 60_000;

export interface Patience {
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  /** Told before each wait. */
  readonly onRetry?: (attempt: number, waitMilliseconds: number, reason: string) => void;
}

export function isTransient(error: unknown): boolean {
  if (!(error instanceof SqlFailure)) {
    return false;
  }
  if (error.number !== undefined) {
    return TRANSIENT_NUMBERS.has(error.number);
  }
  return CUT.test(error.message) && !IMPOSTOR.test(error.message);
}

/** Milliseconds before the attempt after `attempt`: between half and all of the doubled wait, so that many do not return at once. */
export function waitAfter(attempt: number, random: number): number {
  const full = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}

/** Runs `work` again, from its beginning, while what stops it passes by itself. */
export async function patiently<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isTransient(error)) {
        throw error;
      }
      const wait = waitAfter(attempt, patience.random());
      patience.onRetry?.(attempt, wait, oneLine(error));
      await patience.sleep(wait);
    }
  }
}

/** What to do about it, in one sentence. */
export function explain(error: unknown, target: Target, label: string): string {
  if (error instanceof UserError) {
    return error.message;
  }
  const said = oneLine(error);
  const where = `${printable(label)}: ${printable(target.server)}`;
  if (!(error instanceof SqlFailure)) {
    return `${where}: ${said}`;
  }
  if (error.number === LOCK_BUSY) {
    return `${where}: another strongroom sql apply is at work on this database; run this one when it is done`;
  }
  if (error.number !== undefined && TURNED_AWAY.has(error.number)) {
    return `${where} turns this machine away: the server is reached through its private endpoint only: run this from inside the network (${said})`;
  }
  if (error.code === "EFEDAUTH" || error.code === "ECREDENTIAL") {
    return `${where}: no Entra identity to sign in with: run \`az login\`, or run this where a managed identity or a federated credential is (${said})`;
  }
  if (error.number === 18456 || /login failed for user/i.test(error.message)) {
    return `${where} does not let this identity in: it is not a member of the administrators' group (${said})`;
  }
  if (error.code === "ETIMEOUT" && error.phase === "query") {
    return `${where} did not answer in time; what was not finished is rolled back: run this again (${said})`;
  }
  if (IMPOSTOR.test(error.message)) {
    return `${where}: what answers there does not prove that it is the server, so nothing was sent to it (${said})`;
  }
  if (isTransient(error)) {
    return `${where} is not available, after ${MAX_ATTEMPTS} attempts (${said})`;
  }
  if (NO_ROAD.test(error.message) || error.code === "ETIMEOUT") {
    return `${where} cannot be reached: the server is reached through its private endpoint only: run this from inside the network (${said})`;
  }
  return `${where}: nothing was changed: ${said}`;
}

function oneLine(error: unknown): string {
  const number = error instanceof SqlFailure && error.number !== undefined ? `error ${error.number}: ` : "";
  return `${number}${printable(messageOf(error)).replace(/[.\s]+$/, "")}`;
}
