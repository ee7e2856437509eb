// Certificates are issued here, since Azure Resource Manager has no type for them, and so are the roles on them, since a
// role needs what it is given on. The one grant that `pulumi up` does not make is made, compared and taken back here.
import { assignmentName } from "../../components/authorization/assignment-name.ts";
import { roleDefinitionId } from "../../components/authorization/roles.ts";
import type { ActualCertificate, ActualVault, CertificatePolicy } from "./actual.ts";
import type { Chain } from "./chain.ts";
import type { DesiredCertificate, DesiredVault } from "./desired.ts";
import { compareChain } from "./drift-chain.ts";
import { compareLife } from "./drift-life.ts";
import { isAnnounced } from "./drift-contacts.ts";
import { mergedTags, tagWords, type Finding, type Plan, type Step } from "./plan.ts";

/** Milliseconds. */
const DAY = 86_400_000;
/** Days before its end at which a certificate that renews itself has clearly not done so. */
const TOO_LATE_DAYS = 7;

export function compareCertificates(desired: DesiredVault, actual: ActualVault, now: Date): Plan {
  const steps: Step[] = [];
  const findings: Finding[] = [];
  const willExist = new Set(actual.listed.certificates.map(({ name }) => name));
  for (const wanted of desired.certificates) {
    const subject = `certificate ${wanted.name}`;
    const found = actual.certificates.get(wanted.name);
    if (found === undefined) {
      const obstacle = obstacleTo(wanted.name, actual);
      if (obstacle !== undefined) {
        findings.push({ kind: "decide", subject, detail: obstacle });
        continue;
      }
      willExist.add(wanted.name);
      steps.push({
        subject,
        detail: `issue: ${wanted.subject}, by ${wanted.issuer}, for ${wanted.validityMonths} months`,
        run: (plane) => plane.issue(wanted),
      });
      continue;
    }
    steps.push(...certificateSteps(subject, wanted, found));
    findings.push(...lifeFindings(subject, wanted, found, actual.chains.get(wanted.name), now));
  }
  const readers = compareReaders(desired, actual, willExist);
  return { steps: [...steps, ...readers.steps], findings: [...findings, ...readers.findings] };
}

function obstacleTo(name: string, actual: ActualVault): string | undefined {
  if (actual.deleted.has(name)) return "is deleted; recover it (docs/vault.md, bringing back what was deleted)";
  const other = [...actual.listed.secrets, ...actual.listed.keys].some((listed) => listed.name === name);
  return other
    ? "cannot be issued: a secret or key of this name is in the vault, and a certificate needs both names for itself"
    : undefined;
}

function certificateSteps(subject: string, wanted: DesiredCertificate, found: ActualCertificate): Step[] {
  const steps: Step[] = [];
  const before = policyWords(found.policy);
  const after = policyWords(desiredPolicy(wanted));
  const changed = Object.keys(after).filter((field) => before[field] !== after[field]);
  if (changed.length > 0) {
    const words = changed.map((field) => `${field}: ${before[field] ?? "(none)"} → ${after[field] ?? "(none)"}`);
    steps.push({
      subject,
      detail: `policy, from the next renewal on: ${words.join(", ")}`,
      run: (plane) => plane.setCertificatePolicy(wanted),
    });
  }
  const tags = mergedTags(wanted.tags, found.tags);
  if (tags !== undefined) {
    steps.push({
      subject,
      detail: tagWords(found.tags, tags),
      run: (plane) => plane.updateCertificate(wanted.name, found.version, { tags }),
    });
  }
  return steps;
}

/** What the declaration means as a policy of the vault. */
export function desiredPolicy(wanted: DesiredCertificate): CertificatePolicy {
  return {
    subject: wanted.subject,
    dnsNames: wanted.dnsNames,
    issuer: wanted.issuer,
    validityMonths: wanted.validityMonths,
    before: wanted.renewBeforeDays,
    // Nobody renews what is signed outside: then the contacts are told.
    then: isAnnounced(wanted) ? "EmailContacts" : "AutoRenew",
    exportable: wanted.exportable,
  };
}

function policyWords(policy: CertificatePolicy): Record<string, string> {
  return {
    subject: policy.subject,
    "host names": policy.dnsNames.toSorted().join(" "),
    issuer: policy.issuer,
    months: String(policy.validityMonths ?? "(none)"),
    renewal: `${policy.then ?? "nothing"} ${policy.before ?? "?"}d before the end`,
    "private key": policy.exportable ? "may be taken along" : "stays in the vault",
  };
}

function lifeFindings(
  subject: string,
  wanted: DesiredCertificate,
  found: ActualCertificate,
  chain: Chain | undefined,
  now: Date,
): Finding[] {
  const findings: Finding[] = [];
  const depends = wanted.dependents.length === 0 ? "" : `; depending on it: ${wanted.dependents.join(", ")}`;
  if (found.signed === undefined) {
    findings.push({ kind: "decide", subject, detail: `waits for its issuer to sign it${depends}` });
  }
  if (chain !== undefined) findings.push(...compareChain(subject, wanted, chain, now, depends));
  if (found.signed !== undefined) findings.push(...compareLife(subject, wanted, found.signed));
  if (found.expires !== undefined) {
    const left = Math.floor((found.expires.getTime() - now.getTime()) / DAY);
    const warnAt = wanted.issuer === "Unknown" ? wanted.renewBeforeDays : TOO_LATE_DAYS;
    if (left < 0) findings.push({ kind: "decide", subject, detail: `ended ${-left} days ago${depends}` });
    else if (left < warnAt) {
      findings.push({ kind: "decide", subject, detail: `ends in ${left} days and was not renewed${depends}` });
    }
  }
  if (!found.enabled) findings.push({ kind: "note", subject, detail: `is disabled${depends}` });
  return findings;
}

/** The certificate itself, and the secret below it, which is where its private key is read. */
export function readerScopes(vaultId: string, certificate: string): readonly string[] {
  return [`${vaultId}/certificates/${certificate}`, `${vaultId}/secrets/${certificate}`];
}

function compareReaders(desired: DesiredVault, actual: ActualVault, existing: ReadonlySet<string>): Plan {
  const roleId = roleDefinitionId(subscriptionOf(desired.id), "Key Vault Certificate User");
  const steps: Step[] = [];
  const findings: Finding[] = [];
  for (const certificate of existing) {
    const wanted = desired.readers.filter((reader) => reader.certificate === certificate);
    for (const scope of readerScopes(desired.id, certificate)) {
      const subject = scope.slice(desired.id.length + 1).replace("s/", " ");
      const found = actual.assignments.get(scope) ?? [];
      const names = new Set(wanted.map(({ principalId }) => assignmentName(scope, principalId, roleId)));
      for (const { grantee, principalId, principalType } of wanted) {
        const name = assignmentName(scope, principalId, roleId);
        if (found.some((assignment) => assignment.name.toLowerCase() === name)) continue;
        steps.push({
          subject,
          detail: `read: ${grantee}`,
          access: "gains",
          run: (plane) => plane.assign(scope, { name, principalId, principalType, roleDefinitionId: roleId }),
        });
      }
      for (const assignment of found.filter(({ name }) => !names.has(name.toLowerCase()))) {
        // Ours are named after what they say; any other was made by hand and is for its maker to explain.
        const ours =
          assignmentName(scope, assignment.principalId, assignment.roleDefinitionId) === assignment.name.toLowerCase();
        if (ours) {
          steps.push({
            subject,
            detail: `read: ${assignment.principalId}`,
            access: "loses",
            run: (plane) => plane.unassign(scope, assignment.name),
          });
        } else {
          findings.push({
            kind: "decide",
            subject,
            detail: `principal ${assignment.principalId} holds a role here that nobody declared; take it away or declare it`,
          });
        }
      }
    }
  }
  return { steps, findings };
}

function subscriptionOf(id: string): string {
  return id.split("/")[2] ?? "";
}
