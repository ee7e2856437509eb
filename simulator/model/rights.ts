// Who deploys is somebody. Without `caller.rights` a caller may do everything, as who tries a program out; with them each request
// is held to what the caller was given: actions of Resource Manager, by roles of the cloud at hand too, and rights in the directory.
import { BUILT_IN_ROLES } from "../../facts/built-in-roles.ts";
import type { Cloud } from "./cloud.ts";
import { AzureError, ProviderError } from "./errors.ts";
import { keyOf, lastSegment, resourceTypeOf, scopesOf, subscriptionOf } from "./ids.ts";
import { isObject, listAt, textAt, textsAt } from "./values.ts";

export interface Rights {
  /** Actions held on everything, such as `*` or `*\/read`; what roles of the cloud give comes on top. */
  readonly actions: readonly string[];
  /** Who is signed in to the directory. @default nobody who may do anything there */
  readonly directory?: {
    /** A person's token of `az login` carries no scopes of PIM, whatever the person holds (TF-azuread#1407, azure-cli#28854). */
    readonly kind: "person" | "application";
    /** Of a person: directory roles. Of an application: roles of Microsoft Graph. */
    readonly roles: readonly string[];
  };
}

/** What is asked of a caller here. */
export interface Somebody {
  readonly clientId: string;
  readonly objectId: string;
  readonly rights?: Rights;
}

const ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const DEFINITION = "azure-native:authorization:RoleDefinition";

const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  [BUILT_IN_ROLES.Owner]: ["*"],
  [BUILT_IN_ROLES.Reader]: ["*/read"],
  [BUILT_IN_ROLES["Role Based Access Control Administrator"]]: ["Microsoft.Authorization/roleAssignments/*", "*/read"],
};

/** What one polls after a write (azure-sdk-for-net#32411, #41151, #27331; azure-rest-api-specs#13700), below Microsoft.Sql/locations/. */
const POLLED: Readonly<Record<string, string>> = {
  "azure-native:sql:BackupShortTermRetentionPolicy": "shortTermRetentionPolicyAzureAsyncOperation",
  "azure-native:sql:LongTermRetentionPolicy": "longTermRetentionPolicyAzureAsyncOperation",
  "azure-native:sql:Server": "serverAzureAsyncOperation",
  "azure-native:sql:Database": "databaseAzureAsyncOperation",
  "azure-native:sql:FailoverGroup": "failoverGroupAzureAsyncOperation",
  "azure-native:sql:ServerSecurityAlertPolicy": "securityAlertPoliciesAzureAsyncOperation",
};

export type Verb = "read" | "write" | "delete";

/** Throws Azure's refusal where the caller does not hold the right. */
export function requireRight(cloud: Cloud, caller: Somebody, type: string, id: string, verb: Verb): void {
  if (caller.rights === undefined || type.startsWith("random:")) return;
  if (type.startsWith("azuread:")) requireInDirectory(cloud, caller, type, id, verb);
  else requireAction(cloud, caller, `${resourceTypeOf(id)}/${verb}`, id);
}

/** The write was taken; who may not look at how it goes on sees it fail. */
export function requirePolling(cloud: Cloud, caller: Somebody, type: string, id: string): void {
  const operation = POLLED[type];
  if (caller.rights === undefined || operation === undefined) return;
  const subscription = `/subscriptions/${subscriptionOf(id) ?? ""}`;
  requireAction(cloud, caller, `Microsoft.Sql/locations/${operation}/read`, subscription);
}

function requireAction(cloud: Cloud, caller: Somebody, action: string, id: string): void {
  const held = [...(caller.rights?.actions ?? []), ...actionsByRoles(cloud, caller, id)];
  if (held.some((pattern) => fits(pattern, action))) return;
  throw new AzureError(
    403,
    "AuthorizationFailed",
    `The client '${caller.clientId}' with object id '${caller.objectId}' does not have authorization to perform action '${action}' over scope '${id}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

function actionsByRoles(cloud: Cloud, caller: Somebody, id: string): string[] {
  return scopesOf(id)
    .flatMap((scope) => cloud.childrenOf(scope, ASSIGNMENT))
    .filter(({ properties }) => keyOf(textAt(properties, "principalId") ?? "") === keyOf(caller.objectId))
    .flatMap(({ properties }) => {
      const guid = lastSegment(textAt(properties, "roleDefinitionId") ?? "").toLowerCase();
      const definition = cloud.named(DEFINITION, guid);
      const own = listAt(definition?.properties, "permissions")
        .filter(isObject)
        .flatMap((permission) => textsAt(permission, "actions"));
      return [...(BUILT_IN[guid] ?? []), ...own];
    });
}

function fits(pattern: string, action: string): boolean {
  const escaped = pattern.toLowerCase().replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll("*", ".*")}$`).test(action.toLowerCase());
}

interface Needed {
  readonly application: readonly string[];
  /** Of an application that owns the group: one of these, or none at all where the list is empty. @default as everybody else's */
  readonly owner?: readonly string[];
  /** Directory roles; undefined: no person's token will do. */
  readonly person: readonly string[] | undefined;
}

const ADMINISTRATORS = ["Groups Administrator", "User Administrator", "Global Administrator"];
const WRITES_GROUPS = ["Group.ReadWrite.All", "Directory.ReadWrite.All"];

/** Microsoft Graph, by type and verb (TF-azuread#1725, #1064, #1281; azure-cli#26471). */
function needed(type: string, verb: Verb): Needed | undefined {
  const read = verb === "read";
  if (/:Group(WithoutMembers)?$/.test(type)) {
    if (read) return { application: ["Group.Read.All", ...WRITES_GROUPS], person: [] };
    // Who owns a group goes on with the right to make one (azuread's documentation of its groups).
    return { application: WRITES_GROUPS, owner: ["Group.Create"], person: ADMINISTRATORS };
  }
  if (type.endsWith(":GroupMember")) {
    if (read) return { application: ["GroupMember.Read.All", "Group.Read.All", ...WRITES_GROUPS], person: [] };
    // An owner needs no role (TF-azuread#909; its maintainers promise it to nobody).
    return { application: ["GroupMember.ReadWrite.All", ...WRITES_GROUPS], owner: [], person: ADMINISTRATORS };
  }
  const pim = type.endsWith(":GroupRoleManagementPolicy")
    ? "RoleManagementPolicy"
    : type.endsWith(":PrivilegedAccessGroupEligibilitySchedule")
      ? "PrivilegedEligibilitySchedule"
      : undefined;
  if (pim === undefined) return undefined;
  const application = [`${pim}.ReadWrite.AzureADGroup`, ...(read ? [`${pim}.Read.AzureADGroup`] : [])];
  return { application, person: undefined };
}

/** What reads a group as well; after its creation the provider asks for the owners (TF-azuread PR#1685). */
const READS_GROUPS = ["Group.Read.All", "Directory.Read.All", ...WRITES_GROUPS];

/** The group of an id: `/groups/{group}` itself, or `{group}/member/{member}`. Who makes one owns it. */
function isOwner(cloud: Cloud, { objectId }: Somebody, type: string, id: string): boolean {
  const member = type.endsWith(":GroupMember");
  const group = member ? cloud.principal(id.split("/")[0] ?? "") : cloud.get(id);
  if (group === undefined) return !member;
  return textsAt(group.properties, "owners").includes(objectId);
}

function requireInDirectory(cloud: Cloud, caller: Somebody, type: string, id: string, verb: Verb): void {
  const rights = needed(type, verb);
  if (rights === undefined) return;
  const { kind, roles = [] } = caller.rights?.directory ?? {};
  const may = (...names: readonly string[]): boolean => roles.some((role) => names.includes(role));
  if (kind === "application" && rights.owner !== undefined && isOwner(cloud, caller, type, id)) {
    if (rights.owner.length === 0) return;
    if (may(...rights.owner)) {
      if (may(...READS_GROUPS)) return;
      throw new ProviderError(
        `Could not retrieve owners for Group: unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied: Insufficient privileges to complete the operation.`,
      );
    }
  }
  const wanted = kind === "application" ? rights.application : rights.person;
  if (kind === "person" && wanted === undefined) {
    throw new ProviderError(
      `unexpected status 403 (403 Forbidden) with error: PermissionScopeNotGranted: Authorization failed due to missing permission scope ${rights.application.join(",")}.`,
    );
  }
  if (kind === "person" && wanted?.length === 0) return;
  if (kind !== undefined && may(...(wanted ?? []))) return;
  throw new ProviderError(
    "unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied: Insufficient privileges to complete the operation.",
  );
}
