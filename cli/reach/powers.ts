// What permissions come to on one object: whether they let their holder read it, by which operation, and which log tells. By
// permission alone, so that a role of ours, of Azure's and of a stranger's is judged alike.
import { SQL_OPERATIONS, VAULT_OPERATIONS } from "../../facts/operations.ts";
import type { Plane } from "../../policy/permissions.ts";
import type { Target } from "./targets.ts";

export interface Power {
  /** Completes "who": `reads its value`. */
  readonly how: string;
  readonly shownBy: string;
}

/** Whether an operation is permitted. */
export type Permits = (plane: Plane, ...operations: readonly string[]) => boolean;

const VAULT_LOG = "the vault's audit log";
const ACTIVITY_LOG = "the activity log";

/** Every way in which such permissions, held over the object, let somebody come to read it. */
export function powersOver(target: Target, permits: Permits): Power[] {
  return target.kind === "database"
    ? databasePowers(permits)
    : [...objectPowers(target, permits), ...vaultPowers(target, permits)];
}

/** What the vault itself lets in by roles; under access policies roles open nothing (azure-docs, key-vault/general/rbac-guide.md). */
function objectPowers({ kind, vault }: Target, permits: Permits): Power[] {
  if (vault?.byRoles === false) return [];
  const { getSecret, useKey, backupSecret, backupKey, backupCertificate } = VAULT_OPERATIONS;
  const powers: Power[] = [];
  const add = (how: string, operation: string, ...operations: readonly string[]): void => {
    if (permits("dataActions", ...operations)) powers.push({ how, shownBy: `${VAULT_LOG}: ${operation}` });
  };
  const elsewhere = "backs it up and restores it into a vault of its own";
  if (kind === "key") {
    add("uses it", "KeyDecrypt, KeyUnwrap, KeySign, KeyRelease", ...useKey);
    add(elsewhere, "KeyBackup", backupKey);
    return powers;
  }
  add(kind === "certificate" ? "reads it, private key included," : "reads its value", "SecretGet", getSecret);
  if (powers.length > 0) return powers;
  add(
    elsewhere,
    kind === "certificate" ? "CertificateBackup, SecretBackup" : "SecretBackup",
    backupSecret,
    ...(kind === "certificate" ? [backupCertificate] : []),
  );
  if (kind === "certificate") add("uses its private key", "KeyDecrypt, KeyUnwrap, KeySign", ...useKey);
  return powers;
}

/** What somebody can do to the vault so that it lets them in. */
function vaultPowers({ kind, vault }: Target, permits: Permits): Power[] {
  const { deploy, write, writeAccessPolicies } = VAULT_OPERATIONS;
  const powers: Power[] = [];
  if (kind !== "key" && vault?.forTemplates === true && permits("actions", deploy)) {
    powers.push({ how: "takes its value into a template", shownBy: `${ACTIVITY_LOG}: ${deploy}` });
  }
  // Where roles decide, changing that takes an unrestricted right to grant roles, which is an edge of its own.
  if (vault !== undefined && vault.byRoles !== true && permits("actions", write, writeAccessPolicies)) {
    powers.push({ how: "gives itself an access policy of the vault", shownBy: `${ACTIVITY_LOG}: ${write}` });
  }
  return powers;
}

function databasePowers(permits: Permits): Power[] {
  const { writeAdministrators, writeServer, writeDatabase, export: exports } = SQL_OPERATIONS;
  const powers: Power[] = [];
  const add = (how: string, operation: string, ...operations: readonly string[]): void => {
    if (permits("actions", ...operations)) powers.push({ how, shownBy: `${ACTIVITY_LOG}: ${operation}` });
  };
  add("makes another the server's administrator", writeAdministrators, writeAdministrators, writeServer);
  add("copies or restores it to a server of its own", writeDatabase, writeDatabase);
  // An export signs in as the administrator, so it takes a right on the administrator besides.
  if (permits("actions", writeAdministrators, writeServer)) add("exports it", exports, exports);
  return powers;
}
