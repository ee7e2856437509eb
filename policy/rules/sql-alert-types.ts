// An alert that was switched off because it was loud is the one that was needed.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import { isHidden, isList } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const sqlAlertTypes: ResourceRule = {
  id: "sql-alert-types",
  title: "SQL security alerts are all on",
  severity: "medium",
  controls: controls("monitoring", { mcsb: ["LT-1"] }),
  equals: ["CKV_AZURE_25", "AZU-0028"],
  appliesTo: ["sql:ServerSecurityAlertPolicy"],
  needs: {},
  refuses: { "sql:ServerSecurityAlertPolicy": ["disabledAlerts"] },
  help: "remove disabledAlerts",
  check: (policy) =>
    must(
      policy,
      "disabledAlerts",
      "empty",
      (alerts) =>
        // The portal writes a list with one empty text for "none".
        alerts === undefined || (isList(alerts) && alerts.every((alert) => alert === "" || isHidden(alert))),
    ),
};
