// The policy alone sends nothing to a workspace: the events leave through a diagnostic setting on the database master.
import { both } from "../answers.ts";
import { controls } from "../controls.ts";
import { mustHave } from "../expect.ts";
import { sendsLogs } from "../logs.ts";
import { get } from "../value.ts";
import type { StackRule } from "../rule.ts";

export const sqlAuditDelivery: StackRule = {
  id: "sql-audit-delivery",
  title: "SQL audits reach the workspace",
  severity: "high",
  controls: controls("auditLogging", { cis: ["4.1.1"], mcsb: ["LT-3", "LT-5"] }),
  equals: [],
  appliesTo: ["sql:Server"],
  needs: {
    "monitor:DiagnosticSetting": ["resourceUri", "logs", "logs.0.enabled", "logs.0.category", "workspaceId"],
  },
  help: "add a monitor.DiagnosticSetting with SQLSecurityAuditEvents on the server's database master",
  checkStack: (stack) => {
    const sends = stack
      .ofKind("sql:ExtendedServerBlobAuditingPolicy")
      .filter((policy) => get(policy.props, "isAzureMonitorTargetEnabled") === true);
    return mustHave(
      stack,
      ["sql:Server"],
      ["monitor:DiagnosticSetting"],
      (setting, server) =>
        both(
          stack.refers(setting, "resourceUri", server, "/databases/master"),
          sendsLogs(setting, "SQLSecurityAuditEvents"),
        ),
      "the server's audit is sent to Azure Monitor, but no diagnostic setting on its database master sends SQLSecurityAuditEvents on",
    ).filter(({ urn }) =>
      sends.some((policy) =>
        stack
          .ofKind("sql:Server")
          .some((server) => server.urn === urn && stack.refers(policy, "serverName", server) === "yes"),
      ),
    );
  },
};
