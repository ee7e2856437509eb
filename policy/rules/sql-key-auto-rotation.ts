// A protector that stays on the old version keeps the old key alive, and fails when that ends.
import { controls } from "../controls.ts";
import { mustBeTrue } from "../expect.ts";
import { get, sameText } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const sqlKeyAutoRotation: ResourceRule = {
  id: "sql-key-auto-rotation",
  title: "The encryption protector follows its key's rotation",
  severity: "medium",
  controls: controls("keyLifecycle", { cis: ["4.1.3"], mcsb: ["DP-6"] }),
  equals: [],
  appliesTo: ["sql:EncryptionProtector"],
  needs: { "sql:EncryptionProtector": ["autoRotationEnabled"] },
  help: "set autoRotationEnabled to true",
  check: (protector) =>
    sameText(get(protector.props, "serverKeyType"), "AzureKeyVault")
      ? mustBeTrue(protector, "autoRotationEnabled")
      : [],
};
