// A person's grant stays when the person moves on. Left away, the SDK writes "User", so it is always written.
import { controls } from "../controls.ts";
import { mustBeText } from "../expect.ts";
import { isPim } from "../kinds.ts";
import { get } from "../value.ts";
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
  // Privileged Identity Management takes no principalType; a person who is given one there is still found.
  check: (assignment) =>
    isPim(assignment.type, assignment.props) && get(assignment.props, "principalType") === undefined
      ? []
      : mustBeText(assignment, "principalType", "ServicePrincipal", "Group"),
};
