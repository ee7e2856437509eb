// What a reviewer of access should look at first: grants wider than their use, people, strangers, and whoever reaches into two
// environments. A finding names the grant, so that it can be acted on.
import { order } from "../../text/values.ts";
import type { AccessFinding, FindingKind } from "./finding.ts";
import { ADMINISTERS, INCLUDES } from "./role-names.ts";
import { nameIn, type AccessRow } from "./row.ts";
import { acrossEnvironments, type SettingsByStack } from "./two-environments.ts";

/** Everything worth a look, alarms first. */
export function findings(rows: readonly AccessRow[], settings: SettingsByStack = {}): AccessFinding[] {
  return [...rows.flatMap((row) => ofRow(row)), ...addsNothing(rows), ...acrossEnvironments(rows, settings)].sort(
    (a, b) => order(a.weight, b.weight) || order(a.kind, b.kind) || order(a.message, b.message),
  );
}

function ofRow(row: AccessRow): AccessFinding[] {
  const grant = `${row.principal}: ${row.role} on ${row.object}`;
  const found = (kind: FindingKind, weight: AccessFinding["weight"], why: string): AccessFinding => ({
    kind,
    weight,
    message: `${grant}: ${why} (${row.stack}, ${nameIn(row.urn)})`,
    rows: [row],
  });
  const result: AccessFinding[] = [];
  if (row.principalKind === "person") {
    result.push(found("person", "alarm", "a person holds it, grant it to a group instead"));
  }
  if (row.everybody) result.push(found("everybody", "alarm", "the group is everybody, or a rule chooses its members"));
  if (row.stranger && row.principalKind !== "person") {
    result.push(found("stranger", "alarm", "no manifest, setting or stack knows this principal"));
  }
  if (row.via === "vault access policy") {
    result.push(found("access policy", "alarm", "access policies bypass roles, set enableRbacAuthorization"));
  }
  if (row.principalEnvironment !== undefined && row.principalEnvironment !== row.environment) {
    const why = `the principal is of ${row.principalEnvironment}, the object of ${row.environment}`;
    result.push(found("foreign environment", "alarm", why));
  }
  if (row.via === "role assignment") {
    if (row.condition === undefined && (ADMINISTERS.has(row.eligible ?? row.role) || row.wildcard)) {
      result.push(found("administers", "alarm", "the role administers, which is wider than any use"));
    }
    if (row.breadth !== "object") {
      const weight = row.breadth === "resource" ? "note" : row.condition === undefined ? "alarm" : "note";
      result.push(found("wide scope", ownRole(row) ? "note" : weight, `it holds for the whole ${row.breadth}`));
    }
  }
  return result;
}

/** A role of our own names each action, so its width is not the scope's. */
function ownRole({ role, wildcard }: AccessRow): boolean {
  return role.startsWith("Strongroom ") && wildcard !== true;
}

/** A second role on the same object that the first one includes. */
function addsNothing(rows: readonly AccessRow[]): AccessFinding[] {
  const groups = Map.groupBy(
    rows.filter(({ via }) => via === "role assignment"),
    ({ environment, principal, scope }) => JSON.stringify([environment, principal, scope.toLowerCase()]),
  );
  return [...groups.values()].flatMap((same) =>
    same.flatMap((wide) => {
      const narrow = same.filter(({ role }) => INCLUDES[wide.role]?.includes(role) === true);
      return narrow.map((row): AccessFinding => ({
        kind: "adds nothing",
        weight: "note",
        message: `${row.principal}: ${row.role} on ${row.object}: ${wide.role} on the same object includes it (${row.stack}, ${nameIn(row.urn)})`,
        rows: [row, wide],
      }));
    }),
  );
}
