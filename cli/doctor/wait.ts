// The gate between a deployment and going live: looks again, with growing pauses, while what stops it can end by itself. A
// cause that lasts ends the wait at once, so that nobody waits for what will not come.
import type { Judgement } from "./judge.ts";

/** Milliseconds before the second look; doubles each time. */
const FIRST_PAUSE = 5_000;
/** Milliseconds: Azure's own caches turn over in minutes. */
const LONGEST_PAUSE = 60_000;
/** Looks that something may stay unasked: a throttled question passes, a missing right does not. */
const PATIENCE = 3;

export interface Clock {
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
}

export async function lookUntil(
  look: () => Promise<readonly Judgement[]>,
  milliseconds: number,
  { now, sleep, random }: Clock,
  told: (judgements: readonly Judgement[], pause: number) => void,
): Promise<readonly Judgement[]> {
  const end = now().getTime() + milliseconds;
  for (let looks = 1, full = FIRST_PAUSE; ; looks += 1, full = Math.min(LONGEST_PAUSE, full * 2)) {
    const judgements = await look();
    if (!mayChange(judgements, looks)) return judgements;
    const left = end - now().getTime();
    if (left <= 0) return judgements;
    const pause = Math.min(left, Math.round(full / 2 + (full / 2) * random()));
    told(judgements, pause);
    await sleep(pause);
  }
}

function mayChange(judgements: readonly Judgement[], looks: number): boolean {
  const open = judgements.filter(({ verdict }) => verdict !== "as-promised");
  return open.length > 0 && open.every(({ cause }) => (cause === undefined ? looks < PATIENCE : cause.passes));
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** `15m`, `90s`, `1h` in milliseconds; undefined where it is none. */
export function durationOf(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
  return digits === undefined || unit === undefined ? undefined : Number(digits) * (UNITS[unit] ?? 0);
}
