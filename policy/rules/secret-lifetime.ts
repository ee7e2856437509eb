// An expiry ten years away is no expiry.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import { daysUntil } from "../time.ts";
import type { ResourceRule } from "../rule.ts";

export const secretLifetime: ResourceRule = {
  id: "secret-lifetime",
  title: "Secrets do not live longer than agreed",
  severity: "medium",
  controls: controls("keyLifecycle", { mcsb: ["DP-6"] }),
  equals: [],
  appliesTo: ["keyvault:Secret"],
  needs: {},
  shows: { "keyvault:Secret": ["properties.attributes.expires"] },
  settings: ["secretMaxDays"],
  help: "bring properties.attributes.expires nearer",
  check: (secret, { settings, now }) =>
    must(
      secret,
      "properties.attributes.expires",
      `at most ${settings.secretMaxDays} days from now`,
      (expires) => typeof expires !== "number" || daysUntil(expires, now) <= settings.secretMaxDays,
    ),
};
