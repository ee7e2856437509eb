// Who read which secret has an answer only if the vault's audit events were kept from the first day.
import { both } from "../answers.ts";
import { controls } from "../controls.ts";
import { mustHave } from "../expect.ts";
import { sendsLogs } from "../logs.ts";
import type { StackRule } from "../rule.ts";

export const vaultDiagnostics: StackRule = {
  id: "vault-diagnostics",
  title: "Every vault sends its audit events somewhere",
  severity: "high",
  controls: controls("auditLogging", { cis: ["5.1.5"], mcsb: ["LT-3"] }),
  equals: ["AZR-000119"],
  appliesTo: ["keyvault:Vault"],
  needs: {
    "monitor:DiagnosticSetting": ["resourceUri", "logs", "logs.0.enabled", "logs.0.categoryGroup", "workspaceId"],
  },
  help: "add a monitor.DiagnosticSetting on the vault with the category group audit or allLogs and a workspace",
  checkStack: (stack) =>
    mustHave(
      stack,
      ["keyvault:Vault"],
      ["monitor:DiagnosticSetting"],
      (setting, vault) => both(stack.refers(setting, "resourceUri", vault), sendsLogs(setting, "AuditEvent")),
      "the vault has no diagnostic setting that sends AuditEvent anywhere",
    ),
};
