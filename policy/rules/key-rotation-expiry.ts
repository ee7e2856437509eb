// The first version's expiry says nothing of the versions that rotation makes; the policy's does.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import { durationDays } from "../time.ts";
import type { ResourceRule } from "../rule.ts";

export const keyRotationExpiry: ResourceRule = {
  id: "key-rotation-expiry",
  title: "Versions made by rotation expire too",
  severity: "medium",
  controls: controls("keyLifecycle", { cis: ["8.8"], mcsb: ["DP-6"] }),
  equals: ["CKV_AZURE_40", "AZU-0014"],
  appliesTo: ["keyvault:Key"],
  needs: { "keyvault:Key": ["properties.rotationPolicy.attributes.expiryTime"] },
  help: "set properties.rotationPolicy.attributes.expiryTime to an ISO 8601 duration of at least P28D",
  check: (key) =>
    must(
      key,
      "properties.rotationPolicy.attributes.expiryTime",
      "a duration of at least 28 days, as in P90D",
      (time) => {
        const days = durationDays(time);
        return days !== undefined && days >= 28;
      },
    ),
};
