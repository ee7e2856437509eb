// A new firewall rule, or a policy that was taken away, is heard of at once or at the next audit.
import { best } from "../answers.ts";
import { controls } from "../controls.ts";
import { alertsOn } from "../logs.ts";
import type { StackRule } from "../rule.ts";

export const activityAlerts: StackRule = {
  id: "activity-alerts",
  title: "Somebody hears of changes to policy, network and firewall",
  severity: "medium",
  controls: controls("monitoring", { cis: ["5.2"], mcsb: ["LT-3"] }),
  equals: [],
  appliesTo: ["monitor:ActivityLogAlert"],
  needs: { "monitor:ActivityLogAlert": ["condition.allOf.1.anyOf", "scopes", "actions.actionGroups"] },
  settings: ["ownsSubscription", "alertOperations"],
  help: "add a monitor.ActivityLogAlert whose condition names the operations exactly, with a scope and an action group",
  checkStack: (stack, { settings }) => {
    if (!settings.ownsSubscription) return [];
    const alerts = stack.ofKind("monitor:ActivityLogAlert");
    return settings.alertOperations
      .filter((operation) => best(alerts.map((alert) => alertsOn(alert, "operationName", operation))) === "no")
      .map((operation) => ({ urn: "", message: `no activity log alert is raised by ${operation}` }));
  },
};
