// Owner and its kin can undo every other rule. Who only delegates may do so under a condition that names the roles.
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import { roleGuid, roleName } from "../role-names.ts";
import { delegatesUnderCondition, GRANTING_ROLES } from "../roles.ts";
import { get, isHidden, show } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const roleAllowed: ResourceRule = {
  id: "role-allowed",
  title: "Only agreed roles are assigned",
  severity: "critical",
  controls: controls("leastPrivilege", { mcsb: ["PA-1", "PA-7"] }),
  equals: [],
  appliesTo: ["authorization:RoleAssignment"],
  needs: { "authorization:RoleAssignment": ["roleDefinitionId"] },
  settings: ["allowedRoles", "forbiddenRoles"],
  help: "assign the narrowest role on the narrowest scope; to delegate, use a condition of version 2.0 that lets only named, narrow roles through",
  check: (assignment, { settings }) => {
    const path = "roleDefinitionId";
    const value = get(assignment.props, path) ?? get(assignment.props, "roleDefinitionName");
    if (isHidden(value)) return [];
    const guid = typeof value === "string" ? roleGuid(value) : undefined;
    if (guid === undefined) return [finding(assignment, path, `${path} is ${show(value)}, it must name a role`)];
    const among = (roles: readonly string[]) => roles.some((role) => roleGuid(role) === guid);
    // By what a role permits, too: whoever hands out roles is an owner, whatever the role is called.
    const unwanted = settings.forbiddenRoles.flatMap((role) => roleGuid(role) ?? []);
    const wide = among(settings.forbiddenRoles) || GRANTING_ROLES.includes(guid);
    if (wide && !delegatesUnderCondition(assignment, guid, unwanted)) {
      return [finding(assignment, path, `${path} is the role ${show(roleName(guid))}, which must not be assigned`)];
    }
    if (settings.allowedRoles.length === 0 || among(settings.allowedRoles)) return [];
    return [
      finding(assignment, path, `${path} is the role ${show(roleName(guid))}, which is not among the allowed ones`),
    ];
  },
};
