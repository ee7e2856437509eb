// A database far away fails in a few well-known ways. This file tells those that pass by themselves (and are tried
// again, patiently: a paused serverless database takes up to a minute) from those that somebody has to mend, and says of
// each in one sentence what that is.
import { UserError } from "../../text/errors.ts";
import { CUT, FROM_INSIDE, MAX_ATTEMPTS, NO_IDENTITY, NO_ROAD, said, type FailureKind } from "../reconcile/failures.ts";
import { printable } from "../../text/printable.ts";
import { SqlFailure, type Target } from "./connection.ts";
import { LOCK_BUSY } from "./statements.ts";

/**
 * Errors that pass: reconfiguration, throttling, a database that resumes (sql-docs, "Troubleshoot connectivity issues",
 * list of transient fault error codes), resource limits (10928, 10929) and a deadlock (1205). 4060 also means that the
 * database does not exist; then the last attempt says so.
 */
const TRANSIENT_NUMBERS = new Set([
  615, 926, 1205, 4060, 4221, 10928, 10929, 40197, 40501, 40540, 40613, 49918, 49919, 49920,
]);

/** Connections that were cut, as tedious words it. */
const CUT_OFF = /connection lost|connection is closed|disconnected before secure TLS/i;

/** What the driver says of any connection that did not come about. */
const NOT_CONNECTED = /could not connect|failed to connect to/i;

/** Whoever answered is not, or cannot show that it is, the server. */
const IMPOSTOR = /certificate|altname|EPROTO|ssl routines|wrong version number/i;

/** Error numbers with which the server's network rules turn somebody away: firewall, virtual network rule, public access off. */
const TURNED_AWAY = new Set([40615, 40914, 42101, 47073]);

export function isTransient(error: unknown): boolean {
  if (!(error instanceof SqlFailure)) {
    return false;
  }
  if (error.number !== undefined) {
    return TRANSIENT_NUMBERS.has(error.number);
  }
  return (CUT.test(error.message) || CUT_OFF.test(error.message)) && !IMPOSTOR.test(error.message);
}

/** The waits between six attempts add up to between 67 and 135 seconds: a paused database takes up to a minute. */
export const SQL_FAILURES: FailureKind = { isTransient, oneLine, longestWait: 60_000 };

/** What to do about it, in one sentence. */
export function explain(error: unknown, target: Target, label: string): string {
  if (error instanceof UserError) {
    return error.message;
  }
  const message = oneLine(error);
  const where = `${printable(label)}: ${printable(target.server)}`;
  if (!(error instanceof SqlFailure)) {
    return `${where}: ${message}`;
  }
  if (error.number === LOCK_BUSY) {
    return `${where}: another strongroom sql apply is at work on this database; run this one when it is done`;
  }
  if (error.number !== undefined && TURNED_AWAY.has(error.number)) {
    return `${where} turns this machine away: the server ${FROM_INSIDE} (${message})`;
  }
  if (error.code === "EFEDAUTH" || error.code === "ECREDENTIAL") {
    return `${where}: ${NO_IDENTITY} (${message})`;
  }
  if (error.number === 18456 || /login failed for user/i.test(error.message)) {
    return `${where} does not let this identity in: it is not a member of the administrators' group (${message})`;
  }
  if (error.code === "ETIMEOUT" && error.phase === "query") {
    return `${where} did not answer in time; what was not finished is rolled back: run this again (${message})`;
  }
  if (IMPOSTOR.test(error.message)) {
    return `${where}: what answers there does not prove that it is the server, so nothing was sent to it (${message})`;
  }
  if (isTransient(error)) {
    return `${where} is not available, after ${MAX_ATTEMPTS} attempts (${message})`;
  }
  if (NO_ROAD.test(error.message) || NOT_CONNECTED.test(error.message) || error.code === "ETIMEOUT") {
    return `${where} cannot be reached: the server ${FROM_INSIDE} (${message})`;
  }
  return `${where}: nothing was changed: ${message}`;
}

function oneLine(error: unknown): string {
  return said(error, error instanceof SqlFailure && error.number !== undefined ? `error ${error.number}: ` : "");
}
