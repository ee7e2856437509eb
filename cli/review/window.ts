// What the logs can say at all: since when each of them was kept, and whether it was silent in between. A recommendation stands
// on a whole window alone; half of one would take what runs once a quarter for unused.
import { z } from "zod";
import type { LogSource } from "./questions.ts";

/** Milliseconds. */
export const DAY = 86_400_000;
/** Days without a use after which something is looked at. */
export const UNUSED_DAYS = 90;
/** Days that a window needs before anything is recommended: a quarter has up to 92, and its job may come late. */
export const WINDOW_DAYS = 100;
/** Days in which a log of a whole stack says nothing before it is taken for broken. */
const SILENT_DAYS = 7;

export interface Window {
  readonly from: Date;
  readonly to: Date;
  /** Whole, and long enough to recommend something. */
  readonly complete: boolean;
  /** Why not. */
  readonly lacks: readonly string[];
}

const row = z.object({ Source: z.string(), Day: z.coerce.date() });

/** Of each log, from the days in which it has a row. */
export function windowOf(
  source: LogSource,
  rows: readonly unknown[],
  from: Date,
  to: Date,
  missing: string | undefined,
): Window {
  const days = rows
    .flatMap((each) => row.safeParse(each).data ?? [])
    .filter(({ Source, Day }) => Source === source && Day.getTime() >= from.getTime() - DAY)
    .map(({ Day }) => Day.getTime())
    .sort((a, b) => a - b);
  const [first] = days;
  const lacks: string[] = [];
  if (first === undefined) lacks.push("has no row at all: is it sent to the workspace?");
  else {
    if (first - from.getTime() > SILENT_DAYS * DAY) lacks.push(`begins on ${day(first)}`);
    const ends = [...days, to.getTime()];
    const gap = ends
      .slice(1)
      .map((each, index) => [ends[index] ?? each, each] as const)
      .find(([a, b]) => b - a > SILENT_DAYS * DAY);
    if (gap !== undefined) lacks.push(`is silent from ${day(gap[0])} to ${day(gap[1])}`);
  }
  if (to.getTime() - from.getTime() < WINDOW_DAYS * DAY) lacks.push(`is asked for fewer than ${WINDOW_DAYS} days`);
  if (missing !== undefined) lacks.push(`was not answered whole: ${missing}`);
  return { from: new Date(Math.max(from.getTime(), first ?? to.getTime())), to, complete: lacks.length === 0, lacks };
}

export const day = (time: number | Date): string => new Date(time).toISOString().slice(0, 10);
