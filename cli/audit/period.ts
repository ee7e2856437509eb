// `--from` and `--to`: a day, or a time, in UTC.
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import type { Period } from "../logs/logs.ts";

const DAY = 86_400_000;
const FORM = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?)(?:Z)?)?$/;

/** `to` as a day is the end of that day. */
export function periodOf(from: string, to: string | undefined, now: Date): Period {
  const begin = timeOf("--from", from, 0);
  const asked = to === undefined ? now : timeOf("--to", to, DAY);
  const end = asked > now ? now : asked;
  if (begin >= end) {
    throw new UserError(
      `--from ${printable(from)} is not before ${to === undefined ? "now" : `--to ${printable(to)}`}: nothing lies between`,
    );
  }
  return { from: begin, to: end };
}

function timeOf(option: string, given: string, dayLasts: number): Date {
  const [, day, time] = FORM.exec(given) ?? [];
  const date = new Date(`${day ?? ""}T${time ?? "00:00"}Z`);
  if (day === undefined || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day) {
    throw new UserError(
      `${option}: "${printable(given)}" is no time: write a day (2026-11-24) or a time in UTC (2026-11-24T09:30)`,
    );
  }
  return time === undefined ? new Date(date.getTime() + dayLasts) : date;
}
