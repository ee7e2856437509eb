// A secret's metadata belongs to each version, and whoever writes a value by hand forgets it: without content type, owner
// and end the newest version is a value that nobody answers for.
import { lifecycleState } from "../../components/vault/lifecycle.ts";
import type { ActualSecret, ActualVault } from "./actual.ts";
import type { DesiredSecret, DesiredVault } from "./desired.ts";
import { mergedTags, missing, tagWords, type Finding, type Plan, type Step } from "./plan.ts";
import type { SecretChange } from "./vault-plane.ts";

/** Milliseconds. */
const DAY = 86_400_000;

export function compareSecrets(desired: DesiredVault, actual: ActualVault, now: Date): Plan {
  const steps: Step[] = [];
  const findings: Finding[] = [];
  for (const wanted of desired.secrets) {
    const subject = `secret ${wanted.name}`;
    const found = actual.secrets.get(wanted.name);
    if (found === undefined) {
      findings.push(missing(subject, wanted.name, actual));
      continue;
    }
    const step = secretStep(subject, wanted, found, now);
    if (step !== undefined) steps.push(step);
    const state = lifecycleState(wanted.retiresAfter === undefined ? undefined : { until: wanted.retiresAfter }, now);
    if (!found.enabled && state !== "retired") {
      findings.push({ kind: "note", subject, detail: "its newest version is disabled; whoever reads it is refused" });
    }
    if (found.enabled && state === "active" && endOf(wanted, found) < now.getTime()) {
      findings.push({
        kind: "decide",
        subject,
        detail: `its newest version ended on ${isoDay(endOf(wanted, found))}; rotate it`,
      });
    }
  }
  return { steps, findings };
}

function secretStep(subject: string, wanted: DesiredSecret, found: ActualSecret, now: Date): Step | undefined {
  const words: string[] = [];
  const tags = mergedTags(wanted.tags, found.tags);
  if (tags !== undefined) words.push(tagWords(found.tags, tags));
  const contentType = found.contentType === wanted.contentType ? undefined : wanted.contentType;
  if (contentType !== undefined) words.push(`content type: ${found.contentType ?? "(none)"} → ${contentType}`);
  // An earlier end is its owner's choice, such as the day on which the provider's own key ends.
  const end = declaredEnd(wanted, found);
  const expires = found.expires === undefined || found.expires.getTime() >= end + DAY ? new Date(end) : undefined;
  if (expires !== undefined) {
    words.push(`end: ${found.expires === undefined ? "(none)" : isoDay(found.expires.getTime())} → ${isoDay(end)}`);
  }
  const retire =
    wanted.retiresAfter !== undefined &&
    found.enabled &&
    lifecycleState({ until: wanted.retiresAfter }, now) === "retired";
  if (retire) words.push(`retired after ${wanted.retiresAfter}: disable`);
  if (words.length === 0) return undefined;

  const change: SecretChange = {
    ...(tags && { tags }),
    ...(contentType !== undefined && { contentType }),
    ...(expires && { expires }),
    ...(retire && { enabled: false }),
  };
  return {
    subject,
    detail: words.join("; "),
    ...(retire ? { access: "loses" as const } : {}),
    run: (plane) => plane.updateSecret(found.name, found.version, change),
  };
}

/** Milliseconds since 1970 at which this version ends: the sooner of what it says and what is declared. */
function endOf(wanted: DesiredSecret, found: ActualSecret): number {
  return Math.min(declaredEnd(wanted, found), found.expires?.getTime() ?? Infinity);
}

function declaredEnd(wanted: DesiredSecret, found: ActualSecret): number {
  return found.created.getTime() + wanted.lifetimeDays * DAY;
}

function isoDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, "2027-03-31".length);
}
