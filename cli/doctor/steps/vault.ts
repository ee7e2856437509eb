// The vault's own settings, and the state of the object in it.
import { of, type Evidence } from "../evidence.ts";
import { labelOf, type Promised, type VaultTarget } from "../promise.ts";
import { bad, ok, skipped, unknown, WAITABLE, type Outcome } from "../step.ts";
import { isPublic } from "../../vault/public-road.ts";
import { targetProblem } from "./road.ts";

export function lookAtVault(promised: Promised, evidence: Evidence): Outcome {
  const { target, stack, cloud } = promised;
  if (target.kind === "database") return skipped("no vault lies on this way");
  const problem = targetProblem(promised, evidence);
  if (problem !== undefined) return problem;
  if ("unseen" in evidence.vault) return unknown(evidence.vault.unseen);
  const vault = evidence.vault.seen;
  if (typeof vault !== "object") return unknown("");
  if (!vault.rbac) {
    return bad(
      "vault-policies",
      "role",
      `vault ${target.vaultName} goes by access policies, so roles count for nothing`,
      `pulumi up --stack ${stack} --refresh puts it back to roles; see in the activity log who changed it`,
    );
  }
  if (vault.tenantId.toLowerCase() !== promised.tenantId.toLowerCase()) {
    return bad(
      "vault-tenant",
      "tenant",
      `the vault belongs to tenant ${vault.tenantId}, and the stack to ${promised.tenantId}`,
      `compare tenantId in the settings with the subscription's tenant in ${cloud.called.cli}`,
    );
  }
  const resolution = of(evidence.resolution);
  const outside = resolution?.kind === "addresses" && resolution.addresses.every(isPublic);
  if (
    evidence.where !== "outside" &&
    outside &&
    vault.publicAccess &&
    vault.deniesByDefault &&
    vault.allowedRanges.length === 0
  ) {
    return bad(
      "vault-firewall",
      "network",
      "the call goes over the internet, and the vault's firewall lets no address in",
      "reach it by the private endpoint; an exception is a setting with a reason and an end (publicAccess)",
    );
  }
  return ok("it goes by roles, and its firewall lets the private endpoint in");
}

export function lookAtObject(promised: Promised, evidence: Evidence): Outcome {
  const { target } = promised;
  if (target.kind === "database") return skipped("no object of a vault lies on this way");
  if ("unseen" in evidence.object) return unknown(evidence.object.unseen);
  const found = evidence.object.seen;
  const what = labelOf(target);
  if (found === "absent") {
    return bad(
      "object-missing",
      "object",
      `${what} is not in vault ${target.vaultName}`,
      target.kind === "certificate"
        ? `have it issued: strongroom vault apply --stack ${promised.stack}`
        : `deploy it: pulumi up --stack ${promised.stack} --refresh`,
      WAITABLE,
    );
  }
  if (found === "deleted") {
    return bad(
      "object-deleted",
      "object",
      `${what} was deleted from vault ${target.vaultName} and can be recovered`,
      `recover it: az keyvault ${target.kind} recover --vault-name ${target.vaultName} --name ${target.name} (docs/runbooks/vault-recovery.md)`,
    );
  }
  if ("elsewhere" in found) {
    return bad(
      "object-elsewhere",
      "object",
      `${what} is in vault ${found.elsewhere}, and not in ${target.vaultName}`,
      `read it from where strongroom connect ${promised.app} ${promised.workload} says, or bring both vaults to one state: strongroom vault apply --stack ${promised.stack}`,
    );
  }
  if (!found.enabled) {
    return bad(
      "object-disabled",
      "object",
      `the newest version of ${what} is disabled`,
      `find out who disabled it and why, then write a new version or enable it: az keyvault ${target.kind} set-attributes --vault-name ${target.vaultName} --name ${target.name} --enabled true`,
    );
  }
  return (
    timeProblem(promised, target, found, evidence) ??
    (found.placeholder
      ? placeholder(promised, target)
      : (operationProblem(target, found.operations) ?? ok("enabled and valid")))
  );
}

function timeProblem(
  { stack }: Promised,
  target: VaultTarget,
  { expires, notBefore }: { readonly expires: Date | undefined; readonly notBefore: Date | undefined },
  { now }: Evidence,
): Outcome | undefined {
  const what = labelOf(target);
  // A secret is handed out outside of its time all the same (azure-security-docs: about-secrets), and should not be used.
  const despite = { despiteCall: target.kind === "secret" };
  if (notBefore !== undefined && notBefore.getTime() > now.getTime()) {
    return bad(
      "object-early",
      "object",
      `${what} is not valid before ${day(notBefore)}`,
      "wait for it, or write a version that begins now",
      despite,
    );
  }
  if (expires !== undefined && expires.getTime() <= now.getTime()) {
    const mend =
      target.kind === "secret"
        ? `rotate it: strongroom rotate --now --secret ${target.name} --stack ${stack}, or strongroom secret set where its owner makes it`
        : target.kind === "key"
          ? `rotate it: az keyvault key rotate --vault-name ${target.vaultName} --name ${target.name}`
          : `renew it: strongroom vault apply --stack ${stack}`;
    return bad("object-expired", "object", `${what} ended on ${day(expires)}`, mend, despite);
  }
  return undefined;
}

function placeholder({ app, stack }: Promised, target: VaultTarget): Outcome {
  const key = target.name.startsWith(`${app}-`) ? target.name : `${app}/${target.name}`;
  return bad(
    "object-placeholder",
    "object",
    `${labelOf(target)} still holds the placeholder of its first deployment: nobody has written a value`,
    `its owner writes it: strongroom secret set ${key} --stack ${stack}`,
    { despiteCall: true },
  );
}

function operationProblem(target: VaultTarget, operations: readonly string[] | undefined): Outcome | undefined {
  if (operations === undefined) return undefined;
  const names: Readonly<Record<string, string>> = { wrap: "wrapKey", unwrap: "unwrapKey" };
  const missing = target.words.find((word) => !operations.includes(names[word] ?? word));
  if (missing === undefined) return undefined;
  return bad(
    "key-operation",
    "object",
    `${labelOf(target)} does not permit ${missing}, whatever roles say: its key_ops are ${operations.join(", ")}`,
    `permit it: az keyvault key set-attributes --vault-name ${target.vaultName} --name ${target.name} --ops ${[...operations, names[missing] ?? missing].join(" ")}`,
  );
}

const day = (date: Date): string => date.toISOString().slice(0, 10);
