// An alert that goes to nobody is a log line.
import { anyItem, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import { get } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const sqlAlertRecipients: ResourceRule = {
  id: "sql-alert-recipients",
  title: "SQL security alerts go to somebody",
  severity: "medium",
  controls: controls("monitoring", { mcsb: ["IR-2"] }),
  equals: ["CKV_AZURE_26", "AZU-0018"],
  appliesTo: ["sql:ServerSecurityAlertPolicy"],
  needs: { "sql:ServerSecurityAlertPolicy": ["emailAddresses"] },
  help: "name at least one address in emailAddresses",
  check: (policy) =>
    anyItem(get(policy.props, "emailAddresses"), (address) =>
      holds(address, (text) => typeof text === "string" && text.includes("@")),
    ) === "no"
      ? [finding(policy, "emailAddresses", "emailAddresses names nobody")]
      : [],
};
