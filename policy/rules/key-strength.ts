// A short RSA key is broken before it expires. 2048 bits is Azure's own minimum; the rule keeps it where other shapes allow less.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import { get } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const keyStrength: ResourceRule = {
  id: "key-strength",
  title: "RSA keys have at least 2048 bits",
  severity: "medium",
  controls: controls("encryptionAtRest", { mcsb: ["DP-6"] }),
  equals: [],
  appliesTo: ["keyvault:Key"],
  needs: { "keyvault:Key": ["properties.keySize"] },
  help: "set properties.keySize to 2048, 3072 or 4096",
  check: (key) => {
    const type = get(key.props, "properties.kty");
    if (typeof type !== "string" || !type.toUpperCase().startsWith("RSA")) return [];
    return must(key, "properties.keySize", "at least 2048", (size) => typeof size === "number" && size >= 2048);
  },
};
