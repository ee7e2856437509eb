// What changed, and whether Azure can change it: old inputs against new inputs, as azure-native compares them
// (its provider/diff.go), never against what Azure returned.
import { equal, isObject } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";
import { region } from "../model/rules.ts";

export type ChangeKind = "add" | "delete" | "update";

export interface PropertyChange {
  readonly kind: ChangeKind;
  readonly replace: boolean;
}

/** Changes by path (`properties.sku.name`, `rules[0].priority`). */
export function compare(olds: Props, news: Props, replaceOn: ReadonlySet<string>): Map<string, PropertyChange> {
  const changes = new Map<string, PropertyChange>();
  compareObjects(olds, news, "", "", false, replaceOn, changes);
  return changes;
}

function compareObjects(
  olds: Props,
  news: Props,
  path: string,
  rule: string,
  replace: boolean,
  replaceOn: ReadonlySet<string>,
  changes: Map<string, PropertyChange>,
): void {
  for (const key of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    if (key.startsWith("__")) continue;
    const where = path === "" ? key : `${path}.${key}`;
    const named = rule === "" ? key : `${rule}.${key}`;
    compareValues(olds[key], news[key], where, named, replace || replaceOn.has(named), replaceOn, changes);
  }
}

function compareValues(
  before: Value | undefined,
  after: Value | undefined,
  path: string,
  rule: string,
  replace: boolean,
  replaceOn: ReadonlySet<string>,
  changes: Map<string, PropertyChange>,
): void {
  if (equal(before, after)) return;
  if (before === undefined) changes.set(path, { kind: "add", replace });
  else if (after === undefined) changes.set(path, { kind: "delete", replace });
  else if (isObject(before) && isObject(after)) compareObjects(before, after, path, rule, replace, replaceOn, changes);
  else if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      compareValues(before[index], after[index], `${path}[${index}]`, `${rule}[]`, replace, replaceOn, changes);
    }
  } else if (
    path === "location" &&
    typeof before === "string" &&
    typeof after === "string" &&
    region(before) === region(after)
  ) {
    return;
  } else changes.set(path, { kind: "update", replace });
}

/**
 * Inputs after a refresh: what differs between the old and the new answer of Azure is applied to the old inputs, so that
 * values that Azure filled in by itself do not become inputs (azure-native's provider.go, Read).
 */
export function applyDrift(inputs: Props, before: Props, after: Props): Props {
  const result: Props = { ...inputs };
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const old = before[key];
    const now = after[key];
    if (equal(old, now)) continue;
    if (now === undefined) continue;
    const input = inputs[key];
    result[key] = isObject(input) && isObject(old) && isObject(now) ? applyDrift(input, old, now) : now;
  }
  return Object.fromEntries(
    Object.entries(result).filter(([key]) => !(before[key] !== undefined && after[key] === undefined)),
  );
}
