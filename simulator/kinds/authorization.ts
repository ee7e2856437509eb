// Who may do what, and what may not be deleted.
import { BUILT_IN_ROLES } from "../../facts/built-in-roles.ts";
import { ageOf } from "../model/ages.ts";
import { AzureError } from "../model/errors.ts";
import { GUID, keyOf, lastSegment, subscriptionOf } from "../model/ids.ts";
import type { Cloud, Resource } from "../model/cloud.ts";
import type { Draft, Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { requireScope } from "../model/rules.ts";
import { isObject, listAt, textAt, textsAt, type Props } from "../model/values.ts";
import { DATA_OPERATIONS, OPERATIONS } from "./operations.ts";

export const ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const ROLE_DEFINITION = "azure-native:authorization:RoleDefinition";
const BUILT_IN: ReadonlySet<string> = new Set(Object.values(BUILT_IN_ROLES));

/** Role assignments per subscription (azure-docs: role-based-access-control limits). */
const MAX_ASSIGNMENTS = 4000;
export const authorizationKinds: readonly Kind[] = [
  {
    type: ROLE_ASSIGNMENT,
    path: "/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
    apiVersion: "2022-04-01",
    extension: true,
    autoName: "uuid",
    required: ["principalId", "roleDefinitionId"],
    // A role that changes is a PUT, not a replacement (pulumi-azure-native gen/replacement.go); Azure refuses it.
    replaceOn: ["principalId"],
    returned: ["scope"],
    outputs: ({ caller, existing, cloud, inputs }) => {
      const now = caller.now().toISOString();
      const known = cloud.principal(textAt(inputs, "principalId") ?? "");
      return {
        ...(known && { principalType: principalTypeOf(known.type) }),
        createdBy: caller.objectId,
        updatedBy: caller.objectId,
        createdOn: textAt(existing?.properties, "createdOn") ?? now,
        updatedOn: now,
      };
    },
    returns: (sent, { caller }) => ({
      ...sent,
      roleDefinitionId: inSubscription(textAt(sent, "roleDefinitionId") ?? "", textAt(sent, "scope") ?? "", caller),
    }),
    check: checkAssignment,
  },
  {
    type: ROLE_DEFINITION,
    path: "/{scope}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}",
    apiVersion: "2022-05-01-preview",
    extension: true,
    autoName: "uuid",
    spelled: definitionId,
    returns: roleAnswer,
    outputs: ({ caller, existing }) => {
      const now = caller.now().toISOString();
      return {
        createdBy: caller.objectId,
        updatedBy: caller.objectId,
        createdOn: textAt(existing?.properties, "createdOn") ?? now,
        updatedOn: now,
      };
    },
    check: ({ cloud, names, inputs }) => {
      requireScope(cloud, names["scope"] ?? "");
      requireGuid(names["roleDefinitionId"] ?? "", "role definition");
      checkOperations(inputs);
      const name = (textAt(inputs, "roleName") ?? "").toLowerCase();
      const twin = cloud
        .ofType(ROLE_DEFINITION)
        .find(
          (other) =>
            lastSegment(other.id).toLowerCase() !== (names["roleDefinitionId"] ?? "").toLowerCase() &&
            (textAt(other.properties, "roleName") ?? "").toLowerCase() === name,
        );
      if (name !== "" && twin) {
        throw new AzureError(
          409,
          "RoleDefinitionWithSameNameExists",
          `A custom role with the same name already exists in this directory. Use a different name. ('${twin.id}')`,
        );
      }
    },
    checkDelete: requireNoAssignments,
  },
  {
    type: "azure-native:authorization:ManagementLockByScope",
    path: "/{scope}/providers/Microsoft.Authorization/locks/{lockName}",
    apiVersion: "2020-05-01",
    extension: true,
    required: ["level"],
    check: ({ cloud, names }) => {
      requireScope(cloud, names["scope"] ?? "");
    },
  },
  {
    type: "azure-native:authorization:ManagementLockAtResourceGroupLevel",
    path: arm("Microsoft.Authorization/locks/{lockName}"),
    apiVersion: "2020-05-01",
    required: ["level"],
  },
];

/** A role that is named without a subscription comes back with the scope's (recorded). */
function inSubscription(role: string, scope: string, { subscriptionId }: { readonly subscriptionId: string }): string {
  if (!role.toLowerCase().startsWith("/providers/")) return role;
  return `/subscriptions/${subscriptionOf(scope) ?? subscriptionId}${role}`;
}

/** Wherever it may be assigned, a definition's id is the subscription's (recorded). */
function definitionId(id: string): string {
  return id.replace(/^(\/subscriptions\/[^/]+)\/.*(\/providers\/Microsoft\.Authorization\/roleDefinitions\/)/i, "$1$2");
}

/** Providers that Azure has and this program makes nothing of. */
const UNLISTED = [
  "microsoft.compute",
  "microsoft.storage",
  "microsoft.web",
  "microsoft.eventhub",
  "microsoft.eventgrid",
  "microsoft.operationalinsights",
  "microsoft.security",
  "microsoft.support",
  "microsoft.containerregistry",
  "microsoft.containerservice",
  "microsoft.documentdb",
  "microsoft.servicebus",
  "microsoft.automation",
  "microsoft.recoveryservices",
  "microsoft.policyinsights",
  "microsoft.management",
  "microsoft.cache",
  "microsoft.logic",
  "microsoft.datafactory",
  "microsoft.machinelearningservices",
];

/** The three other lists of a permission come back empty. */
function roleAnswer(sent: Props): Props {
  const permissions = listAt(sent, "permissions").map((permission) =>
    isObject(permission)
      ? { actions: [], notActions: [], dataActions: [], notDataActions: [], ...permission }
      : permission,
  );
  return { ...sent, permissions };
}

function requireGuid(name: string, what: string): void {
  if (GUID.test(name)) return;
  throw new AzureError(
    400,
    "InvalidRoleAssignmentId",
    `The ${what} ID '${name}' is not valid. The ${what} ID must be a GUID.`,
  );
}

/**
 * Azure refuses the whole role for one operation that no provider has: azure-docs issue 102571; for data actions, the code as
 * public logs have it.
 */
function checkOperations(inputs: Props): void {
  for (const permission of listAt(inputs, "permissions").filter(isObject)) {
    for (const name of [...textsAt(permission, "actions"), ...textsAt(permission, "notActions")]) {
      requireOperation(name, OPERATIONS, "InvalidActionOrNotAction");
    }
    for (const name of [...textsAt(permission, "dataActions"), ...textsAt(permission, "notDataActions")]) {
      requireOperation(name, DATA_OPERATIONS, "InvalidDataActionOrNotDataAction");
    }
  }
}

/** A `*` stands for any text, slashes included; something known must lie under it. */
function requireOperation(name: string, known: ReadonlySet<string>, code: string): void {
  const escaped = name.toLowerCase().replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  const pattern = new RegExp(`^${escaped.replaceAll("*", ".*")}$`);
  if ([...known].some((operation) => pattern.test(operation))) return;
  // Of a provider that Azure has, and of which no operation of this sort is listed here, they are taken as they come.
  const provider = `${name.split("/")[0]?.toLowerCase() ?? ""}/`;
  const listed = [...known].some((operation) => operation.startsWith(provider));
  const real =
    UNLISTED.includes(provider.slice(0, -1)) || [...OPERATIONS].some((operation) => operation.startsWith(provider));
  if (!listed && real) return;
  throw new AzureError(400, code, `'${name}' does not match any of the actions supported by the providers.`);
}

function checkAssignment(draft: Draft): void {
  const { cloud, id, inputs, names, existing } = draft;
  const scope = names["scope"] ?? "";
  requireScope(cloud, scope);
  requireGuid(names["roleAssignmentName"] ?? "", "role assignment");
  const role = textAt(inputs, "roleDefinitionId") ?? "";
  const principal = textAt(inputs, "principalId") ?? "";
  if (!GUID.test(lastSegment(role))) {
    throw new AzureError(400, "InvalidRoleDefinitionId", `The role definition ID '${role}' is not valid.`);
  }
  if (!GUID.test(principal)) {
    throw new AzureError(
      400,
      "InvalidPrincipalId",
      `A valid principal ID must be provided for role assignment, not '${principal}'.`,
    );
  }
  if (existing) {
    const changed = ["principalId", "roleDefinitionId"].filter(
      (key) => lastSegment(textAt(existing.properties, key) ?? "") !== lastSegment(textAt(inputs, key) ?? ""),
    );
    if (changed.length > 0) {
      throw new AzureError(
        400,
        "RoleAssignmentUpdateNotPermitted",
        `Tenant ID, application ID, principal ID, and scope are not allowed to be updated. (${changed.join(", ")} of ${lastSegment(id)})`,
      );
    }
  }
  const twin = cloud
    .childrenOf(scope, ROLE_ASSIGNMENT)
    .find(
      (other) =>
        keyOf(other.id) !== keyOf(id) &&
        textAt(other.properties, "principalId") === principal &&
        lastSegment(textAt(other.properties, "roleDefinitionId") ?? "").toLowerCase() ===
          lastSegment(role).toLowerCase(),
    );
  if (twin) {
    throw new AzureError(
      409,
      "RoleAssignmentExists",
      `The role assignment already exists. The ID of the existing role assignment is ${lastSegment(twin.id).replaceAll("-", "")}.`,
    );
  }
  if (!existing && cloud.count(ROLE_ASSIGNMENT) >= MAX_ASSIGNMENTS) {
    throw new AzureError(
      400,
      "RoleAssignmentLimitExceeded",
      `The number of role assignments for the subscription exceeds the maximum of ${MAX_ASSIGNMENTS}.`,
    );
  }
  if (!existing) checkDefinition(draft, role);
  checkPrincipal(draft, principal, textAt(inputs, "principalType"));
}

/** In the profile "strict": a role that is neither Azure's own nor defined, or not long enough ago (pulumi-azure#840, azure-docs#99810). */
function checkDefinition({ cloud, caller }: Draft, role: string): void {
  const guid = lastSegment(role).toLowerCase();
  if (BUILT_IN.has(guid) || caller.ages.roleDefinition === 0) return;
  const definition = cloud.named(ROLE_DEFINITION, guid);
  if (definition && ageOf(definition, caller) >= caller.ages.roleDefinition) return;
  throw new AzureError(
    400,
    "RoleDefinitionDoesNotExist",
    `The specified role definition with ID '${guid.replaceAll("-", "")}' does not exist.`,
  );
}

/** Wherever it is granted (ALZ-PowerShell-Module#143). */
function requireNoAssignments(definition: Resource, cloud: Cloud): void {
  const guid = lastSegment(definition.id).toLowerCase();
  const granted = cloud
    .ofType(ROLE_ASSIGNMENT)
    .some(({ properties }) => lastSegment(textAt(properties, "roleDefinitionId") ?? "").toLowerCase() === guid);
  if (!granted) return;
  throw new AzureError(
    400,
    "RoleDefinitionHasAssignments",
    "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments).",
  );
}

function checkPrincipal({ cloud, caller, existing }: Draft, principal: string, declared: string | undefined): void {
  const known = cloud.principal(principal);
  const needed = declared === undefined ? caller.ages.untypedPrincipal : caller.ages.principal;
  const young = known !== undefined && ageOf(known, caller) < needed;
  // Nobody can look up the type of a stranger; one whose type is given may have existed before.
  const stranger = known === undefined && declared === undefined && principal !== caller.objectId;
  if (!existing && (young || stranger)) {
    throw new AzureError(
      400,
      "PrincipalNotFound",
      `Principal ${principal.replaceAll("-", "")} does not exist in the directory ${caller.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype`,
    );
  }
  if (declared === undefined) return;
  const actual = known && principalTypeOf(known.type);
  if (actual !== undefined && actual !== declared) {
    throw new AzureError(
      400,
      "UnmatchedPrincipalType",
      `The PrincipalId '${principal.replaceAll("-", "")}' has type '${actual}' , which is different from specified PrinciaplType '${declared}'.`,
    );
  }
}

function principalTypeOf(type: string): string {
  if (/^azuread:.*:Group/.test(type)) return "Group";
  if (type.endsWith(":User")) return "User";
  return "ServicePrincipal";
}

/** Whether a principal holds a role on an id, at its scope or above. */
export function holdsRole(cloud: Cloud, principal: string, roleGuid: string, scopes: readonly string[]): boolean {
  return scopes.some((scope) =>
    cloud
      .childrenOf(scope, ROLE_ASSIGNMENT)
      .some(
        (assignment) =>
          textAt(assignment.properties, "principalId") === principal &&
          lastSegment(textAt(assignment.properties, "roleDefinitionId") ?? "").toLowerCase() === roleGuid,
      ),
  );
}
