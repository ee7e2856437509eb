// What the doctor says to a person: which of the three it is, the cause, what mends it.
import type { Kind } from "./cause.ts";
import type { Diagnosis } from "./diagnose.ts";

const KINDS: Readonly<Record<Kind, string>> = {
  "sign-in": "Sign-in",
  tenant: "Tenant or cloud",
  role: "Role or permission",
  network: "Network or DNS",
  object: "The object itself",
  host: "The host",
  wait: "Passing: wait and retry",
};

/** In the order in which a call travels. */
const GENERAL_STEPS = [
  "Where does the name resolve to, from where the workload runs? It must be a private address.",
  "Does something answer there, and is the certificate for the public name?",
  "Does the workload get a token, and are its tenant, audience and object id those that `strongroom connect` prints?",
  "Does `strongroom access --what NAME` list the workload, and is the last deployment older than ten minutes?",
  "Is the secret, key or database there under this name, enabled, not expired and not deleted? (`strongroom vault check`, `strongroom sql check`)",
];

export function diagnosisText(diagnosis: Exclude<Diagnosis, { verdict: "token" }>): string {
  if (diagnosis.verdict === "unknown") {
    const steps = GENERAL_STEPS.map((step, index) => `  ${index + 1}. ${step}`);
    return ["This message is not known.", "", "In the order in which a call travels:", ...steps, ""].join("\n");
  }
  const { cause, others } = diagnosis;
  const lines = [`${KINDS[cause.kind]}: ${cause.cause}.`, `What mends it: ${cause.remedy}.`, `Source: ${cause.source}`];
  const more = others.slice(0, 2).map((other) => `The message also says (${KINDS[other.kind]}): ${other.cause}.`);
  return [...lines, ...more, ""].join("\n");
}
