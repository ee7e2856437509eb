// Azure accepts these names only; a wrong one fails in the middle of a deployment.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const sqlServerName: ResourceRule = {
  id: "sql-server-name",
  title: "SQL server names are Azure's and chosen by the program",
  severity: "low",
  controls: controls("configuration", { mcsb: ["AM-2"] }),
  equals: [],
  appliesTo: ["sql:Server"],
  needs: { "sql:Server": ["serverName"] },
  help: "name the server with 1 to 63 lowercase letters, digits and hyphens, no hyphen first or last",
  check: (server) =>
    must(
      server,
      "serverName",
      "1 to 63 lowercase letters, digits and hyphens, no hyphen first or last",
      (name) => typeof name === "string" && /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name),
    ),
};
