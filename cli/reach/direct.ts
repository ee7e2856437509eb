// Who can come to an object in one step: by a role over it, by the right to grant one, as a user of the database or as the
// administrator of its server, or by an access policy of a vault that has them.
import { BUILT_IN_ROLES } from "../../facts/role-definitions.ts";
import { GRANT_OPERATIONS } from "../../facts/operations.ts";
import { conditionAllows } from "../../policy/delegation.ts";
import { permits, type Permission } from "../../policy/permissions.ts";
import { text } from "../../text/values.ts";
import type { AccessRow } from "../access/row.ts";
import { describe, scopeOf } from "../access/objects.ts";
import { isManagementGroup, may, NOT_KNOWN_YET, type Grant, type GrantIndex } from "./grants.ts";
import { powersOver } from "./powers.ts";
import type { Target } from "./targets.ts";
import { whoOf } from "./grants.ts";
import type { Edge, EdgeKind } from "./way.ts";

export interface DirectContext {
  readonly grants: GrantIndex;
  /** Roles that somebody could be granted, with what they permit. */
  readonly roles: ReadonlyMap<string, { readonly name: string; readonly permissions: readonly Permission[] }>;
  /** Access that is no role, by what it is on: database users, administrators, access policies. */
  readonly rows: ReadonlyMap<string, readonly AccessRow[]>;
}

/** Rows of access that is no role, so that those on one object are found at once. */
export function rowsByObject(rows: readonly AccessRow[]): DirectContext["rows"] {
  return Map.groupBy(
    rows.filter(({ via }) => OTHER.has(via)),
    ({ stack, object }) => placeOf(stack, object.replace(/ schema .*$/s, "")),
  );
}

const OTHER: ReadonlySet<string> = new Set(["contained database user", "SQL administrator", "vault access policy"]);

const placeOf = (stack: string, object: string): string => `${stack} ${object.toLowerCase()}`;

/** What such rows call the object, or what it lies in. */
function placesOf({ kind, stack, application, name, within }: Target): readonly string[] {
  return kind === "database"
    ? [placeOf(stack, `database ${application}/${name}`), placeOf(stack, `server ${within}`)]
    : [placeOf(stack, `vault ${within}`)];
}

/** Roles that a sentence names; the rest are counted. */
const MAX_NAMED = 3;

export function directEdges(target: Target, context: DirectContext): Edge[] {
  const over = [...new Set(target.ids.flatMap((id) => context.grants.over(id)))];
  return [
    ...over.flatMap((grant) => byRole(target, grant)),
    ...over.flatMap((grant) => byGranting(target, grant, context)),
    ...placesOf(target)
      .flatMap((place) => context.rows.get(place) ?? [])
      .flatMap((row) => byOther(target, row)),
  ];
}

function byRole(target: Target, grant: Grant): Edge[] {
  return powersOver(target, (plane, ...operations) => may(grant, plane, ...operations)).map(({ how, shownBy }) =>
    edgeOf(grant, "role", target.key, `${how} with ${grant.roleName} on ${scopeText(grant, target)}`, shownBy),
  );
}

/** Whoever may grant roles over it grants itself, or an accomplice, one that reads it. */
function byGranting(target: Target, grant: Grant, { roles }: DirectContext): Edge[] {
  const [assign, ...others] = GRANT_OPERATIONS;
  const edge = (how: string, operation: string, condition?: string): Edge[] => [
    edgeOf(
      grant,
      "grants roles",
      target.key,
      `${how} with ${grant.roleName} on ${scopeText(grant, target)}`,
      `the activity log: ${operation}`,
      condition,
    ),
  ];
  if (grant.permissions === undefined) return [];
  const other = others.find((operation) => may(grant, "actions", operation));
  if (other !== undefined) return edge("grants itself any role", other);
  if (!may(grant, "actions", assign)) return [];
  const { condition } = grant;
  if (condition === undefined) return edge("grants itself any role", assign);
  if (condition === NOT_KNOWN_YET) {
    const says = text(grant.record.inputs["description"]);
    return edge(
      "grants a role on it to itself or another",
      assign,
      `a condition that is not known yet limits it${says === undefined ? "" : `; its description says: ${says}`}`,
    );
  }
  const useful = [...roles].filter(
    ([role, { permissions }]) =>
      conditionAllows(condition, { role }) &&
      powersOver(target, (plane, ...operations) => operations.some((one) => permits(permissions, plane, one))).length >
        0,
  );
  if (useful.length === 0) return [];
  const self = text(grant.record.props["principalId"]);
  const itself = useful.some(([role]) =>
    conditionAllows(condition, { role, ...(self === undefined ? {} : { principalId: self }) }),
  );
  return edge(
    `grants ${namesOf(useful.map(([, { name }]) => name))} on it to ${itself ? "itself or another" : "another identity or group, and becomes that"}`,
    assign,
    "the condition of its grant allows these roles",
  );
}

function namesOf(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return `${names.slice(0, MAX_NAMED).join(", ")}${more > 0 ? ` or ${String(more)} more` : ""}`;
}

/** Edges of what Azure's roles know nothing of. */
function byOther(target: Target, row: AccessRow): Edge[] {
  const edge = (kind: EdgeKind, how: string, shownBy: string): Edge[] => [
    {
      kind,
      from: whoOf({
        label: row.principal,
        kind: row.principalKind,
        ...(row.principalEnvironment === undefined ? {} : { environment: row.principalEnvironment }),
        ...(row.principalId === undefined ? {} : { id: row.principalId }),
      }),
      to: target.key,
      how,
      shownBy,
      urn: row.urn,
      stack: row.stack,
      ...(row.why === undefined ? {} : { why: row.why }),
    },
  ];
  // Users go with the data: a replica has the same.
  if (row.via === "contained database user") {
    const [, schema] = / schema (.*)$/s.exec(row.object) ?? [];
    const part = schema === undefined ? "" : ` on schema ${schema}`;
    return edge("database user", `is a user of the database (${row.role}${part})`, "the server's audit");
  }
  if (row.via === "SQL administrator") {
    return edge("SQL administrator", `administers server ${target.within}`, "the server's audit");
  }
  const rights = new Set(
    row.role
      .replace(/^access policy: /, "")
      .toLowerCase()
      .split(", "),
  );
  const wanted =
    target.kind === "database"
      ? []
      : WANTED[target.kind].filter((right) => rights.has(right) || rights.has(`${right.split(" ")[0] ?? ""} all`));
  return wanted.length === 0
    ? []
    : edge("access policy", `may ${wanted.join(", ")} by an access policy of the vault`, "the vault's audit log");
}

const SECRET_RIGHTS = ["secrets get", "secrets backup"];
/** Rights of an access policy with which one comes to read, or use, an object. */
const WANTED = {
  secret: SECRET_RIGHTS,
  certificate: [...SECRET_RIGHTS, "certificates backup"],
  key: ["keys decrypt", "keys unwrapkey", "keys sign", "keys backup", "keys release"],
} as const;

/** Every role of which the permissions are known. */
export function knownRoles(grants: readonly Grant[]): DirectContext["roles"] {
  const own = grants.flatMap(({ roleId, roleName, permissions }) =>
    roleId === undefined || permissions === undefined ? [] : [[roleId, { name: roleName, permissions }] as const],
  );
  return new Map([...Object.entries(BUILT_IN_ROLES), ...own]);
}

export function scopeText({ scope }: Grant, target?: Target): string {
  if (scope === undefined) return "a scope that is not known yet";
  if (target?.ids.some((id) => id.toLowerCase() === scope.toLowerCase())) return "it";
  return describe(scopeOf(scope));
}

/** The edge of a role, with all that must hold besides. */
export function edgeOf(grant: Grant, kind: EdgeKind, to: string, how: string, shownBy: string, further?: string): Edge {
  const { record, eligible, permissions, scope, condition } = grant;
  const conditions = [
    ...(eligible ? ["after asking for the role"] : []),
    ...(permissions === undefined ? ["nobody here knows what the role permits"] : []),
    ...(scope === undefined ? ["if its scope reaches so far"] : []),
    ...(scope !== undefined && isManagementGroup(scope) ? ["if the subscription is below the management group"] : []),
    ...(kind === "role" && condition !== undefined ? ["under a condition"] : []),
    ...(further === undefined ? [] : [further]),
  ];
  return {
    kind,
    from: grant.to,
    to,
    how,
    ...(conditions.length === 0 ? {} : { condition: conditions.join("; ") }),
    shownBy,
    urn: record.urn,
    stack: grant.stack,
    ...(record.origin === undefined ? {} : { why: `${record.origin.file}:${String(record.origin.line)}` }),
  };
}
