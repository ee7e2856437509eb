// An authority may issue a shorter life than the declaration asks for, and a public one does: then what is declared about the
// renewal can come too late, or eat most of the life. What came is compared with what was asked for.
import type { X509Certificate } from "node:crypto";
import { publicLimit } from "../../facts/public-certificates.ts";
import type { DesiredCertificate } from "./desired.ts";
import type { Finding } from "./plan.ts";

/** Milliseconds. */
const DAY = 86_400_000;
/** Days of the shortest month: a life that was counted in months has at least as many for each. */
const SHORTEST_MONTH = 28;
/** Days by which authorities put the start back, or round the end. */
const GRACE = 2;

/** Nothing of one that signs itself: the vault gives it the life that was asked for. */
export function compareLife(subject: string, wanted: DesiredCertificate, signed: X509Certificate): Finding[] {
  if (wanted.issuer === "Self") return [];
  const [from, until] = [new Date(signed.validFrom), new Date(signed.validTo)];
  const days = Math.round((until.getTime() - from.getTime()) / DAY);
  if (days + GRACE >= wanted.validityMonths * SHORTEST_MONTH) return [];
  const { days: most, since } = publicLimit(from);
  const why = `; public authorities issue at most ${String(most)} days since ${since}`;
  const asked = `lives ${String(days)} days and not the ${String(wanted.validityMonths)} months that were asked for${why}`;
  const half = Math.floor(days / 2);
  if (wanted.renewBeforeDays <= half) return [{ kind: "note", subject, detail: asked }];
  return [
    {
      kind: "decide",
      subject,
      detail: `${asked}; renewBefore is ${String(wanted.renewBeforeDays)}d, more than half of that: write at most ${String(half)}d, and validityMonths ${String(Math.max(1, Math.floor(days / 30)))}`,
    },
  ];
}
