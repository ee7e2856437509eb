// The roles of our own, defined once for an environment. Whoever can change a role's definition can give itself whatever
// the role is granted for: the pipeline cannot, so a changed definition is deployed by a person.
import type * as pulumi from "@pulumi/pulumi";
import {
  CUSTOM_ROLES,
  defineRole,
  type CustomRoleName,
  type RoleDefinitions,
  type RoleHome,
} from "../authorization/custom-role.ts";

/** Defines every role of our own in the environment's subscription. */
export function defineEnvironmentRoles(home: RoleHome, opts: pulumi.CustomResourceOptions): RoleDefinitions {
  return new Map(
    (Object.keys(CUSTOM_ROLES) as CustomRoleName[]).map((role) => [
      role,
      defineRole(`role-${role.toLowerCase().replaceAll(" ", "-")}`, role, home, opts),
    ]),
  );
}
