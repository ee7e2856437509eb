// What a person should know about a database and the reconciler leaves alone.
import { printable } from "../../text/printable.ts";
import type { Actual } from "./actual.ts";
import { LAST_SYSTEM_PRINCIPAL, type Principal } from "./catalog.ts";
import type { Draft } from "./draft.ts";
import { guidOf } from "./sid.ts";

/** Strangers, passwords, triggers: findings without a step. */
export function report(draft: Draft, actual: Actual, kept: ReadonlySet<number>): void {
  for (const role of actual.ownRoles) {
    for (const member of actual.strangersIn(role, kept)) {
      draft.finding("foreign member", member.name, `is not ours and a member of our role ${printable(role.name)}`);
    }
  }
  for (const user of actual.foreignUsers.filter(({ id }) => !kept.has(id))) {
    const roles = actual
      .rolesOf(user)
      .map(({ name }) => printable(name))
      .toSorted();
    draft.finding(
      "foreign",
      user.name,
      `is a user of Entra that is not ours, ${roles.length === 0 ? "without a role" : `in ${roles.join(", ")}`}`,
    );
  }
  for (const user of actual.catalog.principals.filter(({ id, type }) => type === "S" && id > LAST_SYSTEM_PRINCIPAL)) {
    if (user.authentication === 2) {
      draft.finding("password", user.name, "is a user with a password of its own");
    } else if (user.authentication === 1) {
      draft.finding("password", user.name, "is the user of a login with a password");
    }
  }
  for (const trigger of actual.catalog.triggers) {
    draft.finding(
      "ddl trigger",
      trigger,
      "is a trigger on the database: it may run with an administrator's rights when a user changes",
    );
  }
  if (actual.catalog.entraOnly === false) {
    draft.finding(
      "passwords allowed",
      "server",
      "still lets logins sign in with a password: Entra-only authentication is off",
    );
  }
}

/** A principal that stands in the way, in words. */
export function describe(principal: Principal): string {
  switch (principal.type) {
    case "R":
      return principal.fixed ? "a fixed role" : "a role";
    case "S":
      return principal.authentication === 0 ? "a user without login" : "a user with a password";
    case "E":
    case "X":
      return `a user of another identity${principal.sid === undefined ? "" : ` (${guidOf(principal.sid) ?? principal.sid})`}`;
    default:
      return `a principal of type ${printable(principal.type)}`;
  }
}
