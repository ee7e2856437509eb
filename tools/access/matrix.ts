// Who may do what, on which object, and which line of which manifest asks for it: the whole of a stack's access as rows, from
// a plan or from a state. A pure function, so that a reviewer, a check and a report cannot see different access.
import { rolesFor, type AccessLevel } from "../../components/sql/database-access.ts";
import { administratorOf, builtInAdministrator } from "./administrators.ts";
import { describe, scopeOf, type Breadth } from "./objects.ts";
import { applicationOf, labelOf, Principals, type Principal, type PrincipalKind } from "./principals.ts";
import type { ResourceRecord, Snapshot } from "./records.ts";
import { definedRoles, roleName, type KnownRole } from "./role-names.ts";
import { at, fields, list, order, text, texts } from "../values.ts";

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
  readonly stranger?: true;
  readonly everybody?: true;
  /** Azure's role, or what a database user may do. */
  readonly role: string;
  /** What it comes to inside a database. */
  readonly databaseRoles?: readonly string[];
  /** The role hands out roles, or lets its holder do anything. */
  readonly wildcard?: true;
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

export interface MatrixOptions {
  /** Object ids of groups, by the names that settings give them. */
  readonly groups?: Readonly<Record<string, string>>;
  /** Further stacks, whose identities are known, and whose access is not wanted. */
  readonly others?: readonly Snapshot[];
}

/** Every row of the stacks, in a stable order. */
export function accessMatrix(snapshots: readonly Snapshot[], options: MatrixOptions = {}): AccessRow[] {
  const known = [...snapshots, ...(options.others ?? [])];
  const principals = new Principals(known, options.groups);
  const defined = definedRoles(known);
  return snapshots
    .flatMap((snapshot) => rowsOf(snapshot, principals, defined))
    .sort((a, b) => order(sortKey(a), sortKey(b)));
}

const sortKey = (row: AccessRow): string =>
  [row.environment, row.stack, row.principal, row.object, row.role, row.scope, row.via].join("\0");

/** The same access, whichever snapshot it was read from. */
export function accessKey(row: AccessRow): string {
  return JSON.stringify([
    row.environment,
    row.principal,
    row.role,
    row.scope.toLowerCase(),
    row.condition === undefined ? "" : "under a condition",
    row.via,
  ]);
}

interface Reading {
  readonly snapshot: Snapshot;
  readonly principals: Principals;
  readonly defined: ReadonlyMap<string, KnownRole>;
  readonly byUrn: ReadonlyMap<string, ResourceRecord>;
  /** Servers whose administrator a deployment sets. */
  readonly administered: ReadonlySet<string>;
}

function rowsOf(snapshot: Snapshot, principals: Principals, defined: ReadonlyMap<string, KnownRole>): AccessRow[] {
  const byUrn = new Map(snapshot.resources.map((record) => [record.urn, record]));
  const administered = new Set(snapshot.resources.flatMap((record) => administratorOf(record)?.server ?? []));
  const reading: Reading = { snapshot, principals, defined, byUrn, administered };
  return snapshot.resources.flatMap((record) => rowsOfRecord(record, reading));
}

function rowsOfRecord(record: ResourceRecord, reading: Reading): AccessRow[] {
  switch (record.kind) {
    case "authorization:RoleAssignment":
      return [roleAssignment(record, reading)];
    case "strongroom:vault:CertificateReader":
      return [certificateReader(record, reading)];
    case "strongroom:sql:DatabaseUser":
      return [databaseUser(record, reading)];
    case "managedidentity:FederatedIdentityCredential":
      return [signIn(record, reading)];
    case "azuread:ApplicationFederatedIdentityCredential":
      return [signIn(record, reading)];
    case "azuread:GroupMember":
      return [membership(record, reading, "groupObjectId", "memberObjectId", "group membership")];
    case "azuread:PrivilegedAccessGroupEligibilitySchedule":
      return [membership(record, reading, "groupId", "principalId", "eligible membership")];
    case "azuread:PrivilegedAccessGroupAssignmentSchedule":
      return [membership(record, reading, "groupId", "principalId", "group membership")];
    case "keyvault:Vault":
      return accessPolicies(record, reading);
    case "sql:Server":
    case "sql:ServerAzureADAdministrator":
    case "resources:Deployment":
      return administrator(record, reading);
    default:
      return [];
  }
}

type Rest = Pick<AccessRow, "role" | "object" | "breadth" | "scope" | "via"> & Partial<AccessRow>;

function row(record: ResourceRecord, reading: Reading, principal: Principal, rest: Rest): AccessRow {
  const { snapshot, byUrn } = reading;
  return {
    principal: principal.label,
    principalKind: principal.kind,
    ...(principal.environment === undefined ? {} : { principalEnvironment: principal.environment }),
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

function roleAssignment(record: ResourceRecord, reading: Reading): AccessRow {
  const { props, inputs } = record;
  const scope = text(props["scope"]) ?? text(inputs["scope"]);
  const definition = text(props["roleDefinitionId"]) ?? text(inputs["roleDefinitionId"]);
  const role =
    definition === undefined
      ? (text(props["roleDefinitionName"]) ?? "a role that is not known yet")
      : roleName(definition, reading.defined);
  const place = scope === undefined ? undefined : scopeOf(scope);
  const wildcard = [...reading.defined.values()].some((known) => known.name === role && known.wildcard);
  return row(record, reading, reading.principals.of(record, "principalId"), {
    role,
    ...(wildcard ? { wildcard: true } : {}),
    ...conditionOf(record),
    object: place === undefined ? `a scope that is not known yet, see ${record.name}` : describe(place),
    breadth: place?.breadth ?? "object",
    scope: scope ?? record.urn,
    via: "role assignment",
  });
}

function conditionOf({ props, inputs }: ResourceRecord): Pick<AccessRow, "condition"> {
  const condition = props["condition"] ?? inputs["condition"];
  if (condition === undefined || condition === null || condition === "") return {};
  return { condition: text(condition) ?? "not known yet" };
}

function certificateReader(record: ResourceRecord, reading: Reading): AccessRow {
  const scope = text(record.props["scope"]) ?? record.urn;
  return row(record, reading, reading.principals.of(record, "principalId"), {
    role: text(record.props["role"]) ?? "?",
    object: describe(scopeOf(scope)),
    breadth: "object",
    scope,
    via: "declared certificate reader",
  });
}

function databaseUser(record: ResourceRecord, reading: Reading): AccessRow {
  const { props } = record;
  const server = text(props["server"]) ?? "?";
  const database = text(props["database"]) ?? "?";
  const schema = text(props["schema"]);
  const level = text(props["level"]) ?? "?";
  const userName = text(props["userName"]) ?? record.name;
  const known = props["kind"] === "group" ? reading.principals.byId(text(props["principal"]) ?? "") : undefined;
  const named = known ?? reading.principals.identityCalled(userName);
  const application = applicationOf(record, reading.byUrn);
  const suffix = schema === undefined ? "" : ` schema ${schema}`;
  return row(record, reading, named ?? { ...reading.principals.of(record, "principal"), label: userName }, {
    role: level,
    ...databaseRolesOf(level, schema),
    object: `database ${application}/${database}${suffix}`,
    breadth: schema === undefined ? "resource" : "object",
    scope: [server, database, ...(schema === undefined ? [] : [schema])].join("/"),
    via: "contained database user",
  });
}

const LEVELS: readonly string[] = ["read", "readWrite", "execute", "migrate"] satisfies readonly AccessLevel[];

function databaseRolesOf(level: string, schema: string | undefined): Pick<AccessRow, "databaseRoles"> {
  if (!LEVELS.includes(level) || (level === "migrate" && schema !== undefined)) return {};
  const access = { level: level as AccessLevel, ...(schema === undefined ? {} : { schema }) };
  return { databaseRoles: rolesFor(access).map(({ name }) => name) };
}

/** Who outside Azure may become an identity: access like any other. */
function signIn(record: ResourceRecord, reading: Reading): AccessRow {
  const issuer = text(record.props["issuer"]) ?? "an issuer that is not known yet";
  const subject = text(record.props["subject"]) ?? "a subject that is not known yet";
  const name = text(record.props["resourceName"]) ?? text(record.inputs["resourceName"]);
  const [source] = record.madeOf["resourceName"] ?? [];
  const identity =
    (name === undefined ? undefined : reading.principals.identityCalled(name)) ??
    (source === undefined ? undefined : reading.principals.byUrn(source));
  const into = identity?.label ?? name ?? labelOf(record, reading.byUrn);
  const principal: Principal = { label: `${subject} of ${issuer}`, kind: "federated" };
  return row(record, reading, principal, {
    role: "signs in as",
    object: `identity ${into}`,
    breadth: "object",
    scope: record.id ?? `${into}/${text(record.props["name"]) ?? record.name}`,
    via: "sign-in",
  });
}

function membership(
  record: ResourceRecord,
  reading: Reading,
  groupKey: string,
  memberKey: string,
  via: "group membership" | "eligible membership",
): AccessRow {
  const group = reading.principals.of(record, groupKey);
  const owner = record.props["assignmentType"] === "owner" ? "owner" : "member";
  const member = reading.principals.of(record, memberKey);
  return row(record, reading, declaredGroup(record, member, reading), {
    role: via === "eligible membership" ? `may ask to be ${owner}` : owner,
    object: group.label,
    breadth: "object",
    scope: group.label,
    via,
  });
}

/** Who may ask for access is a group that settings or a manifest name by its id. */
function declaredGroup(record: ResourceRecord, member: Principal, { byUrn }: Reading): Principal {
  const parent = byUrn.get(record.parent ?? "");
  if (member.stranger !== true || parent?.type !== "strongroom:identity:AccessGroup") return member;
  return { label: member.label.replace(/^\w+/, "group"), kind: "group" };
}

/** The model that this program never uses, read all the same: a foreign vault may. */
function accessPolicies(record: ResourceRecord, reading: Reading): AccessRow[] {
  const properties = fields(record.props["properties"]);
  if (properties["enableRbacAuthorization"] === true) return [];
  const name = text(record.props["vaultName"]) ?? text(record.props["name"]) ?? record.name;
  return list(properties["accessPolicies"]).flatMap((policy) => {
    const rights = Object.entries(fields(fields(policy)["permissions"])).flatMap(([kind, granted]) =>
      texts(granted).map((right) => `${kind} ${right}`),
    );
    const id = text(fields(policy)["objectId"]);
    const principal: Principal =
      (id === undefined ? undefined : reading.principals.byId(id)) ??
      ({
        label: `unknown ${id ?? "principal"}`,
        kind: "unknown",
        ...(id === undefined ? {} : { stranger: true }),
      } as const);
    return [
      row(record, reading, principal, {
        role: `access policy: ${rights.sort(order).join(", ")}`,
        object: `vault ${name}`,
        breadth: "resource",
        scope: record.id ?? name,
        via: "vault access policy",
      }),
    ];
  });
}

function administrator(record: ResourceRecord, reading: Reading): AccessRow[] {
  const own = administratorOf(record);
  const found = own ?? builtInAdministrator(record, reading.administered);
  if (found === undefined) return [];
  const { server, login, id } = found;
  const type = text(at(record.props, "administrators.principalType"));
  const kind: PrincipalKind = type === "User" ? "person" : "group";
  const named = (id === undefined ? undefined : reading.principals.byId(id)) ?? { label: `${kind} ${login}`, kind };
  return [
    row(record, reading, named, {
      role: "SQL administrator",
      object: `server ${server}`,
      breadth: "resource",
      scope: server,
      via: "SQL administrator",
    }),
  ];
}
