// An alert that never resolves is raised once, and never again.
import { controls } from "../controls.ts";
import { mustBeTrue } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const alertResolves: ResourceRule = {
  id: "alert-resolves",
  title: "Alerts resolve themselves",
  severity: "low",
  controls: controls("monitoring", { mcsb: ["LT-3"] }),
  equals: [],
  appliesTo: ["monitor:ScheduledQueryRule"],
  needs: { "monitor:ScheduledQueryRule": ["autoMitigate"] },
  help: "set autoMitigate to true (and leave muteActionsDuration away, the two exclude each other)",
  check: (alert) => mustBeTrue(alert, "autoMitigate"),
};
