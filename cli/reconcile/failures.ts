// What is far away fails in a few well-known ways, a database like a vault. This file waits for what passes by itself, and
// holds the words for what both have in common; each says itself which of its failures is which.
import { messageOf } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { withoutEnd } from "../../text/without-end.ts";

/** Attempts in all. */
export const MAX_ATTEMPTS = 6;
/** Milliseconds before the second attempt; doubles each time (sql-docs, "Implement retry logic": 5 s to 60 s). */
const FIRST_WAIT = 5_000;

/** A connection that was cut, as Node words it. */
export const CUT = /ECONNRESET|EPIPE|socket hang up/i;
/** A road that does not lead there, as Node words it. */
export const NO_ROAD = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/i;

/** What to do where only the inside of the network is let in. */
export const FROM_INSIDE = "is reached through its private endpoint only: run this from inside the network";
/** What to do where nobody is signed in. */
export const NO_IDENTITY =
  "no Entra identity to sign in with: run `az login`, or run this where a managed identity or a federated credential is";

export interface Patience {
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  /** Told before each wait. */
  readonly onRetry?: (attempt: number, waitMilliseconds: number, reason: string) => void;
}

/** How the failures of one kind of target are told apart and worded. */
export interface FailureKind {
  /** Whether it passes by itself. */
  readonly isTransient: (error: unknown) => boolean;
  readonly oneLine: (error: unknown) => string;
  /** Milliseconds that are waited at most before one attempt. */
  readonly longestWait: number;
}

/** Runs `work` again, from its beginning, while what stops it passes by itself. */
export async function patiently<T>(work: () => Promise<T>, patience: Patience, kind: FailureKind): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !kind.isTransient(error)) throw error;
      const wait = waitAfter(attempt, patience.random(), kind.longestWait);
      patience.onRetry?.(attempt, wait, kind.oneLine(error));
      await patience.sleep(wait);
    }
  }
}

/** Milliseconds before the attempt after `attempt`: between half and all of the doubled wait, so that many do not return at once. */
export function waitAfter(attempt: number, random: number, longestWait: number): number {
  const full = Math.min(longestWait, FIRST_WAIT * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}

/** What an error says, fit for the end of a sentence; a number or status that it has stands in front. */
export function said(error: unknown, number = ""): string {
  return `${number}${withoutEnd(printable(messageOf(error)), ". ")}`;
}
