// Whatever can expire, expires (R8). Dates are counted in whole UTC days from when the program runs, so that two runs of
// one day plan the same.

/** Milliseconds of a day. */
const DAY = 86_400_000;

/** Days between two versions: R7 asks for at most 90. */
export const MAX_ROTATION_DAYS = 90;

/**
 * Days that a version outlives its rotation. SecretNearExpiry is raised 30 days before the end (azure-docs,
 * event-grid/event-schema-key-vault.md), so the end is put 30 days behind the rotation: the event is the reminder, and the
 * previous version stays valid while its consumers move on.
 */
export const OVERLAP_DAYS = 30;

/** Seconds since 1970 at the midnight (UTC) `days` days after that of `now`. */
export function expiresAt(now: Date, days: number): number {
  return (Math.floor(now.getTime() / DAY) + days) * (DAY / 1000);
}

/** What is wrong with a rotation, undefined if nothing is. */
export function rotationProblem(days: number, min: number): string | undefined {
  return Number.isInteger(days) && days >= min && days <= MAX_ROTATION_DAYS
    ? undefined
    : `rotationDays: ${String(days)}; allowed are ${String(min)} to ${String(MAX_ROTATION_DAYS)} whole days`;
}

/** Days that a quarterly expiry is at least away, so that one `up` in three months keeps it from passing. */
export const QUARTERLY_MIN_DAYS = 90;

/**
 * Seconds since 1970 at the first beginning of a quarter (UTC) that is at least 90 days away. It stays the same for a
 * quarter, so that what the program renews by itself shows as a change four times a year and not at every preview.
 */
export function quarterlyExpiry(now: Date): number {
  const earliest = expiresAt(now, QUARTERLY_MIN_DAYS) * 1000;
  const date = new Date(earliest);
  const quarter = Math.floor(date.getUTCMonth() / 3);
  const begins = Date.UTC(date.getUTCFullYear(), quarter * 3, 1);
  return (begins === earliest ? begins : Date.UTC(date.getUTCFullYear(), quarter * 3 + 3, 1)) / 1000;
}
