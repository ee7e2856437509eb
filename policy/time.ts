// Azure writes times as seconds since 1970 and durations as ISO 8601. Here both become days.
import { both, holds, type Answer } from "./answers.ts";
import { get, type Value } from "./value.ts";

const SECONDS_PER_DAY = 24 * 60 * 60;

const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Days in each part of a duration; years and months as Azure's retention counts them, 365 and 30 days. */
const DAYS = [365, 30, 7, 1, 1 / 24, 1 / (24 * 60), 1 / SECONDS_PER_DAY];

export function daysUntil(seconds: number, now: Date): number {
  return (seconds - now.getTime() / 1000) / SECONDS_PER_DAY;
}

/** An ISO 8601 duration in days; undefined for what is none. */
export function durationDays(value: Value | undefined): number | undefined {
  const parts = typeof value === "string" ? DURATION.exec(value.toUpperCase())?.slice(1) : undefined;
  if (parts === undefined || parts.every((part: string | undefined) => part === undefined)) return undefined;
  return parts.reduce((sum, part: string | undefined, index) => sum + Number(part ?? 0) * (DAYS[index] ?? 0), 0);
}

/** Whether a key's lifetime action fires at most `days` after the version was made. */
export function rotatesWithin(days: number, action: Value, expiry: Value | undefined): Answer {
  const after = get(action, "trigger.timeAfterCreate");
  if (after !== undefined) return holds(after, (time) => withinDays(durationDays(time), days));
  const before = get(action, "trigger.timeBeforeExpiry");
  if (before === undefined) return "no";
  return both(
    holds(before, (time) => durationDays(time) !== undefined),
    holds(expiry, (life) => {
      const lead = typeof before === "string" ? (durationDays(before) ?? 0) : 0;
      const lives = durationDays(life);
      return lives !== undefined && withinDays(lives - lead, days);
    }),
  );
}

function withinDays(time: number | undefined, days: number): boolean {
  return time !== undefined && time > 0 && time <= days;
}
