// A grant on a subscription covers the vaults that do not exist yet.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const roleScope: ResourceRule = {
  id: "role-scope",
  title: "Roles are assigned on a resource group or less",
  severity: "high",
  controls: controls("leastPrivilege", { mcsb: ["PA-7"] }),
  equals: [],
  appliesTo: ["authorization:RoleAssignment"],
  needs: { "authorization:RoleAssignment": ["scope"] },
  help: "set scope to the resource that the principal uses",
  check: (assignment) =>
    must(
      assignment,
      "scope",
      "the id of a resource group or of something in one",
      (scope) => typeof scope === "string" && /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.test(scope),
    ),
};
