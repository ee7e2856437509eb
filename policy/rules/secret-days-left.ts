// A secret that ends before its near-expiry event was handled stops its application.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import { daysUntil } from "../time.ts";
import type { ResourceRule } from "../rule.ts";

export const secretDaysLeft: ResourceRule = {
  id: "secret-days-left",
  title: "Secrets are renewed well before they end",
  severity: "low",
  controls: controls("keyLifecycle", { mcsb: ["DP-6"] }),
  equals: [],
  appliesTo: ["keyvault:Secret"],
  needs: {},
  shows: { "keyvault:Secret": ["properties.attributes.expires"] },
  settings: ["secretMinDaysLeft"],
  // The program's expiry is that of the first version; the rotator's later ones are the vault's to tell.
  level: "advisory",
  help: "rotate the secret, or let its first version live longer than its rotation takes",
  check: (secret, { settings, now }) =>
    must(
      secret,
      "properties.attributes.expires",
      `at least ${settings.secretMinDaysLeft} days from now`,
      (expires) => typeof expires !== "number" || daysUntil(expires, now) >= settings.secretMinDaysLeft,
    ),
};
