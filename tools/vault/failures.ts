// A vault fails in a few well-known ways. This file tells those that pass by themselves (and are tried again, patiently)
// from those that somebody has to mend, and says of each in one sentence what that is.
import { messageOf, UserError } from "../cli/errors.ts";
import { printable } from "../sql/quote.ts";
import { VaultFailure } from "./vault-plane.ts";

/** Throttling and trouble on Azure's side. */
const TRANSIENT_STATUS = new Set([408, 429, 500, 502, 503, 504]);

/**
 * A new certificate or identity is not known everywhere at once; nor is a new role, so a first `apply` may be refused for
 * some minutes (azure-docs, role-based-access-control/troubleshooting: up to 10 minutes).
 */
const NOT_YET = new Set(["PrincipalNotFound", "ResourceNotFound", "ForbiddenByRbac"]);

const CUT = /ECONNRESET|EPIPE|socket hang up/i;
const NO_ROAD = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/i;
const NO_PUBLIC_ACCESS = /public network access is disabled|not authorized and caller is not a trusted service/i;

/** Attempts in all; with the waits below about four minutes. */
export const MAX_ATTEMPTS = 6;
/** Milliseconds before the second attempt; doubles each time up to a minute and a half. */
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 90_000;

export interface Patience {
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  readonly onRetry?: (attempt: number, waitMilliseconds: number, reason: string) => void;
}

export function isTransient(error: unknown): boolean {
  if (!(error instanceof VaultFailure)) return false;
  if (NO_PUBLIC_ACCESS.test(error.message)) return false;
  if (error.status === undefined) return CUT.test(`${error.code ?? ""} ${error.message}`);
  return TRANSIENT_STATUS.has(error.status) || NOT_YET.has(error.code ?? "");
}

/** Milliseconds before the attempt after `attempt`: between half and all of the doubled wait. */
export function waitAfter(attempt: number, random: number): number {
  const full = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}

export async function patiently<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isTransient(error)) throw error;
      const wait = waitAfter(attempt, patience.random());
      patience.onRetry?.(attempt, wait, oneLine(error));
      await patience.sleep(wait);
    }
  }
}

/** What to do about it, in one sentence. */
export function explain(error: unknown, vault: string): string {
  if (error instanceof UserError) return error.message;
  const said = oneLine(error);
  const where = `vault ${printable(vault)}`;
  if (!(error instanceof VaultFailure)) return `${where}: ${said}`;
  if (NO_PUBLIC_ACCESS.test(error.message)) {
    return `${where} turns this machine away: it is reached through its private endpoint only: run this from inside the network (${said})`;
  }
  if (error.status === undefined && NO_ROAD.test(`${error.code ?? ""} ${error.message}`)) {
    return `${where} cannot be reached: it is reached through its private endpoint only: run this from inside the network (${said})`;
  }
  if (error.code === "CredentialUnavailable") {
    return `${where}: no Entra identity to sign in with: run \`az login\`, or run this where a managed identity or a federated credential is (${said})`;
  }
  if (error.status === 401)
    return `${where} takes no token of this tenant; sign in to the vault's own tenant (${said})`;
  if (error.status === 403) {
    return `${where} refuses this identity: it needs the roles of the deploy identity (docs/people.md) (${said})`;
  }
  if (isTransient(error)) return `${where} is not available, after ${MAX_ATTEMPTS} attempts (${said})`;
  return `${where}: ${said}`;
}

function oneLine(error: unknown): string {
  const status = error instanceof VaultFailure && error.status !== undefined ? `${error.status} ` : "";
  return `${status}${printable(messageOf(error)).replace(/[.\s]+$/, "")}`;
}
