// A secret ends in three steps: in use, on its way out with a date, out. Nobody loses it without a date that a pull request
// has shown, and nobody keeps it beyond.

import { isOver } from "../ending.ts";

export interface Retirement {
  /** Last day (ISO date, UTC) that anybody is granted it. */
  readonly until: string;
  readonly reason: string;
}

export type LifecycleState = "active" | "retiring" | "retired";

export function lifecycleState(retirement: Pick<Retirement, "until"> | undefined, now: Date): LifecycleState {
  if (retirement === undefined) return "active";
  return isOver(retirement.until, now) ? "retired" : "retiring";
}
