// One day for all plans of a comparison, or the first after midnight would differ in every expiry.

/** Milliseconds of a day. */
const DAY = 86_400_000;

/** Seconds since 1970: SOURCE_DATE_EPOCH where it is set, else the last midnight (UTC). */
export function midnight(env: NodeJS.ProcessEnv = process.env): string {
  return env["SOURCE_DATE_EPOCH"] || String(Math.floor(Date.now() / DAY) * (DAY / 1000));
}
