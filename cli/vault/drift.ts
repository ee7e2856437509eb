// What separates a vault from its declaration: what `apply` will do about it, and what somebody has to decide. Pure: the
// same declaration, vault and day always give the same plan.
import { compareCertificates } from "./drift-certificates.ts";
import { compareConnections, isLeft } from "./drift-connections.ts";
import { compareContacts } from "./drift-contacts.ts";
import { compareKeys } from "./drift-keys.ts";
import { compareSecrets } from "./drift-secrets.ts";
import type { ActualVault } from "./actual.ts";
import type { DesiredVault } from "./desired.ts";
import { merge, type Finding, type Plan } from "./plan.ts";

export function compareVault(desired: DesiredVault, actual: ActualVault, now: Date): Plan {
  return merge([
    compareSecrets(desired, actual, now),
    compareKeys(desired, actual),
    compareConnections(desired, actual),
    compareCertificates(desired, actual, now),
    compareContacts(desired, actual),
    unknownObjects(desired, actual),
  ]);
}

/** In the vault, and in no manifest. One that is disabled has been retired, and stays until somebody deletes it. */
function unknownObjects(desired: DesiredVault, actual: ActualVault): Plan {
  const certificates = desired.certificates.map(({ name }) => name);
  const known = {
    secrets: new Set([...desired.secrets.map(({ name }) => name), ...desired.connections, ...certificates]),
    keys: new Set([...desired.keys.map(({ name }) => name), ...certificates]),
    certificates: new Set(certificates),
  };
  const findings = (["secrets", "keys", "certificates"] as const).flatMap((what) =>
    actual.listed[what]
      .filter(({ name, managed }) => !managed && !known[what].has(name))
      .filter((listed) => !(what === "secrets" && listed.enabled && isLeft(listed, desired)))
      .map(({ name, enabled }): Finding => {
        const subject = `${what.slice(0, -1)} ${name}`;
        return enabled
          ? {
              kind: "decide",
              subject,
              detail:
                "is in the vault and in no manifest: declare it (docs/vault.md, taking an object in), or retire it",
            }
          : { kind: "note", subject, detail: "is retired: disabled, in no manifest, and kept" };
      }),
  );
  return { steps: [], findings };
}
