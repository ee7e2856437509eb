// Two matrices compared: what somebody can do that they could not before, and the other way round. A name says who somebody is
// only where nobody knows an id: whoever exchanges the group behind a name exchanges who has access.
import { accessKey, type AccessRow } from "./row.ts";

export interface AccessDifference {
  readonly gained: readonly AccessRow[];
  readonly lost: readonly AccessRow[];
}

export function compareAccess(before: readonly AccessRow[], after: readonly AccessRow[]): AccessDifference {
  const [gained, lost] = [without(after, before), without(before, after)];
  return { gained: toldApart(gained, lost), lost: toldApart(lost, gained) };
}

/** A condition that differs is another access; one of which the text is not known yet is taken for the same. */
function without(rows: readonly AccessRow[], others: readonly AccessRow[]): AccessRow[] {
  const byName = Map.groupBy(others, (row) => accessKey(row, row.principal));
  const byId = Map.groupBy(others, (row) => accessKey(row, row.principalId ?? ""));
  return rows.filter((row) => {
    const { principalId: id } = row;
    const named = byName.get(accessKey(row, row.principal)) ?? [];
    const same = [
      ...named.filter((other) => agree(id, other.principalId)),
      ...(id === undefined ? [] : (byId.get(accessKey(row, id)) ?? [])),
    ];
    return !same.some((other) => agree(row.groupId, other.groupId) && sameCondition(row.condition, other.condition));
  });
}

/** A plan does not know the ids of what it makes, a state does: an id on one side alone is no difference. */
function agree(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

function sameCondition(a: string | undefined, b: string | undefined): boolean {
  const unknown = "not known yet";
  return a === b || a === unknown || b === unknown;
}

/** With its id, what has the name of something on the other side and is something else. */
function toldApart(rows: readonly AccessRow[], others: readonly AccessRow[]): AccessRow[] {
  const principals = idsByName(others.map(({ principal, principalId }) => [principal, principalId]));
  const groups = idsByName(others.map(({ object, groupId }) => [object, groupId]));
  return rows.map((row) => ({
    ...row,
    principal: withId(row.principal, row.principalId, principals),
    object: withId(row.object, row.groupId, groups),
  }));
}

function idsByName(
  named: readonly (readonly [string, string | undefined])[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const ids = new Map<string, Set<string>>();
  for (const [name, id] of named) if (id !== undefined) ids.set(name, (ids.get(name) ?? new Set()).add(id));
  return ids;
}

function withId(name: string, id: string | undefined, others: ReadonlyMap<string, ReadonlySet<string>>): string {
  const ids = others.get(name);
  if (id === undefined || ids === undefined || name.includes(id)) return name;
  return ids.size === 1 && ids.has(id) ? name : `${name} (${id})`;
}
