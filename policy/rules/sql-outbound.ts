// A database that may call any address can be made to send its content there.
import { controls } from "../controls.ts";
import { mustBeText } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const sqlOutbound: ResourceRule = {
  id: "sql-outbound",
  title: "SQL servers call nobody who is not named",
  severity: "medium",
  controls: controls("networkIsolation", { mcsb: ["NS-2"] }),
  equals: [],
  appliesTo: ["sql:Server"],
  needs: { "sql:Server": ["restrictOutboundNetworkAccess"] },
  help: "set restrictOutboundNetworkAccess to Enabled and name what it may reach with outbound firewall rules",
  check: (server) => mustBeText(server, "restrictOutboundNetworkAccess", "Enabled"),
};
