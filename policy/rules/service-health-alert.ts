// When Azure itself fails, the first hour goes into looking for one's own mistake.
import { best } from "../answers.ts";
import { controls } from "../controls.ts";
import { alertsOn } from "../logs.ts";
import type { StackRule } from "../rule.ts";

export const serviceHealthAlert: StackRule = {
  id: "service-health-alert",
  title: "Somebody hears of Azure's own incidents",
  severity: "low",
  controls: controls("monitoring", { cis: ["5.2"], mcsb: ["LT-3"] }),
  equals: [],
  appliesTo: ["monitor:ActivityLogAlert"],
  needs: {
    "monitor:ActivityLogAlert": [
      "condition.allOf.0.field",
      "condition.allOf.0.equals",
      "scopes",
      "actions.actionGroups",
    ],
  },
  settings: ["ownsSubscription"],
  help: "add a monitor.ActivityLogAlert with category ServiceHealth",
  checkStack: (stack, { settings }) => {
    if (!settings.ownsSubscription) return [];
    const alerts = stack.ofKind("monitor:ActivityLogAlert");
    return best(alerts.map((alert) => alertsOn(alert, "category", "ServiceHealth"))) === "no"
      ? [{ urn: "", message: "no activity log alert is raised by ServiceHealth" }]
      : [];
  },
};
