// What a manifest says of a rotation that cannot be, though each field is well-formed: a strategy without what it needs, and
// what another strategy would need.
import { list } from "../input/words.ts";
import type { Environment } from "./manifest.ts";
import type { SecretRotation } from "./rotation-schema.ts";
import type { Finding } from "./references.ts";

type Field = "length" | "alphabet" | "storageAccount" | "entraApplication";

/** Which strategy each field belongs to. */
const BELONGS: Readonly<Record<Field, SecretRotation["by"]>> = {
  length: "generated",
  alphabet: "generated",
  storageAccount: "storage-account-key",
  entraApplication: "entra-application",
};

export function rotationProblems(rotation: SecretRotation, environments: readonly Environment[]): Finding[] {
  const { by, every, overlap, storageAccount, entraApplication, window, restart } = rotation;
  const findings: Finding[] = [];
  for (const [field, strategy] of Object.entries(BELONGS) as [Field, SecretRotation["by"]][]) {
    if (rotation[field] !== undefined && by !== strategy) {
      findings.push({ path: [field], message: `belongs to by: ${strategy}; here it is by: ${by}, remove it` });
    }
  }
  if (by === "storage-account-key" && storageAccount === undefined) {
    findings.push({ path: ["storageAccount"], message: "is missing: name the account whose keys are regenerated" });
  }
  if (by === "storage-account-key" && Number.parseInt(overlap) >= Number.parseInt(every)) {
    findings.push({
      path: ["overlap"],
      message: `is ${overlap}, and every is ${every}: an account has two keys, so the previous one must end before the next is due`,
    });
  }
  if (by === "entra-application") {
    const missing = environments.filter((environment) => entraApplication?.[environment] === undefined);
    if (missing.length > 0) {
      findings.push({
        path: ["entraApplication"],
        message: `has no application for ${list(missing)}; each environment has one of its own`,
      });
    }
    for (const environment of Object.keys(entraApplication ?? {})) {
      if (environments.includes(environment)) continue;
      findings.push({
        path: ["entraApplication", environment],
        message: `the application is not in ${environment}; it is in ${list(environments)}`,
      });
    }
  }
  if (by === "owner" && window !== undefined) {
    findings.push({ path: ["window"], message: "an owner writes when they write; remove it, or choose another by" });
  }
  if (by === "owner" && Object.keys(restart).length > 0) {
    findings.push({ path: ["restart"], message: "nothing runs after what an owner writes; remove it" });
  }
  return findings;
}
