// What is to be done about one secret next: a pure function of what is declared, what the vaults and the target say, and
// the vaults' clock. It remembers nothing, so a run that died leaves nothing that the next one would not find.
import type { Rotation } from "./declared.ts";
import { readMark } from "./mark.ts";
import { currentOf, idOf, previousOf, type Current, type Seen } from "./seen.ts";
import type { Version } from "./store.ts";
import { inWindow, nextOpening } from "./window.ts";

/** Milliseconds of a day. */
export const DAY = 86_400_000;

/**
 * Days until a value that somebody went back to is replaced again: without them the next run would publish another new one
 * an hour after a person had found that new ones do not work.
 */
export const DAYS_AFTER_BACK = 7;

/** Days before the end of the version from which the window of the day is not waited for any more. */
const LAST_DAYS = 1;

/** What a person asks for; a schedule asks for nothing. */
export interface Asked {
  /** Publish a new value unless the current one is younger than this. */
  readonly newSince?: Date;
  /** End every older value now. */
  readonly endNow?: boolean;
}

/** Something at the target that opens it. */
export interface Credential {
  /** What the target calls it. */
  readonly id: string;
  /** When it was made, where the target says. */
  readonly made?: Date;
  /** It is what the vaults hold. */
  readonly isPublished: boolean;
}

/** What the value opens. */
export interface Target {
  readonly credentials: readonly Credential[];
  /** Its credentials are always there and only change (keys of an account), instead of coming and going. */
  readonly lasting: boolean;
}

export type Action =
  | { readonly kind: "copy"; readonly to: number }
  | { readonly kind: "after" }
  | { readonly kind: "disable"; readonly place: number; readonly version: string }
  | { readonly kind: "end"; readonly credential: string }
  | { readonly kind: "publish"; readonly why: "first value" | "due" | "asked for" };

export interface Decision {
  readonly current: Current | undefined;
  /** The next thing to do. */
  readonly action?: Action;
  /** When the next version is due. */
  readonly due?: Date;
  /** When the previous value ends, where there is one. */
  readonly ends?: Date;
  /** What somebody should know. */
  readonly notes: readonly string[];
}

export interface Situation {
  readonly rotation: Rotation;
  readonly lifetimeDays: number;
  readonly seen: Seen;
  readonly asked: Asked;
  /** Undefined where the strategy has none. */
  readonly target?: Target;
  /** Of versions that were written by hand and say nothing of what they are: the credential, by the version's id. */
  readonly identified?: ReadonlyMap<string, string>;
  /** Whether every declared reader has fetched the current value; undefined where nobody could say. */
  readonly readersFollowed?: boolean;
}

export function decide(situation: Situation): Decision {
  const { rotation, seen, asked } = situation;
  const current = currentOf(seen);
  if (current === undefined) return { current, notes: [NOT_THERE] };
  if (!current.version.enabled) {
    // Whoever disabled it wants nobody to read it: a new version would undo that.
    return { current, notes: ["its newest version is disabled; nothing is rotated until somebody enables it"] };
  }
  const isOwners = rotation.by === "owner";
  const { everywhereSince } = current;
  if (everywhereSince === undefined) {
    const to = seen.histories.findIndex(({ versions }) => isOther(versions, current));
    if (!isOwners) return { current, action: { kind: "copy", to }, notes: [] };
    return { current, notes: ["the vaults hold different values; write it again with strongroom secret set"] };
  }

  const due = dueAt(situation, current);
  const rest = { current, due, notes: [] };
  if (isOursToFollow(current) && rotation.after.length > 0) return { ...rest, action: { kind: "after" } };

  const end = nextEnd(situation, current, everywhereSince);
  if (end.action !== undefined) return { ...rest, action: end.action };
  const withEnd = { ...rest, ...(end.at === undefined ? {} : { ends: end.at }), notes: end.notes };

  if (isOwners) return withEnd;
  if (current.placeholder) return { ...withEnd, action: { kind: "publish", why: "first value" } };
  const isAskedFor = asked.newSince !== undefined && current.since < asked.newSince;
  if (!isAskedFor && seen.now < due) return withEnd;
  if (situation.target?.lasting === true && end.at !== undefined) {
    // The account has two keys: a new one now would take the one that the previous value is.
    const day = end.at.toISOString().slice(0, "2027-03-31".length);
    return { ...withEnd, notes: [...end.notes, `waits until the previous value has ended (${day})`] };
  }
  if (isAskedFor) return { ...withEnd, action: { kind: "publish", why: "asked for" } };
  const lastMoment = current.since.getTime() + (situation.lifetimeDays - LAST_DAYS) * DAY;
  if (rotation.window !== undefined && !inWindow(rotation.window, seen.now) && seen.now.getTime() < lastMoment) {
    const opens = nextOpening(rotation.window, seen.now).toISOString().slice(0, "2027-03-31T22:00".length);
    return { ...withEnd, notes: [...withEnd.notes, `is due, and waits for its window (${opens}Z)`] };
  }
  return { ...withEnd, action: { kind: "publish", why: "due" } };
}

/** A run wrote it, and what is to run after publishing has not run yet. */
const isOursToFollow = ({ mark }: Current): boolean =>
  mark.by !== undefined && mark.by !== "owner" && mark.after !== "done";

/** The vault's newest version holds another value. */
const isOther = ([newest]: readonly Version[], current: Current): boolean =>
  newest !== undefined && idOf(newest) !== current.id;

/** Said of a secret that a vault does not have. */
export const NOT_THERE =
  "is not in every vault that should hold it; pulumi up creates it, and a deleted one is recovered (docs/vault.md)";

/** When a new value is due. */
export function dueAt({ rotation }: Pick<Situation, "rotation">, current: Current): Date {
  const { everyDays } = rotation;
  const days = current.mark.back === undefined ? everyDays : Math.min(everyDays, DAYS_AFTER_BACK);
  return new Date(current.since.getTime() + days * DAY);
}

interface End {
  readonly action?: Action;
  /** The soonest end that is still to come. */
  readonly at?: Date;
  readonly notes: readonly string[];
}

/** Previous versions, and what opens the target besides the current value, once their overlap is over. */
function nextEnd(situation: Situation, current: Current, everywhereSince: Date): End {
  const { seen, rotation, asked, readersFollowed } = situation;
  const overlap = asked.endNow === true ? 0 : rotation.overlapDays * DAY;
  const previous = previousOf(seen, current).map((entry) => ({ ...entry, ends: entry.superseded.getTime() + overlap }));
  const holdsBack = rotation.retire === "evidence" && readersFollowed !== true && asked.endNow !== true;
  const over = previous.filter(({ ends }) => seen.now.getTime() >= ends);
  const staying = holdsBack ? previous : previous.filter((entry) => !over.includes(entry));

  // A value ends at the target before its version is disabled: while a version is enabled, something is left to do.
  const credential = endingCredential(situation, current, {
    kept: new Set(staying.flatMap(({ version }) => credentialOf(version, situation.identified) ?? [])),
    overlapIsOver: seen.now.getTime() >= everywhereSince.getTime() + overlap && !(holdsBack && over.length > 0),
  });
  if (credential !== undefined) return { action: { kind: "end", credential }, notes: [] };
  const [first] = over;
  if (first !== undefined && !holdsBack) {
    return { action: { kind: "disable", place: first.place, version: first.version.id }, notes: [] };
  }
  const soonest = Math.min(...previous.map(({ ends }) => ends));
  return {
    ...(previous.length === 0 ? {} : { at: new Date(soonest) }),
    notes: first === undefined ? [] : [readersFollowed === undefined ? NOBODY_COULD_SAY : NOT_EVERY_READER],
  };
}

const credentialOf = ({ id, tags }: Version, identified: Situation["identified"]): string | undefined =>
  readMark(tags).credential ?? identified?.get(id);

const NOBODY_COULD_SAY =
  "the previous value stays (retire: evidence): nobody could say whether every reader has fetched the new one";
const NOT_EVERY_READER = "the previous value stays (retire: evidence): not every reader has fetched the new one";

/** What still opens the target and should not any more. */
function endingCredential(
  { target }: Situation,
  current: Current,
  { kept, overlapIsOver }: { readonly kept: ReadonlySet<string>; readonly overlapIsOver: boolean },
): string | undefined {
  if (target === undefined) return undefined;
  const { credentials, lasting } = target;
  if (!lasting) return credentials.find(({ id, isPublished }) => !isPublished && !kept.has(id))?.id;
  // Where no key is the published value, somebody has published something else, which may hang on any of them.
  if (!overlapIsOver || !credentials.some(({ isPublished }) => isPublished)) return undefined;
  // One that was made since then died with its run before it was published: nobody knows it.
  return credentials.find(({ made, isPublished }) => !isPublished && (made === undefined || made < current.since))?.id;
}
