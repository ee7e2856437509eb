// Everybody who can come to an object: not only who holds a role on it, but who holds one on what it lies in, who can become
// somebody that does, and who can change things so that they do. From plans or states alone; what is granted outside of them,
// who is in a group and what Entra's administrators may do is not seen, and the report says so.
import { accessMatrix, type MatrixOptions } from "../access/matrix.ts";
import { Principals } from "../access/principals.ts";
import { order } from "../../text/values.ts";
import type { Snapshot } from "../snapshot/records.ts";
import { becomeEdges } from "./become.ts";
import { directEdges, knownRoles, rowsByObject } from "./direct.ts";
import { GrantIndex, grantsOf } from "./grants.ts";
import { isTargetCalled, targetsOf, type Target } from "./targets.ts";
import { waysTo, type Edge, type Way } from "./way.ts";

export interface Reached {
  readonly target: Target;
  readonly ways: readonly Way[];
}

export interface ReachOptions extends MatrixOptions {
  /** Objects that are asked for; those of `others` are not. @default all of `snapshots` */
  readonly what?: string;
}

/** For each object that is asked for, every way to it. */
export function reachOf(snapshots: readonly Snapshot[], options: ReachOptions = {}): Reached[] {
  const { what, groups, others = [] } = options;
  const all = [...snapshots, ...others];
  const principals = new Principals(all, groups);
  const grants = grantsOf(all, principals);
  const index = new GrantIndex(grants);
  const become = Map.groupBy(becomeEdges(all, principals, index), ({ to }) => to);
  const rows = rowsByObject(accessMatrix(all, groups === undefined ? {} : { groups }));
  const context = { grants: index, roles: knownRoles(grants), rows };
  return snapshots
    .flatMap((snapshot) => targetsOf(snapshot))
    .filter((target) => what === undefined || isTargetCalled(target, what))
    .map((target) => {
      const direct = directEdges(target, context);
      const into = (key: string): readonly Edge[] => (key === target.key ? direct : (become.get(key) ?? []));
      return { target, ways: waysTo(target.key, into) };
    })
    .sort((a, b) => order(sortKey(a.target), sortKey(b.target)));
}

const sortKey = ({ environment, application, kind, name, within }: Target): string =>
  [environment, application, kind, name, within].join("\0");
