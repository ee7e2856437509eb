// Incidents are found after months. 0 means for ever to Azure, but scanners count it as none, so a number is written.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const sqlAuditRetention: ResourceRule = {
  id: "sql-audit-retention",
  title: "SQL audits are kept longer than 90 days",
  severity: "medium",
  controls: controls("auditLogging", { mcsb: ["LT-6"] }),
  equals: ["CKV_AZURE_24"],
  appliesTo: ["sql:ExtendedServerBlobAuditingPolicy"],
  needs: { "sql:ExtendedServerBlobAuditingPolicy": ["retentionDays"] },
  settings: ["auditMinDays"],
  help: "set retentionDays to more than 90",
  check: (policy, { settings }) =>
    must(
      policy,
      "retentionDays",
      `at least ${settings.auditMinDays}`,
      (days) => typeof days === "number" && days >= settings.auditMinDays,
    ),
};
