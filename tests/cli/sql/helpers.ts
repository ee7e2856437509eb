// Shared givens: a server, identities, and the state of a database in words that do not depend on ids.
import type { DesiredDatabase, DesiredUser } from "../../../cli/sql/desired.ts";
import type { DatabaseAccess } from "../../../components/sql/database-access.ts";
import { sidOf } from "../../../cli/sql/sid.ts";
import { MARK } from "../../../cli/sql/statements.ts";
import type { Patience } from "../../../cli/reconcile/failures.ts";
import type { Database } from "./double/database.ts";
import type { PermissionState, PrincipalState } from "./double/state.ts";

export const SERVER = "sql-payments-dev-x1y2.database.windows.net";
export const TARGET = { server: SERVER, database: "ledger" };

export const API = "11223344-5566-7788-99aa-bbccddeeff00";
export const WORKER = "21223344-5566-7788-99aa-bbccddeeff00";
export const ANALYSTS = "31223344-5566-7788-99aa-bbccddeeff00";
export const OTHER = "41223344-5566-7788-99aa-bbccddeeff00";

export const user = (
  name: string,
  id: string,
  ...access: readonly (DatabaseAccess | DatabaseAccess["level"])[]
): DesiredUser => ({
  name,
  kind: name.startsWith("group") ? "group" : "workload",
  id,
  access: access.map((entry) => (typeof entry === "string" ? { level: entry } : entry)),
});

export const desired = (...users: readonly DesiredUser[]): DesiredDatabase => ({ app: "payments", ...TARGET, users });

/** Waits without waiting, and remembers how long it would have been. */
export function patience(): Patience & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    random: () => 0.5,
    sleep: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  };
}

/** Makes principals, memberships and permissions as somebody else would have. */
export class Hand {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  principal(row: Partial<PrincipalState> & { readonly name: string }, marked = false): PrincipalState {
    const { state } = this.#database;
    const made: PrincipalState = {
      id: state.nextId,
      type: "E",
      sid: null,
      authentication: 4,
      fixed: false,
      ownerId: null,
      ...row,
    };
    state.nextId += 1;
    state.principals.push(made);
    if (made.type !== "R") {
      this.permission({ granteeId: made.id, permission: "CONNECT" });
    }
    if (marked) {
      state.properties.push({ principalId: made.id, name: MARK, value: "payments" });
    }
    return made;
  }

  user(
    name: string,
    id: string,
    options: { readonly marked?: boolean; readonly roles?: readonly string[] } = {},
  ): PrincipalState {
    const made = this.principal({ name, sid: sidOf(id), type: name.startsWith("group") ? "X" : "E" }, options.marked);
    for (const role of options.roles ?? []) {
      this.member(role, made);
    }
    return made;
  }

  role(name: string, marked = false, ownerId = 1): PrincipalState {
    return this.principal({ name, type: "R", authentication: 0, ownerId }, marked);
  }

  member(role: string, member: PrincipalState): void {
    this.#database.state.members.push({ roleId: this.#database.principal(role).id, memberId: member.id });
  }

  schema(name: string, ownerId = 1): number {
    const { state } = this.#database;
    const id = Math.max(...state.schemas.map((row) => row.id)) + 1;
    state.schemas.push({ id, name, ownerId });
    return id;
  }

  permission(row: Partial<PermissionState> & { readonly granteeId: number; readonly permission: string }): void {
    this.#database.state.permissions.push({ class: 0, majorId: 0, minorId: 0, grantorId: 1, state: "G", ...row });
  }
}

/** What somebody may do, by name. */
export interface Seen {
  readonly sid: string | null;
  readonly type: string;
  readonly marked: boolean;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}

/** Everybody who is not the database's own, by name. */
export function look(database: Database): Readonly<Record<string, Seen>> {
  const { state } = database;
  const nameOf = (id: number) => state.principals.find((row) => row.id === id)?.name ?? `#${id}`;
  const scopeOf = (row: PermissionState): string => {
    if (row.class === 3) {
      return ` on schema ${state.schemas.find(({ id }) => id === row.majorId)?.name ?? "?"}`;
    }
    return row.class === 0 ? "" : ` on ${row.class}:${row.majorId}:${row.minorId}`;
  };
  return Object.fromEntries(
    state.principals
      .filter((row) => row.id > 4 && !row.fixed)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((row) => [
        row.name,
        {
          sid: row.sid,
          type: row.type,
          marked: state.properties.some((property) => property.principalId === row.id && property.name === MARK),
          roles: state.members
            .filter(({ memberId }) => memberId === row.id)
            .map(({ roleId }) => nameOf(roleId))
            .toSorted(),
          permissions: state.permissions
            .filter(({ granteeId }) => granteeId === row.id)
            .map((held) => `${held.state === "G" ? "" : `${held.state} `}${held.permission}${scopeOf(held)}`)
            .toSorted(),
        },
      ]),
  );
}
