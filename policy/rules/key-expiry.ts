// A key without an end encrypts for ever, also after it leaked.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const keyExpiry: ResourceRule = {
  id: "key-expiry",
  title: "Keys expire",
  severity: "high",
  controls: controls("keyLifecycle", { mcsb: ["DP-6"] }),
  equals: ["CKV_AZURE_40", "AZU-0014"],
  appliesTo: ["keyvault:Key"],
  needs: { "keyvault:Key": ["properties.attributes.expires"] },
  help: "set properties.attributes.expires to seconds since 1970",
  check: (key) =>
    must(
      key,
      "properties.attributes.expires",
      "a time in seconds since 1970",
      (expires) => typeof expires === "number" && expires > 0,
    ),
};
