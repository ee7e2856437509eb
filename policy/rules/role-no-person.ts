// A person's grant stays when the person moves on. Left away, the SDK writes "User", so it is always written.
import { controls } from "../controls.ts";
import { mustBeText } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const roleNoPerson: ResourceRule = {
  id: "role-no-person",
  title: "Roles go to workloads and groups, never to a person",
  severity: "high",
  controls: controls("leastPrivilege", { mcsb: ["PA-1", "PA-2"] }),
  equals: [],
  appliesTo: ["authorization:RoleAssignment"],
  needs: { "authorization:RoleAssignment": ["principalType"] },
  help: "set principalType to ServicePrincipal or Group; people are members of groups",
  check: (assignment) => mustBeText(assignment, "principalType", "ServicePrincipal", "Group"),
};
