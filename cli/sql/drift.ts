// Desired against actual: who is missing, who is left over, who may do too much, whose identity was created anew. Users
// that are not ours are never touched, and where a step could take from one of them, the whole database is refused.
import { rolesFor, type DatabaseRole } from "../../components/sql/database-access.ts";
import { printable } from "../../text/printable.ts";
import { Actual } from "./actual.ts";
import { LAST_SYSTEM_PRINCIPAL, type Catalog, type Principal } from "./catalog.ts";
import type { DesiredDatabase, DesiredUser } from "./desired.ts";
import { byName, Draft, gains, loses } from "./draft.ts";
import { settlePermissions } from "./holdings.ts";
import { describe, report } from "./notices.ts";
import { settleRoles, type Roles } from "./own-roles.ts";
import type { Plan } from "./plan.ts";
import { fold } from "./quote.ts";
import { guidOf, sidOf } from "./sid.ts";
import { addMember, createUser, dropMember, dropUser, mark, type Securable } from "./statements.ts";

const DATABASE: Securable = { kind: "database" };

/** What separates `catalog` from `desired`, and how to close it. */
export function compareDatabase(desired: DesiredDatabase, catalog: Catalog): Plan {
  const actual = new Actual(catalog);
  const draft = new Draft();
  const users = desired.users.toSorted(byName).map((user) => ({ user, roles: rolesOf(user, actual, draft) }));
  const wantedRoles: Roles = new Map(users.flatMap(({ roles }) => [...roles]));

  const kept = new Set<number>();
  for (const { user, roles } of users) {
    const matched = settleUser(draft, actual, desired.app, user, roles);
    if (matched !== undefined) {
      kept.add(matched.id);
    }
  }
  dropLeftovers(
    draft,
    actual,
    users.map(({ user }) => user),
    kept,
  );
  settleRoles(draft, actual, desired.app, wantedRoles, kept);
  report(draft, actual, kept);
  return draft.finish();
}

/** The roles of a user; those of a schema that is not there have to wait. */
function rolesOf(user: DesiredUser, actual: Actual, draft: Draft): Roles {
  const roles = new Map<string, DatabaseRole>();
  for (const access of user.access) {
    for (const role of rolesFor(access)) {
      if (role.kind === "fixed" || role.schema === undefined) {
        roles.set(fold(role.name), role);
        continue;
      }
      const schema = actual.schema(role.schema);
      if (schema === undefined) {
        draft.finding(
          "waiting",
          user.name,
          `schema ${printable(role.schema)} is not there yet; ${access.level} on it is granted once it is`,
        );
      } else {
        roles.set(fold(role.name), { ...role, schema });
      }
    }
  }
  return roles;
}

/** Brings one declared user about; gives the principal that stays, if one does. */
function settleUser(draft: Draft, actual: Actual, app: string, user: DesiredUser, roles: Roles): Principal | undefined {
  const sid = sidOf(user.id);
  const type = user.kind === "group" ? "X" : "E";
  const existing = actual.named(user.name);
  const stranger = actual.withSid(sid).find((principal) => principal !== existing && !actual.isOwnUser(principal));
  if (stranger !== undefined) {
    draft.finding(
      "refused",
      user.name,
      `its identity has a user already, ${printable(stranger.name)}, which is not ours: drop or rename that one by hand`,
    );
    return undefined;
  }
  if (existing !== undefined && existing.sid === sid && existing.type === type && existing.id > LAST_SYSTEM_PRINCIPAL) {
    keepUser(draft, actual, app, existing, roles);
    return existing;
  }
  if (existing !== undefined && !actual.isOwnUser(existing)) {
    draft.finding(
      "refused",
      user.name,
      `${describe(existing)} has this name and is not ours: drop or rename it by hand`,
    );
    return undefined;
  }
  if (existing === undefined) {
    draft.finding("missing", user.name, `no user for ${user.kind} ${user.id.toLowerCase()}`);
  }
  draft.step("create users", createUser(user.name, sid, user.kind));
  draft.step("create users", mark(user.name, app));
  for (const role of [...roles.values()].toSorted(byName)) {
    draft.step("give", addMember(role.name, user.name), gains(user.name, role.name));
  }
  return undefined;
}

/** A user that is there with the right identity: its roles and permissions become those declared. */
function keepUser(draft: Draft, actual: Actual, app: string, user: Principal, wanted: Roles): void {
  if (!user.marked) {
    draft.finding(
      "unmarked",
      user.name,
      "is there as declared, made by somebody else: it becomes ours, and what it has besides is taken away",
    );
    draft.step("mark", mark(user.name, app));
  }
  const has = new Set<string>();
  for (const role of actual.rolesOf(user).toSorted(byName)) {
    has.add(fold(role.name));
    if (!wanted.has(fold(role.name))) {
      draft.finding("too broad", user.name, `is a member of ${printable(role.name)}, which is not declared`);
      draft.step("take away", dropMember(role.name, user.name), loses(user.name, role.name));
    }
  }
  for (const [key, role] of [...wanted].toSorted(([, a], [, b]) => byName(a, b))) {
    if (!has.has(key)) {
      draft.finding("missing", user.name, `is no member of ${printable(role.name)}`);
      draft.step("give", addMember(role.name, user.name), gains(user.name, role.name));
    }
  }
  tellOwned(draft, actual, user, wanted);
  // CREATE USER grants CONNECT, so a user without it has lost it. To suspend one, DENY CONNECT: that stays.
  settlePermissions(draft, actual, user, [{ permission: "CONNECT", on: DATABASE }]);
}

/**
 * An owner may do with its own whatever it likes, roles or not (sql-docs, ALTER AUTHORIZATION). Whoever migrates owns the
 * schemas that its migrations make (CREATE SCHEMA), and nothing is wrong with that.
 */
function tellOwned(draft: Draft, actual: Actual, user: Principal, wanted: Roles): void {
  const migrates = wanted.has(fold("db_ddladmin"));
  for (const { kind, what } of actual.owned(user)) {
    if (kind === "role" || !migrates) draft.finding("owner", user.name, what);
  }
}

/** Our users that no declaration matches: nobody's any more, or of an identity that is gone. */
function dropLeftovers(
  draft: Draft,
  actual: Actual,
  declared: readonly DesiredUser[],
  kept: ReadonlySet<number>,
): void {
  const names = new Map(declared.map((user) => [fold(user.name), user]));
  for (const user of actual.ownUsers.filter(({ id }) => !kept.has(id)).toSorted(byName)) {
    const successor = names.get(fold(user.name));
    if (successor === undefined) {
      draft.finding("extra", user.name, "is ours, and nobody declares it any more");
    } else {
      const before = (user.sid && guidOf(user.sid)) ?? "another one";
      draft.finding(
        "orphaned",
        user.name,
        `belongs to ${before}, but the ${successor.kind} is now ${successor.id.toLowerCase()}`,
      );
    }
    for (const obstacle of actual.obstaclesToDrop(user)) {
      draft.finding("refused", user.name, `cannot be dropped: ${obstacle}`);
    }
    const lost = actual
      .rolesOf(user)
      .toSorted(byName)
      .map((role) => loses(user.name, role.name));
    draft.step("drop users", dropUser(user.name), ...(lost.length > 0 ? lost : [loses(user.name, "its user")]));
  }
}
