// A rotator, and the person at three in the morning, must know what a value is before replacing it.
import { controls } from "../controls.ts";
import { mustBeSet } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const secretContentType: ResourceRule = {
  id: "secret-content-type",
  title: "Secrets say what they hold",
  severity: "low",
  controls: controls("inventory", { mcsb: ["AM-2"] }),
  equals: ["CKV_AZURE_114", "AZU-0015"],
  appliesTo: ["keyvault:Secret"],
  needs: { "keyvault:Secret": ["properties.contentType"] },
  help: "set properties.contentType, for example to text/plain",
  check: (secret) => mustBeSet(secret, "properties.contentType", "a content type"),
};
