// Two things that would get one name. Azure would find the second half-way through a deployment, or worse, take both for
// the same; here it is an error with the line of the one that should change.
import { checkLogicalNames } from "./logical-names.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { connectionSecretKey, DATABASE_ENCRYPTION_KEY, MAX_VAULT_STEM, vaultStem } from "./naming.ts";
import type { Finding } from "../manifest/references.ts";
import { list, quote } from "../input/words.ts";

/** Names inside one application's vault. */
export function checkVaultObjects(manifest: Manifest): Finding[] {
  const findings: Finding[] = [];
  const secrets = new Map(Object.keys(manifest.secrets).map((key) => [key, `secret ${quote(key)}`]));
  const keys = new Set(Object.keys(manifest.keys));

  // A certificate is a secret and a key of its own name as well (azure-security-docs: about-certificates).
  for (const [key, { subject, dnsNames }] of Object.entries(manifest.certificates)) {
    const path = ["certificates", key];
    if (subject.replace("CN=", "").trim() === "") {
      findings.push({
        path: [...path, "subject"],
        message: 'the name is blank; write one, such as "CN=pay.contoso.com"',
      });
    }
    // Hosts are the same in capitals (RFC 4343).
    const hosts = dnsNames.map((name) => name.toLowerCase());
    for (const [index, host] of hosts.entries()) {
      if (hosts.indexOf(host) === index) continue;
      findings.push({ path: [...path, "dnsNames", index], message: `${quote(host)} is named twice` });
    }
    const occupies = "a certificate occupies the secret and the key of its name; rename one";
    if (secrets.has(key)) findings.push({ path, message: `${quote(key)} is also a secret; ${occupies}` });
    if (keys.has(key)) findings.push({ path, message: `${quote(key)} is also a key; ${occupies}` });
    secrets.set(key, `certificate ${quote(key)}`);
  }
  const encrypts = ["confidential", "restricted"].includes(manifest.dataClassification);
  if (encrypts && Object.keys(manifest.databases).length > 0) {
    for (const kind of ["keys", "certificates"] as const) {
      if (!(DATABASE_ENCRYPTION_KEY in manifest[kind])) continue;
      const message = `${quote(DATABASE_ENCRYPTION_KEY)} is the key that the databases are encrypted with; choose another name`;
      findings.push({ path: [kind, DATABASE_ENCRYPTION_KEY], message });
    }
  }
  for (const database of Object.keys(manifest.databases)) {
    for (const workload of Object.keys(manifest.workloads)) {
      const key = connectionSecretKey(database, workload);
      const other = secrets.get(key);
      const mine = `the connection string of workload ${quote(workload)} for database ${quote(database)}`;
      if (other !== undefined) {
        const path = other.startsWith("the connection")
          ? ["databases", database]
          : [`${other.split(" ")[0] ?? ""}s`, key];
        findings.push({ path, message: `${other} and ${mine} would both be called ${quote(key)}; rename one` });
      }
      secrets.set(key, mine);
    }
  }
  return findings;
}

/** Names that must differ between applications: those that are cut to fit, and those of the program's resources. */
export function checkAcrossApps(manifests: readonly Manifest[]): { readonly app: string; readonly finding: Finding }[] {
  const findings: { app: string; finding: Finding }[] = [];

  for (const [stem, apps] of groupBy(manifests, ({ name, shortName }) => [vaultStem(name, shortName)])) {
    for (const [index, manifest] of apps.entries()) {
      const others = apps
        .filter((other) => other !== manifest && shareEnvironment(other, manifest))
        .map(({ name }) => name);
      if (others.length === 0 || index === 0) continue;
      const path = manifest.shortName === undefined ? ["name"] : ["shortName"];
      const cut = manifest.shortName === undefined && manifest.name.length > MAX_VAULT_STEM;
      const message = `the vault's name would begin with ${quote(`kv-${stem}`)}, as that of ${list(others)}${
        cut ? ` (names are cut to ${String(MAX_VAULT_STEM)} characters)` : ""
      }; choose ${manifest.shortName === undefined ? "a shortName" : "another shortName"}`;
      findings.push({ app: manifest.name, finding: { path, message } });
    }
  }

  return [...findings, ...checkLogicalNames(manifests)];
}

function shareEnvironment(a: Manifest, b: Manifest): boolean {
  return a.environments.some((environment) => b.environments.includes(environment));
}

/** Only what more than one has. */
function groupBy<T>(values: readonly T[], keysOf: (value: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    for (const key of keysOf(value)) groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return new Map([...groups].filter(([, members]) => members.length > 1));
}
