// Why a person must approve a change, in the words of the one list of reasons.
import { roleGuid } from "../../policy/role-names.ts";
import { text } from "../../text/values.ts";
import type { ResourceChange } from "./changes.ts";
import { REASON_IDS, REASONS, type ReasonId } from "./reasons.ts";
import type { StackDiff } from "./stack-diff.ts";

/** A guard against deletion that is a resource of its own. */
const LOCK = /^authorization:ManagementLock/;

/** What a server needs to read what is on its own disks. */
const ENCRYPTION = /^sql:(EncryptionProtector|ServerKey)$/;
const ENCRYPTION_ROLE = roleGuid("Key Vault Crypto Service Encryption User") ?? "";

type Told = Pick<
  StackDiff,
  "access" | "groups" | "exposures" | "exceptions" | "losses" | "classed" | "settings" | "unknown" | "only"
>;

/** `lost`: all that is lost, grants included. */
export function approvals(told: Told, lost: readonly ResourceChange[], isProduction: boolean): string[] {
  const counts = new Map<ReasonId, number>();
  const add = (reason: ReasonId, count = 1): void => {
    if (count > 0) counts.set(reason, (counts.get(reason) ?? 0) + count);
  };
  add("unknown", told.unknown.length);
  if (told.only !== undefined) add("stack");
  add("access", told.access.gained.length);
  add("groups", told.groups.length);
  add("exposure", told.exposures.filter(({ direction }) => direction === "exposed").length);
  add("exception", told.exceptions.filter(({ direction }) => direction === "added").length);

  const unprotected = told.losses.filter(
    ({ what, record }) => what === "unprotected" || (what === "destroyed" && LOCK.test(record.kind)),
  );
  add("unprotected", unprotected.length);
  add(
    "protected",
    told.losses.filter((loss) => !unprotected.includes(loss) && (loss.record.protect || loss.before?.protect === true))
      .length,
  );
  add("encryption", lost.filter(({ what, record }) => what !== "unprotected" && isEncryption(record)).length);
  for (const { reason } of told.classed) add(reason);
  for (const { reason } of told.settings) if (reason !== undefined) add(reason);

  return REASON_IDS.flatMap((id) => {
    const count = counts.get(id);
    const { title, reach } = REASONS[id];
    return count === undefined || (reach === "production" && !isProduction) ? [] : [`${title}: ${String(count)}`];
  });
}

/** The server's key, what encrypts with it, or what lets the server use it; an application's own key is none of it. */
function isEncryption({ kind, props, urn }: ResourceChange["record"]): boolean {
  if (ENCRYPTION.test(kind)) return true;
  const role = text(props["roleDefinitionId"])?.toLowerCase() ?? "";
  const belongsToServer = urn.split("::")[2]?.includes("strongroom:sql:") === true;
  return kind === "authorization:RoleAssignment" && belongsToServer && role.endsWith(ENCRYPTION_ROLE.toLowerCase());
}
