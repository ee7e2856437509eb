// A secret without an end is rotated when somebody remembers to.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const secretExpiry: ResourceRule = {
  id: "secret-expiry",
  title: "Secrets expire",
  severity: "high",
  controls: controls("keyLifecycle", { cis: ["8.3", "8.4"], mcsb: ["DP-6"] }),
  equals: ["CKV_AZURE_41", "AZU-0017"],
  appliesTo: ["keyvault:Secret"],
  needs: { "keyvault:Secret": ["properties.attributes.expires"] },
  help: "set properties.attributes.expires to seconds since 1970",
  check: (secret) =>
    must(
      secret,
      "properties.attributes.expires",
      "a time in seconds since 1970",
      (expires) => typeof expires === "number" && expires > 0,
    ),
};
