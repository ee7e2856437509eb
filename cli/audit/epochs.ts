// The time that is asked about, cut into pieces in each of which one thing was declared, or one of a few: while a deployment
// runs, and after one that failed, the old and the new may both hold in part.
import type { Period } from "../logs/logs.ts";
import type { Declared, Deployment } from "./history.ts";

export interface Epoch extends Period {
  /** What may hold; more than one where a deployment was under way or failed half-way. */
  readonly declared: readonly Declared[];
}

const NEVER_DEPLOYED: Declared = {
  kind: "unknown",
  because: "the stack's history does not go back so far",
};

/** `missing`: why there is no history. */
export function epochsOf(deployments: readonly Deployment[], period: Period, missing?: string): Epoch[] {
  const before: Declared = missing === undefined ? NEVER_DEPLOYED : { kind: "unknown", because: missing };
  const all: Epoch[] = [];
  let held: readonly Declared[] = [before];
  let since = new Date(Math.min(period.from.getTime(), deployments[0]?.start.getTime() ?? Infinity));
  for (const { start, end, whole, declared } of deployments) {
    all.push({ from: since, to: start, declared: held });
    const both = distinct([...held, declared]);
    all.push({ from: start, to: end, declared: both });
    held = whole ? [declared] : both;
    since = end;
  }
  all.push({ from: since, to: new Date(Math.max(period.to.getTime(), since.getTime())), declared: held });
  return all
    .map((epoch) => ({ ...epoch, from: later(epoch.from, period.from), to: earlier(epoch.to, period.to) }))
    .filter(({ from, to }) => from < to);
}

/** Everything that may have held at some time between `first` and `last`. */
export function declaredDuring(epochs: readonly Epoch[], first: Date, last: Date): readonly Declared[] {
  return distinct(epochs.filter(({ from, to }) => from <= last && first <= to).flatMap(({ declared }) => declared));
}

function distinct(all: readonly Declared[]): readonly Declared[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

const later = (a: Date, b: Date): Date => (a > b ? a : b);
const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
