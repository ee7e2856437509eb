// The hours of the day, in UTC, in which a new value may be published: "22:00-04:00" goes past midnight.
import { WINDOW } from "../vault/desired.ts";

/** Milliseconds. */
const MINUTE = 60_000;
const MINUTES_A_DAY = 24 * 60;

function minutes(window: string): readonly [from: number, to: number] {
  const [, h1 = "0", m1 = "0", h2 = "0", m2 = "0"] = WINDOW.exec(window) ?? [];
  return [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)];
}

const minuteOf = (date: Date): number => date.getUTCHours() * 60 + date.getUTCMinutes();

export function inWindow(window: string, now: Date): boolean {
  const [from, to] = minutes(window);
  const minute = minuteOf(now);
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** When the window opens next, `now` itself where it is open. */
export function nextOpening(window: string, now: Date): Date {
  if (inWindow(window, now)) return now;
  const [from] = minutes(window);
  const wait = (from - minuteOf(now) + MINUTES_A_DAY) % MINUTES_A_DAY;
  return new Date(Math.floor(now.getTime() / MINUTE) * MINUTE + wait * MINUTE);
}
