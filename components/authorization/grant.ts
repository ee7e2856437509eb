// One grant: one role, to one principal, on one object. Azure refuses a second assignment that says the same; a name made
// of what it says makes that, and an edit in place, impossible to get wrong.
import * as authorization from "../azure/authorization.ts";
import * as pulumi from "@pulumi/pulumi";
import { assignmentName } from "./assignment-name.ts";
import { patiently } from "../replication/replication.ts";
import type { Grantee } from "./grantee.ts";
import { roleDefinitionId, type RoleName, type RoleRef } from "./roles.ts";

export interface GrantArgs {
  readonly to: Grantee;
  /** One of Azure's roles by its name, or one of our own. */
  readonly role: RoleName | RoleRef;
  /** ARM id of the one object. */
  readonly scope: pulumi.Input<string>;
  readonly subscriptionId: string;
  /** Why the grant exists, for who reads it in the portal. At most 1,024 characters. */
  readonly description?: string;
  /** An ABAC expression that narrows the grant (version 2.0 of the language). */
  readonly condition?: pulumi.Input<string>;
}

/** Resources that it waits for stand in a list, to which its role's definition is added. */
export type GrantOptions = Omit<pulumi.CustomResourceOptions, "dependsOn"> & {
  dependsOn?: pulumi.Resource[];
};

/**
 * Grants a role. A change of principal, role or scope makes another assignment; it never edits one in place. It waits for the
 * role's definition, and goes before it: Azure refuses a grant of what is not defined, and to delete what is still granted.
 */
export function grant(name: string, args: GrantArgs, opts: GrantOptions): authorization.RoleAssignment {
  const roleId = roleDefinitionId(args.subscriptionId, args.role);
  const definition = typeof args.role === "string" ? undefined : args.role.definition;
  return new authorization.RoleAssignment(
    name,
    {
      roleAssignmentName: pulumi
        .all([args.scope, args.to.principalId])
        .apply(([scope, principal]) => assignmentName(scope, principal, roleId)),
      scope: args.scope,
      principalId: args.to.principalId,
      principalType: args.to.principalType,
      roleDefinitionId: roleId,
      ...(args.description === undefined ? {} : { description: args.description }),
      ...(args.condition === undefined ? {} : { condition: args.condition, conditionVersion: "2.0" }),
    },
    patiently({ ...opts, dependsOn: [...(opts.dependsOn ?? []), ...(definition === undefined ? [] : [definition])] }),
  );
}
