// One row of the access matrix: who may do what on which object, and why.
import { applicationOf, type Principal, type PrincipalKind, type Principals } from "./principals.ts";
import type { Breadth } from "./objects.ts";
import type { ResourceRecord, Snapshot } from "../snapshot/records.ts";
import type { KnownRole } from "./role-names.ts";

/** What kind of access it is. */
export type Via =
  | "role assignment"
  | "declared certificate reader"
  | "contained database user"
  | "SQL administrator"
  | "sign-in"
  | "group membership"
  | "eligible membership"
  | "vault access policy";

export interface AccessRow {
  /** `payments/api`, `group payments-analysts`, `https://… repo:contoso/payments:environment:prod`. */
  readonly principal: string;
  readonly principalKind: PrincipalKind;
  /** Where the principal lives, if it belongs to one environment. */
  readonly principalEnvironment?: string;
  /** Object id of a group or person that belongs to no environment; two of one name are two. */
  readonly principalId?: string;
  /** Of a membership: object id of the group, where it belongs to no environment. */
  readonly groupId?: string;
  readonly stranger?: true;
  readonly everybody?: true;
  /** Azure's role, or what a database user may do. */
  readonly role: string;
  /** What it comes to inside a database. */
  readonly databaseRoles?: readonly string[];
  /** The role that is held only after asking for it. */
  readonly eligible?: string;
  /** The role hands out roles, or lets its holder do anything. */
  readonly wildcard?: true;
  /** What its holder can do with the public halves of keys in reach, without asking the vault and unseen by its log. */
  readonly byPublicKey?: readonly string[];
  /** An ABAC condition narrows it; its text where it is known. */
  readonly condition?: string;
  /** In words: `secret payments-prod-stripe-key in kv-payments-prod-80mg`. */
  readonly object: string;
  readonly breadth: Breadth;
  /** ARM id, or `server/database/schema`. */
  readonly scope: string;
  readonly via: Via;
  /** Of the object. */
  readonly application: string;
  readonly environment: string;
  readonly stack: string;
  readonly urn: string;
  /** `apps/payments.yaml:24`. */
  readonly why?: string;
}

/** The same access of `who`, a name or an id, whichever snapshot it was read from. */
export function accessKey(row: AccessRow, who: string): string {
  return JSON.stringify([
    row.environment,
    who,
    row.role,
    row.scope.toLowerCase(),
    row.condition === undefined ? "" : "under a condition",
    row.via,
  ]);
}

/** What is known of a stack while its rows are read. */
export interface Reading {
  readonly snapshot: Snapshot;
  readonly principals: Principals;
  readonly defined: ReadonlyMap<string, KnownRole>;
  readonly byUrn: ReadonlyMap<string, ResourceRecord>;
  /** Servers whose administrator a deployment sets. */
  readonly administered: ReadonlySet<string>;
}

/** What a reader of one kind of resource adds. */
type Rest = Pick<AccessRow, "role" | "object" | "breadth" | "scope" | "via"> & Partial<AccessRow>;

/** What every row has beside it. */
export function row(record: ResourceRecord, reading: Reading, principal: Principal, rest: Rest): AccessRow {
  const { snapshot, byUrn } = reading;
  return {
    principal: principal.label,
    principalKind: principal.kind,
    ...(principal.environment === undefined ? {} : { principalEnvironment: principal.environment }),
    ...(principal.id === undefined ? {} : { principalId: principal.id }),
    ...(principal.stranger ? { stranger: true } : {}),
    ...(principal.everybody ? { everybody: true } : {}),
    ...rest,
    application: applicationOf(record, byUrn),
    environment: snapshot.environment,
    stack: snapshot.stack,
    urn: record.urn,
    ...(record.origin === undefined ? {} : { why: `${record.origin.file}:${String(record.origin.line)}` }),
  };
}

/** Pulumi's name of the resource: what to look for in the program. */
export function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::") || urn;
}
