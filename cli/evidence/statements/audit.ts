// An audit trail from end to end: written by every vault and server, and kept.
import { controls } from "../../../policy/controls.ts";
import { fields, list, number, sameId, text } from "../../../text/values.ts";
import { each, type Statement } from "./statement.ts";

/** PCI DSS 4.0, 10.5.1: twelve months. */
const AUDIT_DAYS = 365;

export const AUDIT: readonly Statement[] = [
  {
    id: "audit-trail-of-vaults",
    title: "Every use of a vault is written to the log workspace",
    controls: controls("auditLogging", { cis: ["5.1.5"] }),
    about: "vault",
    evaluate: ({ resources }) =>
      each(resources, "keyvault:Vault", (vault) => {
        const setting = resources.find(
          (record) =>
            record.kind === "monitor:DiagnosticSetting" &&
            sameId(text(record.inputs["resourceUri"]) ?? "", vault.id ?? "-") &&
            text(record.props["workspaceId"]) !== undefined,
        );
        const categories = list(setting?.props["logs"] ?? setting?.inputs["logs"])
          .map(fields)
          .filter(({ enabled }) => enabled === true)
          .map(({ category, categoryGroup }) => text(categoryGroup) ?? text(category) ?? "?");
        const audits = categories.some((name) => /^(audit|alllogs|auditevent)$/i.test(name));
        return [audits, "diagnostic setting: logs to a workspace", categories.join(", ") || "not set"];
      }),
  },
  {
    id: "audit-trail-of-servers",
    title: "Every SQL server writes its audit to Azure Monitor",
    controls: controls("auditLogging", { cis: ["4.1.1"] }),
    about: "SQL server",
    evaluate: ({ resources }) =>
      each(resources, "sql:Server", (server) => {
        const policy = resources.find(
          (record) =>
            record.kind === "sql:ExtendedServerBlobAuditingPolicy" &&
            text(record.inputs["serverName"]) === text(server.inputs["serverName"]),
        );
        const state = text(policy?.props["state"]) ?? "not set";
        const toMonitor = policy?.props["isAzureMonitorTargetEnabled"] === true;
        return [
          state === "Enabled" && toMonitor,
          "auditing policy: state, isAzureMonitorTargetEnabled",
          `${state}, ${String(toMonitor)}`,
        ];
      }),
  },
  {
    id: "audit-is-kept",
    title: `The audit trail is kept for at least ${String(AUDIT_DAYS)} days`,
    controls: controls("auditLogging"),
    about: "log workspace",
    evaluate: ({ resources }) =>
      each(resources, "operationalinsights:Workspace", ({ props }) => {
        const days = number(props["retentionInDays"]) ?? 0;
        return [days >= AUDIT_DAYS, "retentionInDays", String(days)];
      }),
  },
];
