// Without an Entra administrator nobody can create contained users, and people fall back to logins.
import { best, both, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import { get, isText } from "../value.ts";
import type { StackRule } from "../rule.ts";

export const sqlEntraAdmin: StackRule = {
  id: "sql-entra-admin",
  title: "SQL servers have an Entra administrator",
  severity: "high",
  controls: controls("centralIdentity", { cis: ["4.1.4"], mcsb: ["IM-1"] }),
  equals: ["AZR-000188", "CKV2_AZURE_7"],
  appliesTo: ["sql:Server"],
  needs: { "sql:Server": ["administrators.login", "administrators.sid"] },
  help: "set administrators with login and sid of an Entra group",
  checkStack: (stack) =>
    stack.ofKind("sql:Server").flatMap((server) => {
      const administrator = best([
        both(
          holds(get(server.props, "administrators.login"), isText),
          holds(get(server.props, "administrators.sid"), isText),
        ),
        ...stack
          .ofKind("sql:ServerAzureADAdministrator")
          .map((child) => both(stack.refers(child, "serverName", server), holds(get(child.props, "sid"), isText))),
      ]);
      return administrator === "no"
        ? [
            finding(
              server,
              "administrators",
              "administrators names nobody by login and sid, the server needs an Entra administrator",
            ),
          ]
        : [];
    }),
};
