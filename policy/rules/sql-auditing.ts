// Who read the ledger has an answer only if it was written down.
import { best, both, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { mustHave } from "../expect.ts";
import { get, isText, sameText } from "../value.ts";
import type { StackRule } from "../rule.ts";

export const sqlAuditing: StackRule = {
  id: "sql-auditing",
  title: "SQL servers are audited",
  severity: "high",
  controls: controls("auditLogging", { cis: ["4.1.1"], mcsb: ["LT-3"] }),
  equals: ["CKV_AZURE_23", "AZU-0027", "AZR-000187"],
  appliesTo: ["sql:Server"],
  needs: { "sql:ExtendedServerBlobAuditingPolicy": ["serverName", "state", "isAzureMonitorTargetEnabled"] },
  help: "add an ExtendedServerBlobAuditingPolicy with state Enabled and isAzureMonitorTargetEnabled true",
  checkStack: (stack) =>
    mustHave(
      stack,
      ["sql:Server"],
      ["sql:ExtendedServerBlobAuditingPolicy"],
      (policy, server) =>
        both(
          stack.refers(policy, "serverName", server),
          both(
            holds(get(policy.props, "state"), (state) => sameText(state, "Enabled")),
            best([
              holds(get(policy.props, "isAzureMonitorTargetEnabled"), (enabled) => enabled === true),
              holds(get(policy.props, "storageEndpoint"), isText),
            ]),
          ),
        ),
      "the server has no auditing policy that is enabled and writes anywhere",
    ),
};
