// Permissions granted to a user or role directly, against those it should have. Access goes through roles, so whatever is
// granted past them is taken back; a denial only narrows, may be somebody's emergency brake, and stays.
import { printable } from "../../text/printable.ts";
import type { Actual } from "./actual.ts";
import type { Permission, Principal } from "./catalog.ts";
import { gains, loses, type Draft } from "./draft.ts";
import { fold } from "./quote.ts";
import { grant, revoke, type Securable } from "./statements.ts";

export interface Wanted {
  readonly permission: string;
  readonly on: Securable;
}

/** Brings the direct permissions of `principal` to `wanted`. */
export function settlePermissions(draft: Draft, actual: Actual, principal: Principal, wanted: readonly Wanted[]): void {
  const standing = new Set<string>();
  for (const held of actual.permissionsOf(principal)) {
    const on = actual.securableOf(held);
    const what = describe(held.permission, on, held.classDescription);
    const match = on && wanted.find((want) => keyOf(want.permission, want.on) === keyOf(held.permission, on));
    // GRANT would lift a denial of the same permission, so a denied one counts as settled.
    if (match && (held.state === "G" || held.state === "D")) {
      standing.add(keyOf(match.permission, match.on));
    }
    if (held.state === "D") {
      draft.finding("denied", principal.name, `${what} is denied by hand and stays denied`);
      continue;
    }
    if ((held.state !== "G" && held.state !== "W") || (match && held.state === "G")) {
      continue;
    }
    takeBack(draft, actual, principal, held, on, what);
  }
  for (const want of wanted) {
    if (!standing.has(keyOf(want.permission, want.on))) {
      const what = describe(want.permission, want.on, "");
      draft.finding("missing", principal.name, `${what} is not granted`);
      draft.step("give", grant(want.permission, want.on, principal.name), gains(principal.name, what));
    }
  }
}

function takeBack(
  draft: Draft,
  actual: Actual,
  principal: Principal,
  held: Permission,
  on: Securable | undefined,
  what: string,
): void {
  if (on === undefined) {
    draft.finding("refused", principal.name, `has ${what}, which only a person can judge: revoke it by hand`);
    return;
  }
  if (held.state === "W" && actual.passedOn(principal).length > 0) {
    draft.finding(
      "refused",
      principal.name,
      `may pass on ${what} and has done so: revoke by hand what others got from it`,
    );
    return;
  }
  draft.finding("too broad", principal.name, `${what} is granted past the roles`);
  const grantor = actual.grantorOf(held);
  const sql = revoke({
    permission: held.permission,
    on,
    grantee: principal.name,
    withGrantOption: held.state === "W",
    ...(grantor === undefined ? {} : { grantor }),
  });
  draft.step("take away", sql, loses(principal.name, what));
}

/** Two securables are the same when the database would take them for the same. */
function keyOf(permission: string, on: Securable): string {
  switch (on.kind) {
    case "database":
      return permission;
    case "schema":
      return `${permission} ${on.kind} ${fold(on.schema)}`;
    case "object":
      return `${permission} ${on.kind} ${fold(on.schema)}.${fold(on.object)}.${fold(on.column ?? "")}`;
    case "user":
    case "role":
      return `${permission} ${on.kind} ${fold(on.name)}`;
  }
}

function describe(permission: string, on: Securable | undefined, otherwise: string): string {
  switch (on?.kind) {
    case undefined:
      return printable(`${permission} on ${otherwise.toLowerCase().replaceAll("_", " ")}`);
    case "database":
      return `${permission} on the database`;
    case "schema":
      return printable(`${permission} on schema ${on.schema}`);
    case "object":
      return printable(`${permission} on ${on.schema}.${on.object}${on.column === undefined ? "" : `.${on.column}`}`);
    case "user":
    case "role":
      return printable(`${permission} on ${on.kind} ${on.name}`);
  }
}
