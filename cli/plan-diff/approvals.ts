// Why a person must approve a change. What widens access or opens a way counts in prod; what cannot be taken back, anywhere.
import { roleGuid } from "../../policy/role-names.ts";
import { text } from "../../text/values.ts";
import type { ResourceChange } from "./changes.ts";
import type { StackDiff } from "./stack-diff.ts";

/** A guard against deletion that is a resource of its own. */
const LOCK = /^authorization:ManagementLock/;

/** What a server needs to read what is on its own disks. */
const ENCRYPTION = /^sql:(EncryptionProtector|ServerKey)$/;
const ENCRYPTION_ROLE = roleGuid("Key Vault Crypto Service Encryption User") ?? "";

type Told = Pick<StackDiff, "access" | "groups" | "exposures" | "exceptions" | "losses">;

/** `lost`: all that is lost, grants included. */
export function approvals(told: Told, lost: readonly ResourceChange[], isProd: boolean): string[] {
  const { access, groups, exposures, exceptions, losses } = told;
  const reasons: string[] = [];
  const some = (count: number, one: string, more: string): string =>
    count === 1 ? `1 ${one}` : `${String(count)} ${more}`;
  if (isProd && access.gained.length > 0) {
    reasons.push(`access widened in prod: ${some(access.gained.length, "grant", "grants")} gained`);
  }
  if (isProd && groups.length > 0) {
    reasons.push(`who is in a group changes in prod: ${some(groups.length, "change", "changes")}`);
  }
  const opened = exposures.filter(({ direction }) => direction === "exposed").length;
  if (isProd && opened > 0) reasons.push(`exposed in prod: ${some(opened, "change", "changes")} of the network`);
  const unprotected = losses.filter(
    ({ what, record }) => what === "unprotected" || (what === "destroyed" && LOCK.test(record.kind)),
  );
  const kept = losses.filter(
    (loss) => !unprotected.includes(loss) && (loss.record.protect || loss.before?.protect === true),
  );
  if (kept.length > 0) {
    reasons.push(`protected resources destroyed or created anew: ${some(kept.length, "resource", "resources")}`);
  }
  if (unprotected.length > 0) {
    reasons.push(`protection taken away: ${some(unprotected.length, "guard", "guards")} against deletion`);
  }
  const keys = lost.filter(({ what, record }) => what !== "unprotected" && isEncryption(record)).length;
  if (keys > 0) {
    reasons.push(`encryption with a key of our own given up: ${some(keys, "resource", "resources")}`);
  }
  const asked = exceptions.filter(({ direction }) => direction === "added").length;
  if (asked > 0) reasons.push(`exceptions added or changed: ${String(asked)}`);
  return reasons;
}

/** The server's key, what encrypts with it, or what lets the server use it. */
function isEncryption({ kind, props }: ResourceChange["record"]): boolean {
  if (ENCRYPTION.test(kind)) return true;
  const role = text(props["roleDefinitionId"])?.toLowerCase() ?? "";
  return kind === "authorization:RoleAssignment" && role.endsWith(ENCRYPTION_ROLE.toLowerCase());
}
