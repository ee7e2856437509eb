// Whether an assignment lets its holder do one thing with one object: by what the role's definition permits, where it was
// given, and under which condition. What a condition means that is not understood is unknown, never guessed.
import { permits, type Permission } from "../../policy/permissions.ts";
import type { AssignmentSeen } from "./evidence.ts";
import type { VaultTarget, Word } from "./promise.ts";

/** Data action of each word (azure-docs: role-based-access-control/permissions/security.md). */
export function actionOf({ kind }: Pick<VaultTarget, "kind">, word: Word): string {
  if (kind === "secret")
    return `Microsoft.KeyVault/vaults/secrets/${word === "write" ? "setSecret" : "getSecret"}/action`;
  return kind === "key"
    ? `Microsoft.KeyVault/vaults/keys/${word}/action`
    : "Microsoft.KeyVault/vaults/certificates/read";
}

export const scopeOf = ({ vaultId, kind, name }: VaultTarget): string => `${vaultId}/${kind}s/${name}`;

export const permitsData = (permissions: readonly Permission[], action: string): boolean =>
  permits(permissions, "dataActions", action);

export function covers(scope: string, object: string): boolean {
  const [outer, inner] = [scope.toLowerCase().replace(/\/$/, ""), object.toLowerCase()];
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** `no`: the condition names other objects; `unknown`: it is not understood here. */
export function conditionLets(
  { condition }: Pick<AssignmentSeen, "condition">,
  { kind, name, vaultName }: VaultTarget,
): "yes" | "no" | "unknown" {
  if (condition === undefined || condition.trim() === "") return "yes";
  // One attribute compared with names: azure-security-docs, rbac-abac.md. Names are compared with their case.
  const one =
    /^\s*\(*\s*@(?:Resource|Request)\[Microsoft\.KeyVault\/vaults(\/secrets)?:name\]\s+(?:ForAnyOfAnyValues:)?StringEquals\s+(?:'([^']*)'|\{([^{}]*)\})\s*\)*\s*$/i.exec(
      condition,
    );
  if (one === null) return "unknown";
  const [, ofSecret, single, several] = one;
  if (ofSecret !== undefined && kind !== "secret") return "unknown";
  const names =
    single === undefined ? [...(several ?? "").matchAll(/'([^']*)'/g)].map(([, each = ""]) => each) : [single];
  return names.includes(ofSecret === undefined ? vaultName : name) ? "yes" : "no";
}
