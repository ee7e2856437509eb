// Azure writes a key's rotation policy and tags with the key and never again; what was declared later is brought here. What
// a key is made of cannot change at all.
import type { ActualKey, ActualVault, LifetimeAction, RotationPolicy } from "./actual.ts";
import type { DesiredKey, DesiredVault } from "./desired.ts";
import { mergedTags, missing, tagWords, type Finding, type Plan, type Step } from "./plan.ts";

export function compareKeys(desired: DesiredVault, actual: ActualVault): Plan {
  const steps: Step[] = [];
  const findings: Finding[] = [];
  for (const wanted of desired.keys) {
    const subject = `key ${wanted.name}`;
    const found = actual.keys.get(wanted.name);
    if (found === undefined) {
      findings.push(missing(subject, wanted.name, actual));
      continue;
    }
    const other = otherKind(wanted, found);
    if (other !== undefined) findings.push({ kind: "decide", subject, detail: other });
    if (!found.enabled) {
      findings.push({ kind: "note", subject, detail: "is disabled; whoever uses it is refused" });
    }
    const policy = desiredPolicy(wanted);
    if (policyWords(found.policy) !== policyWords(policy)) {
      steps.push({
        subject,
        detail: `rotation policy: ${policyWords(found.policy)} → ${policyWords(policy)}`,
        run: (plane) => plane.setRotationPolicy(wanted.name, policy),
      });
    }
    const tags = mergedTags(wanted.tags, found.tags);
    if (tags !== undefined) {
      steps.push({
        subject,
        detail: tagWords(found.tags, tags),
        run: (plane) => plane.updateKey(wanted.name, { tags }),
      });
    }
  }
  return { steps, findings };
}

function otherKind(wanted: DesiredKey, found: ActualKey): string | undefined {
  const kind = ({ type, size, curve }: Pick<DesiredKey, "type" | "size" | "curve"> | ActualKey): string =>
    [type, size, curve].filter((part) => part !== undefined).join(" ");
  return kind(wanted) === kind(found)
    ? undefined
    : `is ${kind(found)}, declared is ${kind(wanted)}; a key's type, size and curve never change: declare a new key and retire this one`;
}

function desiredPolicy({ lifetimeDays, rotationDays, notifyDays }: DesiredKey): RotationPolicy {
  return {
    expiresIn: `P${lifetimeDays}D`,
    actions: [
      { action: "Rotate", timeAfterCreate: `P${rotationDays}D` },
      { action: "Notify", timeBeforeExpiry: `P${notifyDays}D` },
    ],
  };
}

/** One form for one meaning: Azure may return actions in another order and durations in another unit. */
function policyWords({ expiresIn, actions }: RotationPolicy): string {
  const when = ({ timeAfterCreate, timeBeforeExpiry }: LifetimeAction): string =>
    timeAfterCreate === undefined
      ? `${inDays(timeBeforeExpiry ?? "?")} before the end`
      : `${inDays(timeAfterCreate)} after creation`;
  const parts = actions.map((action) => `${action.action.toLowerCase()} ${when(action)}`).toSorted();
  return [...parts, `ends after ${expiresIn === undefined ? "(never)" : inDays(expiresIn)}`].join(", ");
}

/** Days, as Key Vault counts a month (30) and a year (365); another form stays as it is and so shows as a difference. */
function inDays(duration: string): string {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/i.exec(duration);
  if (match === null || duration.length < 3) return duration;
  const units = [365, 30, 7, 1];
  const days = match.slice(1).reduce((sum, part, index) => sum + Number(part || 0) * (units[index] ?? 0), 0);
  return `${days}d`;
}
