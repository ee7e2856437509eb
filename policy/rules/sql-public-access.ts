// A database that answers on the internet is guarded by its logins alone.
import { controls } from "../controls.ts";
import { mustBeText } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const sqlPublicAccess: ResourceRule = {
  id: "sql-public-access",
  title: "SQL servers do not answer on the internet",
  severity: "critical",
  controls: controls("networkIsolation", { mcsb: ["NS-2"] }),
  equals: ["CKV_AZURE_113", "AZU-0022"],
  appliesTo: ["sql:Server"],
  needs: { "sql:Server": ["publicNetworkAccess"] },
  help: "set publicNetworkAccess to Disabled and give the server a private endpoint",
  check: (server) => mustBeText(server, "publicNetworkAccess", "Disabled"),
};
