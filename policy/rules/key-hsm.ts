// A key in hardware cannot be copied out by whoever operates the software. It takes a premium vault, so not everybody needs it.
import { controls } from "../controls.ts";
import { mustBeText } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const keyHsm: ResourceRule = {
  id: "key-hsm",
  title: "Keys are held in hardware",
  severity: "low",
  controls: controls("encryptionAtRest", { mcsb: ["DP-6"] }),
  equals: ["CKV_AZURE_112"],
  appliesTo: ["keyvault:Key"],
  needs: { "keyvault:Key": ["properties.kty"] },
  level: "advisory",
  help: "set properties.kty to RSA-HSM or EC-HSM in a vault of SKU premium",
  check: (key) => mustBeText(key, "properties.kty", "RSA-HSM", "EC-HSM"),
};
