// What has a last day: an exception, a retirement. Time alone makes nobody's stack invalid: when the day is over, what it belongs
// to ends, and the deployment goes on.

/** Whether the last day (ISO date) is over in UTC; the day itself still counts. */
export function isOver(until: string, now: Date): boolean {
  return now.toISOString().slice(0, "2027-03-31".length) > until;
}

/** The exception while it lasts. */
export function inForce<T extends { readonly until: string }>(exception: T | undefined, now: Date): T | undefined {
  return exception === undefined || isOver(exception.until, now) ? undefined : exception;
}
