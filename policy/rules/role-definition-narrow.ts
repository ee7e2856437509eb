// A custom role with a wildcard, or that writes roles, asks for them or decides who approves, is an owner under another name.
import { items } from "../answers.ts";
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import { GRANTING } from "../permissions.ts";
import { tooWide } from "../roles.ts";
import { get, show } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const roleDefinitionNarrow: ResourceRule = {
  id: "role-definition-narrow",
  title: "Custom roles neither own everything nor hand out roles",
  severity: "critical",
  controls: controls("leastPrivilege", { mcsb: ["PA-7"] }),
  equals: ["CKV_AZURE_39", "AZU-0030"],
  appliesTo: ["authorization:RoleDefinition"],
  needs: {},
  refuses: { "authorization:RoleDefinition": ["permissions"] },
  help: "name the actions that the role is for",
  check: (role) =>
    (items(get(role.props, "permissions")) ?? []).flatMap((permission, index) => [
      ...tooWide(permission, "actions", "notActions", GRANTING).map((action) =>
        finding(
          role,
          `permissions.${index}.actions`,
          `permissions.${index}.actions has ${show(action)}, a role must not own everything or hand out roles`,
        ),
      ),
      ...tooWide(permission, "dataActions", "notDataActions", []).map((action) =>
        finding(
          role,
          `permissions.${index}.dataActions`,
          `permissions.${index}.dataActions has ${show(action)}, a role must name its actions`,
        ),
      ),
    ]),
};
