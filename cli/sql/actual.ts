// The catalog, indexed the way the comparison asks: by name as the database compares names, by SID, by owner.
import { printable } from "../../text/printable.ts";
import { DBO, LAST_SYSTEM_PRINCIPAL, type Catalog, type Permission, type Principal } from "./catalog.ts";
import { fold } from "./quote.ts";
import type { Securable } from "./statements.ts";

/** Users of Entra: `E` user or application, `X` group. */
const ENTRA_TYPES = new Set(["E", "X"]);

/** Something that belongs to a principal. */
export interface Owned {
  readonly kind: "schema" | "object" | "role";
  /** In words: `owns schema sales: …`. */
  readonly what: string;
}

export class Actual {
  readonly catalog: Catalog;
  readonly #byId: ReadonlyMap<number, Principal>;
  readonly #byName: ReadonlyMap<string, Principal>;
  readonly #schemasByName: ReadonlyMap<string, string>;
  readonly #schemasById: ReadonlyMap<number, string>;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    this.#byId = new Map(catalog.principals.map((principal) => [principal.id, principal]));
    this.#byName = new Map(catalog.principals.map((principal) => [fold(principal.name), principal]));
    this.#schemasByName = new Map(catalog.schemas.map((schema) => [fold(schema.name), schema.name]));
    this.#schemasById = new Map(catalog.schemas.map((schema) => [schema.id, schema.name]));
  }

  named(name: string): Principal | undefined {
    return this.#byName.get(fold(name));
  }

  withSid(sid: string): readonly Principal[] {
    return this.catalog.principals.filter((principal) => principal.sid === sid);
  }

  /** The schema as the database spells it. */
  schema(name: string): string | undefined {
    return this.#schemasByName.get(fold(name));
  }

  /** Users that we made: of Entra and marked. A mark on anything else is not ours. */
  get ownUsers(): readonly Principal[] {
    return this.catalog.principals.filter((principal) => this.isOwnUser(principal));
  }

  isOwnUser(principal: Principal): boolean {
    return principal.marked && ENTRA_TYPES.has(principal.type) && principal.id > LAST_SYSTEM_PRINCIPAL;
  }

  get ownRoles(): readonly Principal[] {
    return this.catalog.principals.filter((principal) => this.isOwnRole(principal));
  }

  isOwnRole(principal: Principal): boolean {
    return principal.marked && principal.type === "R" && !principal.fixed && principal.id > LAST_SYSTEM_PRINCIPAL;
  }

  /** Members of a role that are neither ours nor about to be. */
  strangersIn(role: Principal, kept: ReadonlySet<number>): readonly Principal[] {
    return this.membersOf(role).filter(
      (member) => !kept.has(member.id) && !this.isOwnUser(member) && !this.isOwnRole(member),
    );
  }

  get foreignUsers(): readonly Principal[] {
    return this.catalog.principals.filter(
      (principal) => ENTRA_TYPES.has(principal.type) && principal.id > LAST_SYSTEM_PRINCIPAL && !principal.marked,
    );
  }

  rolesOf(member: Principal): readonly Principal[] {
    return this.#principals(
      this.catalog.members.filter(({ memberId }) => memberId === member.id).map((row) => row.roleId),
    );
  }

  membersOf(role: Principal): readonly Principal[] {
    return this.#principals(this.catalog.members.filter(({ roleId }) => roleId === role.id).map((row) => row.memberId));
  }

  permissionsOf(grantee: Principal): readonly Permission[] {
    return this.catalog.permissions.filter(({ granteeId }) => granteeId === grantee.id);
  }

  /** Who granted it, by name, where that was not dbo. */
  grantorOf(permission: Permission): string | undefined {
    return permission.grantorId === DBO ? undefined : this.#byId.get(permission.grantorId)?.name;
  }

  /** Where a permission holds, in words that a statement understands; undefined for a class that we do not handle. */
  securableOf(permission: Permission): Securable | undefined {
    switch (permission.class) {
      case 0:
        return { kind: "database" };
      case 1: {
        const { schemaName: schema, objectName: object, columnName: column } = permission;
        if (schema === undefined || object === undefined) {
          return undefined;
        }
        return { kind: "object", schema, object, ...(column === undefined ? {} : { column }) };
      }
      case 3: {
        const schema = this.#schemasById.get(permission.majorId);
        return schema === undefined ? undefined : { kind: "schema", schema };
      }
      case 4: {
        const principal = this.#byId.get(permission.majorId);
        // An application role is addressed in a third way, and ours are none.
        return principal === undefined || principal.type === "A"
          ? undefined
          : { kind: principal.type === "R" ? "role" : "user", name: principal.name };
      }
      default:
        return undefined;
    }
  }

  /** What belongs to this principal, each with the way to give it to somebody else. */
  owned(principal: Principal): readonly Owned[] {
    const owns = ({ ownerId }: { readonly ownerId: number | undefined }) => ownerId === principal.id;
    const roles = this.catalog.principals.filter((other) => owns(other) && other.id !== principal.id);
    return [
      ...this.catalog.schemas.filter(owns).map(({ name }) => ({
        kind: "schema" as const,
        what: `owns schema ${printable(name)}: give it to dbo with ALTER AUTHORIZATION ON SCHEMA::…, then grant anew what that drops`,
      })),
      ...this.catalog.ownedObjects.filter(owns).map(({ name }) => ({
        kind: "object" as const,
        what: `owns object ${printable(name)}: give it away with ALTER AUTHORIZATION`,
      })),
      ...roles.map(({ name }) => ({
        kind: "role" as const,
        what: `owns role ${printable(name)}: give it away with ALTER AUTHORIZATION ON ROLE::…`,
      })),
    ];
  }

  /** Why SQL would refuse to drop this principal, each reason with the way out. */
  obstaclesToDrop(principal: Principal): readonly string[] {
    const name = printable(principal.name);
    const reasons = this.owned(principal).map(({ what }) => `${name} ${what}`);
    if (this.passedOn(principal).length > 0) {
      reasons.push(`${name} granted permissions to others: revoke them, or grant them as somebody else`);
    }
    return reasons;
  }

  /** What others have from this principal. */
  passedOn(principal: Principal): readonly Permission[] {
    return this.catalog.permissions.filter(
      ({ grantorId, granteeId }) => grantorId === principal.id && granteeId !== principal.id,
    );
  }

  #principals(ids: readonly number[]): readonly Principal[] {
    return ids.flatMap((id) => this.#byId.get(id) ?? []);
  }
}
