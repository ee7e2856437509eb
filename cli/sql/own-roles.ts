// The roles that carry what no fixed role grants narrowly enough: made with their first user, kept to exactly the
// permissions that their names promise, dropped with their last purpose.
import type { DatabaseRole, OwnRole } from "../../components/sql/database-access.ts";
import { printable } from "../../text/printable.ts";
import type { Actual } from "./actual.ts";
import { DBO, type Principal } from "./catalog.ts";
import { byName, loses, type Draft } from "./draft.ts";
import { settlePermissions } from "./holdings.ts";
import { describe } from "./notices.ts";
import { fold } from "./quote.ts";
import { createRole, dropMember, dropRole, grant, mark, type Securable } from "./statements.ts";

/** Roles that are wanted, by folded name. */
export type Roles = ReadonlyMap<string, DatabaseRole>;

/** Our roles: created, brought to the permissions they stand for, or dropped with their last purpose. */
export function settleRoles(draft: Draft, actual: Actual, app: string, wanted: Roles, kept: ReadonlySet<number>): void {
  for (const role of [...wanted.values()].toSorted(byName)) {
    if (role.kind === "own") {
      settleRole(draft, actual, app, role);
    }
  }
  for (const role of actual.ownRoles.filter(({ name }) => !wanted.has(fold(name))).toSorted(byName)) {
    leaveOtherRoles(draft, actual, role);
    // Members that we keep leave the role in `keepUser`, those that we drop leave it with their user.
    const strangers = actual.strangersIn(role, kept);
    if (strangers.length > 0) {
      draft.finding(
        "foreign member",
        role.name,
        `is needed by no declared user, and stays for ${strangers.map(({ name }) => printable(name)).join(", ")}`,
      );
      continue;
    }
    draft.finding("extra", role.name, "is our role, and no declared user needs it any more");
    for (const obstacle of actual.obstaclesToDrop(role)) {
      draft.finding("refused", role.name, `cannot be dropped: ${obstacle}`);
    }
    draft.step("drop roles", dropRole(role.name));
  }
}

function settleRole(draft: Draft, actual: Actual, app: string, role: OwnRole): void {
  const on: Securable = role.schema === undefined ? { kind: "database" } : { kind: "schema", schema: role.schema };
  const existing = actual.named(role.name);
  if (existing === undefined) {
    draft.step("create roles", createRole(role.name));
    draft.step("create roles", mark(role.name, app));
    for (const permission of role.permissions) {
      draft.step("create roles", grant(permission, on, role.name));
    }
    return;
  }
  if (existing.type !== "R" || existing.fixed) {
    draft.finding(
      "refused",
      role.name,
      `${describe(existing)} has the name of a role that is needed: drop or rename it by hand`,
    );
    return;
  }
  if (existing.ownerId !== DBO) {
    draft.finding(
      "refused",
      role.name,
      "is a role whose owner is not dbo, so somebody else decides on its members: give it to dbo with ALTER AUTHORIZATION ON ROLE::…",
    );
    return;
  }
  if (!existing.marked) {
    draft.finding("unmarked", role.name, "is a role that is needed, made by somebody else: it becomes ours");
    draft.step("mark", mark(existing.name, app));
  }
  leaveOtherRoles(draft, actual, existing);
  for (const { what } of actual.owned(existing)) draft.finding("owner", existing.name, what);
  settlePermissions(
    draft,
    actual,
    existing,
    role.permissions.map((permission) => ({ permission, on })),
  );
}

/** A role of ours grants what its name says; as a member of another one it would grant that too. */
function leaveOtherRoles(draft: Draft, actual: Actual, role: Principal): void {
  for (const above of actual.rolesOf(role).toSorted(byName)) {
    draft.finding("too broad", role.name, `is itself a member of ${printable(above.name)}`);
    draft.step("take away", dropMember(above.name, role.name), loses(role.name, above.name));
  }
}
