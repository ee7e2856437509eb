// A person as administrator leaves one day, or is on holiday on the day; a group does not.
import { controls } from "../controls.ts";
import { mustBeText } from "../expect.ts";
import { get } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const sqlAdminGroup: ResourceRule = {
  id: "sql-admin-group",
  title: "SQL servers are administered by a group",
  severity: "medium",
  controls: controls("leastPrivilege", { mcsb: ["PA-7"] }),
  equals: [],
  appliesTo: ["sql:Server"],
  needs: { "sql:Server": ["administrators.principalType"] },
  help: "set administrators.principalType to Group and sid to a group's object id",
  check: (server) => {
    const administrators = get(server.props, "administrators");
    // A server that is administered through the child resource says nothing of the principal's type.
    if (administrators === undefined) return [];
    return mustBeText(server, "administrators.principalType", "Group");
  },
};
