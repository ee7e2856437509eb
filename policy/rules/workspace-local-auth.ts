// A workspace's key writes false logs, and reads nothing back to whom.
import { controls } from "../controls.ts";
import { mustBeTrue } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const workspaceLocalAuth: ResourceRule = {
  id: "workspace-local-auth",
  title: "Log workspaces take Entra tokens only",
  severity: "medium",
  controls: controls("centralIdentity", { mcsb: ["IM-1"] }),
  equals: [],
  appliesTo: ["operationalinsights:Workspace"],
  needs: { "operationalinsights:Workspace": ["features.disableLocalAuth"] },
  help: "set features.disableLocalAuth to true",
  check: (workspace) => mustBeTrue(workspace, "features.disableLocalAuth"),
};
