// Azure turns soft delete on by itself today; written down, it also holds for older API versions and shows up in evidence.
import { controls } from "../controls.ts";
import { mustBeTrue } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const vaultSoftDelete: ResourceRule = {
  id: "vault-soft-delete",
  title: "Deleted vaults and secrets can be recovered",
  severity: "high",
  controls: controls("recovery", { cis: ["8.5"], mcsb: ["DP-8"] }),
  equals: ["CKV_AZURE_111", "CKV_AZURE_42", "AZR-000124"],
  appliesTo: ["keyvault:Vault"],
  needs: { "keyvault:Vault": ["properties.enableSoftDelete"] },
  help: "set properties.enableSoftDelete to true",
  check: (vault) => mustBeTrue(vault, "properties.enableSoftDelete"),
};
