// The day that expiries are counted from: one for all plans of a command, or the first after midnight would differ in every expiry.

/** Milliseconds of a day. */
const DAY = 86_400_000;

/** Seconds since 1970: SOURCE_DATE_EPOCH where it is set, else the last midnight (UTC). */
export function epochOf(env: NodeJS.ProcessEnv = process.env): string {
  return env["SOURCE_DATE_EPOCH"] || String(Math.floor(Date.now() / DAY) * (DAY / 1000));
}

/** The day (UTC); 1970 for what is no number, which the program refuses in its own words. */
export function isoDate(epoch: string): string {
  const seconds = /^\d{1,11}$/.test(epoch) ? Number(epoch) : 0;
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
