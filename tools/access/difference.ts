// Two matrices compared: what somebody can do that they could not before, and the other way round.
import { accessKey, type AccessRow } from "./row.ts";

export interface AccessDifference {
  readonly gained: readonly AccessRow[];
  readonly lost: readonly AccessRow[];
}

export function compareAccess(before: readonly AccessRow[], after: readonly AccessRow[]): AccessDifference {
  return { gained: without(after, before), lost: without(before, after) };
}

/** A condition that differs is another access; one of which the text is not known yet is taken for the same. */
function without(rows: readonly AccessRow[], others: readonly AccessRow[]): AccessRow[] {
  const known = Map.groupBy(others, accessKey);
  return rows.filter((row) => {
    const same = known.get(accessKey(row)) ?? [];
    return !same.some((other) => sameCondition(row.condition, other.condition));
  });
}

function sameCondition(a: string | undefined, b: string | undefined): boolean {
  const unknown = "not known yet";
  return a === b || a === unknown || b === unknown;
}
