// Whoever deploys this program creates role assignments, and so could make itself anything. The right to grant is
// therefore given in one place, here, and never without a condition: these roles only, to software or to groups only,
// and never to itself.
import type * as authorization from "../azure/authorization.ts";
import * as pulumi from "@pulumi/pulumi";
import { grant, type GrantOptions } from "./grant.ts";
import type { WorkloadGrantee } from "./grantee.ts";
import type { RoleRef } from "./roles.ts";

/** Source of the id: azure-docs, role-based-access-control/built-in-roles/privileged.md. */
const ROLE_BASED_ACCESS_CONTROL_ADMINISTRATOR: RoleRef = {
  roleName: "Role Based Access Control Administrator",
  roleId: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
};

/** Characters of a condition: 8 KB (azure-docs, includes/role-based-access-control/limits.md). */
const MAX_CONDITION_LENGTH = 8192;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface DelegationArgs {
  readonly to: WorkloadGrantee;
  /** ARM id below which it may grant. */
  readonly scope: string;
  readonly subscriptionId: string;
  /** To whom it may grant. */
  readonly granteesAre: PrincipalKind;
  /** What it may grant. */
  readonly roles: readonly RoleRef[];
}

/** Software or people, and never both: who could grant to a group that it is in would grant to itself. */
export type PrincipalKind = "ServicePrincipal" | "Group";

/** May grant `roles` to identities, or to groups, and never to itself. */
export function delegateGranting(name: string, args: DelegationArgs, opts: GrantOptions): authorization.RoleAssignment {
  return grant(
    name,
    {
      to: args.to,
      role: ROLE_BASED_ACCESS_CONTROL_ADMINISTRATOR,
      scope: args.scope,
      subscriptionId: args.subscriptionId,
      description: `Grants only: ${args.roles.map(({ roleName }) => roleName).join(", ")}`,
      condition: pulumi.output(args.to.principalId).apply((self) =>
        delegationCondition(
          args.roles.map(({ roleId }) => roleId),
          self,
          args.granteesAre,
        ),
      ),
    },
    opts,
  );
}

/**
 * The condition, in the form of azure-docs, role-based-access-control/delegate-role-assignments-examples.md: creating looks
 * at what is asked for (`@Request`), deleting at what is there (`@Resource`).
 */
export function delegationCondition(roleIds: readonly string[], self: string, granteesAre: PrincipalKind): string {
  if (roleIds.length === 0) throw new Error("delegation: roles: name at least one role that may be granted");
  const foreign = [...roleIds, self].find((id) => !GUID.test(id));
  if (foreign !== undefined) throw new Error(`delegation: "${foreign}" is no GUID`);

  const limits = (source: "@Request" | "@Resource"): string =>
    [
      `${source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${roleIds.join(", ")}}`,
      `${source}[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'${granteesAre}'}`,
      `${source}[Microsoft.Authorization/roleAssignments:PrincipalId] ForAnyOfAllValues:GuidNotEquals {${self}}`,
    ].join(" AND ");
  const action = (verb: "write" | "delete", source: "@Request" | "@Resource"): string =>
    `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${verb}'})) OR (${limits(source)}))`;

  const condition = `${action("write", "@Request")} AND ${action("delete", "@Resource")}`;
  if (condition.length > MAX_CONDITION_LENGTH) {
    throw new Error(
      `delegation: roles: the condition has ${String(condition.length)} characters, Azure allows ${String(MAX_CONDITION_LENGTH)}; name fewer roles`,
    );
  }
  return condition;
}
