// What the next ninety days bring, for who plans a holiday or a release: when each new value is due, when the one before
// ends, and when an owner is told.
import { DAY, type Decision } from "./decide.ts";
import type { Rotating } from "./declared.ts";
import { nextOpening } from "./window.ts";

export const FORECAST_DAYS = 90;

/** Days before a value is due that its owner is told. */
export const NOTICE_DAYS = [30, 14, 7, 1] as const;

export interface Coming {
  readonly at: Date;
  readonly rotating: Rotating;
  readonly what: string;
}

/** In the order of time; what is overdue comes first. */
export function forecast(
  looks: readonly { readonly rotating: Rotating; readonly decision: Decision }[],
  now: Date,
): readonly Coming[] {
  const until = now.getTime() + FORECAST_DAYS * DAY;
  return looks
    .flatMap(({ rotating, decision }) => comingOf(rotating, decision, now, until))
    .filter(({ at }) => at.getTime() <= until)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

function comingOf(rotating: Rotating, { due, ends, current }: Decision, now: Date, until: number): Coming[] {
  const { by, everyDays, overlapDays, window } = rotating.rotation;
  const coming: Coming[] = [];
  const add = (at: Date, what: string): void => void coming.push({ at, rotating, what });
  if (ends !== undefined) add(ends, "the previous value ends");
  if (due === undefined) return coming;
  if (by === "owner") {
    add(due, current?.placeholder === true ? "its owner has never written a value" : "its owner writes a new value");
    for (const days of NOTICE_DAYS) {
      const at = new Date(due.getTime() - days * DAY);
      if (at > now) add(at, `its owner is told (${days} ${days === 1 ? "day" : "days"} before)`);
    }
    return coming;
  }
  let next = current?.placeholder === true ? now : new Date(Math.max(due.getTime(), now.getTime()));
  while (next.getTime() <= until) {
    const at = window === undefined ? next : nextOpening(window, next);
    add(
      at,
      current?.placeholder === true && coming.length === 0
        ? "its first value is published"
        : "a new value is published",
    );
    add(new Date(at.getTime() + overlapDays * DAY), "the previous value ends");
    next = new Date(at.getTime() + everyDays * DAY);
  }
  return coming;
}

/** What an owner is told today: days left until the value is due; negative afterwards. */
export function ownerNotice({ rotation }: Rotating, { due, current }: Decision, now: Date): string | undefined {
  if (rotation.by !== "owner" || due === undefined) return undefined;
  if (current?.placeholder === true) return "nobody has written its first value yet; run strongroom secret set";
  const days = Math.ceil((due.getTime() - now.getTime()) / DAY);
  if (days > Math.max(...NOTICE_DAYS)) return undefined;
  if (days < 0)
    return `a new value has been due for ${-days} ${days === -1 ? "day" : "days"}; run strongroom secret set`;
  return `a new value is due in ${days} ${days === 1 ? "day" : "days"}; run strongroom secret set`;
}
