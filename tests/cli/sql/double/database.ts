// An Azure SQL database as far as users, roles and permissions go: it refuses what the real one refuses, with the same
// numbers, and is the stricter of the two wherever the reference leaves room.
import { DatabaseError } from "./error.ts";
import type { On, Statement } from "./reader.ts";
import { freshState, type PermissionState, type PrincipalState, type State } from "./state.ts";

const DBO = 1;
const fold = (name: string): string => name.trimEnd().toLowerCase();

export class Database {
  state: State;
  /** Who holds the reconcilers' lock, and who waits for it. */
  readonly #waiting: (() => void)[] = [];
  #locked = false;
  /** Principals under whose name somebody else holds the lock and does not let go. */
  readonly busyLocks = new Set<string>();

  constructor(state: State = freshState()) {
    this.state = state;
  }

  async takeLock(principal: string): Promise<number> {
    if (this.busyLocks.has(principal)) {
      return -1;
    }
    if (!this.#locked) {
      this.#locked = true;
      return 0;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return 1;
  }

  releaseLock(): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#locked = false;
    } else {
      next();
    }
  }

  /** Carries out what changes the state. */
  run(statement: Statement): void {
    switch (statement.kind) {
      case "create user":
        this.#createUser(statement.name, statement.sid, statement.type);
        return;
      case "create role":
        this.#vacant(statement.name);
        this.#add({ name: statement.name, type: "R", ownerId: this.principal(statement.owner).id });
        return;
      case "drop user":
        this.#drop(this.#typed(statement.name, (type) => type !== "R"));
        return;
      case "drop role":
        this.#dropRole(this.#typed(statement.name, (type) => type === "R"));
        return;
      case "add member":
        this.#addMember(statement.role, statement.member);
        return;
      case "drop member":
        this.#dropMember(statement.role, statement.member);
        return;
      case "grant":
        this.#grant(statement.permission, statement.on, this.principal(statement.to));
        return;
      case "revoke":
        this.#revoke(statement);
        return;
      default:
        throw new DatabaseError(102, `the double does not run "${statement.kind}" here`);
    }
  }

  /** EXEC sys.sp_addextendedproperty, for a user or role. */
  addProperty(args: {
    readonly name: string;
    readonly value: string;
    readonly type: string;
    readonly principal: string;
  }): void {
    const found = this.find(args.principal);
    if (args.type !== "USER" || found === undefined || found.fixed || found.id < 5) {
      throw new DatabaseError(
        15135,
        `Object is invalid. Extended properties are not permitted on '${args.principal}', or the object does not exist.`,
      );
    }
    if (this.state.properties.some((row) => row.principalId === found.id && row.name === args.name)) {
      throw new DatabaseError(
        15233,
        `Property cannot be added. Property '${args.name}' already exists for '${args.principal}'.`,
      );
    }
    this.state.properties.push({ principalId: found.id, name: args.name, value: args.value });
  }

  find(name: string): PrincipalState | undefined {
    return this.state.principals.find((row) => fold(row.name) === fold(name));
  }

  principal(name: string): PrincipalState {
    const found = this.find(name);
    if (found === undefined) {
      throw new DatabaseError(
        15151,
        `Cannot find the principal '${name}', because it does not exist or you do not have permission.`,
      );
    }
    return found;
  }

  #createUser(name: string, sid: string, type: string): void {
    this.#vacant(name);
    if (this.state.principals.some((row) => row.sid === sid)) {
      throw new DatabaseError(15063, "The login already has an account under a different user name.");
    }
    const user = this.#add({ name, type, sid, authentication: 4 });
    this.state.permissions.push({
      class: 0,
      majorId: 0,
      minorId: 0,
      granteeId: user.id,
      grantorId: DBO,
      permission: "CONNECT",
      state: "G",
    });
  }

  #add(row: { name: string; type: string; ownerId?: number; sid?: string; authentication?: number }): PrincipalState {
    const made = { id: this.state.nextId, sid: null, authentication: 0, fixed: false, ownerId: null, ...row };
    this.state.nextId += 1;
    this.state.principals.push(made);
    return made;
  }

  #vacant(name: string): void {
    if (name.length > 128) {
      throw new DatabaseError(103, "The identifier is too long. Maximum length is 128.");
    }
    if (this.find(name) !== undefined) {
      throw new DatabaseError(15023, `User, group, or role '${name}' already exists in the current database.`);
    }
  }

  #typed(name: string, fits: (type: string) => boolean): PrincipalState {
    const found = this.principal(name);
    if (!fits(found.type)) {
      throw new DatabaseError(15151, `Cannot drop '${name}', because it does not exist or you do not have permission.`);
    }
    if (found.fixed || found.id < 5) {
      throw new DatabaseError(15150, `Cannot drop '${name}'.`);
    }
    return found;
  }

  #dropRole(role: PrincipalState): void {
    if (this.state.members.some(({ roleId }) => roleId === role.id)) {
      throw new DatabaseError(15144, "The role has members. It must be empty before it can be dropped.");
    }
    this.#drop(role);
  }

  #drop({ id }: PrincipalState): void {
    const { state } = this;
    if (state.schemas.some(({ ownerId }) => ownerId === id)) {
      throw new DatabaseError(15138, "The database principal owns a schema in the database, and cannot be dropped.");
    }
    if ([...state.objects, ...state.principals].some(({ ownerId }) => ownerId === id)) {
      throw new DatabaseError(15183, "The database principal owns objects in the database and cannot be dropped.");
    }
    if (state.permissions.some(({ grantorId, granteeId }) => grantorId === id && granteeId !== id)) {
      throw new DatabaseError(
        15284,
        "The database principal has granted or denied permissions to objects in the database and cannot be dropped.",
      );
    }
    state.principals = state.principals.filter((row) => row.id !== id);
    state.members = state.members.filter((row) => row.memberId !== id);
    state.permissions = state.permissions.filter(
      (row) => row.granteeId !== id && !(row.class === 4 && row.majorId === id),
    );
    state.properties = state.properties.filter((row) => row.principalId !== id);
  }

  #addMember(roleName: string, memberName: string): void {
    const role = this.principal(roleName);
    const member = this.principal(memberName);
    if (role.type !== "R" || role.id === 0) {
      throw new DatabaseError(
        15151,
        `Cannot alter the role '${roleName}', because it does not exist or you do not have permission.`,
      );
    }
    if (member.fixed || member.id < 5) {
      throw new DatabaseError(15405, `Cannot use the special principal '${memberName}'.`);
    }
    if (!this.state.members.some((row) => row.roleId === role.id && row.memberId === member.id)) {
      this.state.members.push({ roleId: role.id, memberId: member.id });
    }
  }

  #dropMember(roleName: string, memberName: string): void {
    const role = this.principal(roleName);
    const member = this.principal(memberName);
    const left = this.state.members.filter((row) => row.roleId !== role.id || row.memberId !== member.id);
    if (left.length === this.state.members.length) {
      throw new DatabaseError(
        15151,
        `Cannot drop the principal '${memberName}', because it is no member of '${roleName}'.`,
      );
    }
    this.state.members = left;
  }

  #grant(permission: string, on: On, grantee: PrincipalState): void {
    const scope = this.#scope(on);
    if (grantee.fixed || grantee.id === DBO) {
      throw new DatabaseError(4617, "Cannot grant, deny or revoke permissions to or from special roles.");
    }
    const grantorId = this.#grantor(on);
    this.state.permissions = this.state.permissions.filter(
      (row) => !(same(row, permission, scope, grantee.id) && (row.state === "D" || row.grantorId === grantorId)),
    );
    this.state.permissions.push({ ...scope, granteeId: grantee.id, grantorId, permission, state: "G" });
  }

  #revoke(statement: Statement & { kind: "revoke" }): void {
    const scope = this.#scope(statement.on);
    const grantee = this.principal(statement.from);
    const grantorId = statement.as === undefined ? this.#grantor(statement.on) : this.principal(statement.as).id;
    const held = this.state.permissions.filter(
      (row) => same(row, statement.permission, scope, grantee.id) && row.grantorId === grantorId,
    );
    if (held.some(({ state }) => state === "W") && !statement.cascade) {
      throw new DatabaseError(4611, "To revoke or deny grantable privileges, specify the CASCADE option.");
    }
    this.state.permissions = this.state.permissions.filter(
      (row) =>
        !held.includes(row) &&
        !(statement.cascade && row.grantorId === grantee.id && row.permission === statement.permission),
    );
  }

  /** A grant by an administrator is recorded as one by whoever owns the thing. */
  #grantor(on: On): number {
    const schema = on.class === "SCHEMA" || on.class === "OBJECT" ? this.#schema(on.names[0]) : undefined;
    return schema?.ownerId ?? DBO;
  }

  #scope(on: On): { class: number; majorId: number; minorId: number } {
    switch (on.class) {
      case "DATABASE":
        return { class: 0, majorId: 0, minorId: 0 };
      case "SCHEMA":
        return { class: 3, majorId: this.#schema(on.names[0]).id, minorId: 0 };
      case "USER":
      case "ROLE":
        return { class: 4, majorId: this.principal(on.names[0] ?? "").id, minorId: 0 };
      case "OBJECT": {
        const schema = this.#schema(on.names[0]);
        const object = this.state.objects.find((row) => row.schemaId === schema.id && row.name === on.names[1]);
        const minorId = on.column === undefined ? 0 : (object?.columns.indexOf(on.column) ?? -1) + 1;
        if (object === undefined || (on.column !== undefined && minorId === 0)) {
          throw new DatabaseError(
            15151,
            `Cannot find the object '${on.names.join(".")}', because it does not exist or you do not have permission.`,
          );
        }
        return { class: 1, majorId: object.id, minorId };
      }
    }
  }

  #schema(name: string | undefined): State["schemas"][number] {
    const found = this.state.schemas.find((row) => fold(row.name) === fold(name ?? ""));
    if (found === undefined) {
      throw new DatabaseError(
        15151,
        `Cannot find the schema '${String(name)}', because it does not exist or you do not have permission.`,
      );
    }
    return found;
  }
}

function same(
  row: PermissionState,
  permission: string,
  scope: { class: number; majorId: number; minorId: number },
  granteeId: number,
): boolean {
  return (
    row.permission === permission &&
    row.class === scope.class &&
    row.majorId === scope.majorId &&
    row.minorId === scope.minorId &&
    row.granteeId === granteeId
  );
}
