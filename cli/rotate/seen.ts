// What the vaults say about one secret, put together: which value is the current one, since when, and what came before it.
// Two runs, a person and a crash may each have left something; the same reading of it, by every run, is what brings the
// vaults back into step.
import { readMark, type Mark } from "./mark.ts";
import type { History, Version } from "./store.ts";

export interface Seen {
  /** The vault at home first. */
  readonly histories: readonly History[];
  /** The latest of the vaults' clocks. */
  readonly now: Date;
}

export interface Current {
  /** Which vault it is read from. */
  readonly place: number;
  readonly version: Version;
  readonly mark: Mark;
  readonly id: string;
  /** When the value was first written anywhere. */
  readonly since: Date;
  /** When the last vault got it; undefined while one has not. */
  readonly everywhereSince: Date | undefined;
  /** Nobody has written a value yet: what is there came with the deployment. */
  readonly placeholder: boolean;
}

export function seen(histories: readonly History[]): Seen {
  return { histories, now: new Date(Math.max(...histories.map(({ asOf }) => asOf.getTime()))) };
}

/** The same for every copy of one value. */
export function idOf(version: Version): string {
  return readMark(version.tags).id ?? version.id;
}

/** Undefined where a vault has no version of the secret at all. */
export function currentOf({ histories }: Seen): Current | undefined {
  const newest = histories.flatMap(({ versions }, place) => {
    const [version] = versions;
    return version === undefined ? [] : [{ place, version, placeholder: isPlaceholder(versions) }];
  });
  if (newest.length < histories.length) return undefined;
  const since = (id: string): number =>
    Math.min(...histories.flatMap(({ versions }) => versions.filter((version) => idOf(version) === id).map(createdAt)));
  const rank = (entry: (typeof newest)[number]): number => (entry.placeholder ? -1 : since(idOf(entry.version)));
  // The vault at home comes first, and wins where two are of the same second.
  const best = newest.reduce((a, b) => (rank(b) > rank(a) ? b : a));
  const id = idOf(best.version);
  const inStep = best.placeholder
    ? newest.every(({ placeholder }) => placeholder)
    : newest.every(({ version }) => idOf(version) === id);
  return {
    ...best,
    mark: readMark(best.version.tags),
    id,
    since: new Date(since(id)),
    everywhereSince: inStep ? new Date(best.placeholder ? since(id) : everywhereSince(histories, id)) : undefined,
  };
}

/** An enabled version that is not current, and when it stopped being it everywhere. */
export interface Previous {
  readonly place: number;
  readonly version: Version;
  readonly superseded: Date;
}

/** Enabled versions that another has followed in each vault. */
export function previousOf({ histories }: Seen, current: Current): readonly Previous[] {
  const { everywhereSince: since } = current;
  if (since === undefined) return [];
  return histories.flatMap(({ versions }, place) =>
    versions.flatMap((version, index) => {
      if (index === 0 || !version.enabled) return [];
      const next = versions.slice(0, index).findLast((newer) => idOf(newer) !== idOf(version));
      // A second copy of the current value: it goes when it is old enough, like any other.
      const superseded =
        next === undefined
          ? since
          : idOf(next) === current.id
            ? since
            : new Date(everywhereSince(histories, idOf(next)));
      return [{ place, version, superseded }];
    }),
  );
}

const createdAt = ({ created }: Version): number => created.getTime();

/** The program writes one version; whatever comes later comes from somebody else. */
function isPlaceholder(versions: readonly Version[]): boolean {
  const [only, ...others] = versions;
  return only !== undefined && others.length === 0 && readMark(only.tags).id === undefined;
}

/** When the last of the vaults that have the value got it. */
function everywhereSince(histories: readonly History[], id: string): number {
  return Math.max(
    ...histories.flatMap(({ versions }) => {
      const times = versions.filter((version) => idOf(version) === id).map(createdAt);
      return times.length === 0 ? [] : [Math.min(...times)];
    }),
  );
}
