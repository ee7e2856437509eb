// How long a certificate of a public authority may live, which has become shorter and becomes shorter still: an authority issues
// what the rule allows, whatever was asked for. Source: CA/Browser Forum, ballot SC-081v3 (April 2025), by the day of issue.

interface Limit {
  /** The first day of issue for which it holds. */
  readonly since: string;
  readonly days: number;
}

/** The newest last; 825 days before the first (ballot 193). */
export const PUBLIC_LIVES: readonly Limit[] = [
  { since: "2020-09-01", days: 398 },
  { since: "2026-03-15", days: 200 },
  { since: "2027-03-15", days: 100 },
  { since: "2029-03-15", days: 47 },
];

/** What holds for a certificate that a public authority issues on this day. */
export function publicLimit(issued: Date): Limit {
  const day = issued.toISOString().slice(0, 10);
  return PUBLIC_LIVES.findLast(({ since }) => since <= day) ?? { since: "2018-03-01", days: 825 };
}
