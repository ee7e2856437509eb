// A vault fails in a few well-known ways. This file tells those that pass by themselves (and are tried again, patiently)
// from those that somebody has to mend, and says of each in one sentence what that is.
import { UserError } from "../../text/errors.ts";
import { CUT, FROM_INSIDE, MAX_ATTEMPTS, NO_IDENTITY, NO_ROAD, said, type FailureKind } from "../reconcile/failures.ts";
import { printable } from "../../text/printable.ts";
import { VaultFailure } from "./vault-plane.ts";

/** Throttling and trouble on Azure's side. */
const TRANSIENT_STATUS = new Set([408, 429, 500, 502, 503, 504]);

/**
 * A new certificate or identity is not known everywhere at once; nor is a new role, so a first `apply` may be refused for
 * some minutes (azure-docs, role-based-access-control/troubleshooting: up to 10 minutes).
 */
const NOT_YET = new Set(["PrincipalNotFound", "ResourceNotFound", "ForbiddenByRbac"]);

const NO_PUBLIC_ACCESS = /public network access is disabled|not authorized and caller is not a trusted service/i;

export function isTransient(error: unknown): boolean {
  if (!(error instanceof VaultFailure)) return false;
  if (NO_PUBLIC_ACCESS.test(error.message)) return false;
  if (error.status === undefined) return CUT.test(`${error.code ?? ""} ${error.message}`);
  return TRANSIENT_STATUS.has(error.status) || NOT_YET.has(error.code ?? "");
}

/** The waits between six attempts add up to between 78 and 155 seconds. */
export const VAULT_FAILURES: FailureKind = { isTransient, oneLine, longestWait: 90_000 };

/** What to do about it, in one sentence. */
export function explain(error: unknown, vault: string): string {
  if (error instanceof UserError) return error.message;
  const message = oneLine(error);
  const where = `vault ${printable(vault)}`;
  if (!(error instanceof VaultFailure)) return `${where}: ${message}`;
  if (NO_PUBLIC_ACCESS.test(error.message)) {
    return `${where} turns this machine away: it ${FROM_INSIDE} (${message})`;
  }
  if (error.status === undefined && NO_ROAD.test(`${error.code ?? ""} ${error.message}`)) {
    return `${where} cannot be reached: it ${FROM_INSIDE} (${message})`;
  }
  if (error.code === "CredentialUnavailable") {
    return `${where}: ${NO_IDENTITY} (${message})`;
  }
  if (error.status === 401)
    return `${where} takes no token of this tenant; sign in to the vault's own tenant (${message})`;
  if (error.status === 403) {
    return `${where} refuses this identity: it needs the roles of the deploy identity (docs/people.md) (${message})`;
  }
  if (isTransient(error)) return `${where} is not available, after ${MAX_ATTEMPTS} attempts (${message})`;
  return `${where}: ${message}`;
}

function oneLine(error: unknown): string {
  return said(error, error instanceof VaultFailure && error.status !== undefined ? `${error.status} ` : "");
}
