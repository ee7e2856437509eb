// A query every minute costs the most and sees half-arrived logs.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import { durationDays } from "../time.ts";
import type { ResourceRule } from "../rule.ts";

export const alertFrequency: ResourceRule = {
  id: "alert-frequency",
  title: "Log alerts are not evaluated every minute",
  severity: "low",
  controls: controls("monitoring", { mcsb: ["LT-3"] }),
  equals: [],
  appliesTo: ["monitor:ScheduledQueryRule"],
  needs: { "monitor:ScheduledQueryRule": ["evaluationFrequency"] },
  help: "set evaluationFrequency to PT5M or longer",
  check: (alert) =>
    must(
      alert,
      "evaluationFrequency",
      "a duration longer than PT1M",
      (every) => typeof every === "string" && (durationDays(every) ?? 0) * 24 * 60 > 1,
    ),
};
