// A plan: the changes that `apply` makes and what somebody has to decide, each in words that a person reads before saying
// yes.
import type { ActualVault } from "./actual.ts";
import type { VaultPlane } from "./vault-plane.ts";

/** One change, with its words and its deed. */
export interface Step {
  /** `secret payments-prod-stripe-key`. */
  readonly subject: string;
  /** "tags: owner a → b". */
  readonly detail: string;
  /** Who gains or loses access by it. */
  readonly access?: "gains" | "loses";
  readonly run: (plane: VaultPlane) => Promise<void>;
}

export interface Finding {
  /** "decide": the vault is not as declared and somebody has to act; "note": worth knowing. */
  readonly kind: "decide" | "note";
  readonly subject: string;
  readonly detail: string;
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly findings: readonly Finding[];
}

export function merge(plans: readonly Plan[]): Plan {
  return { steps: plans.flatMap(({ steps }) => steps), findings: plans.flatMap(({ findings }) => findings) };
}

/** To tell whether two plans are the same. */
export const fingerprint = ({ steps }: Plan): string =>
  steps.map(({ subject, detail }) => `${subject}\t${detail}`).join("\n");

/** The tags as they shall be: ours over those that others wrote; undefined when nothing changes. */
export function mergedTags(
  desired: Readonly<Record<string, string>>,
  actual: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | undefined {
  const kept = Object.entries(actual).filter(([tag]) => !PASSING_TAGS.includes(tag) || tag in desired);
  const tags = { ...Object.fromEntries(kept), ...desired };
  const same =
    Object.keys(tags).length === Object.keys(actual).length &&
    Object.entries(tags).every(([tag, value]) => actual[tag] === value);
  return same ? undefined : tags;
}

/** Tags that come and go with the declaration; all others of ours only change. */
const PASSING_TAGS: readonly string[] = ["retiring", "dependents", "cost-centre"];

/** "owner: a → b", for each that changes. */
export function tagWords(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (tag) => before[tag] !== after[tag],
  );
  return changed
    .toSorted()
    .map((tag) => `${tag}: ${before[tag] ?? "(none)"} → ${after[tag] ?? "(none)"}`)
    .join(", ");
}

/** Why a declared object that should be there is not. */
export function missing(subject: string, name: string, actual: ActualVault): Finding {
  return actual.deleted.has(name)
    ? { kind: "decide", subject, detail: "is deleted; recover it (docs/vault.md, bringing back what was deleted)" }
    : { kind: "decide", subject, detail: "is not in the vault; pulumi up creates it" };
}
