// A vault, once purged, takes every secret with it. Purge protection is the only setting that stops even an administrator.
import { controls } from "../controls.ts";
import { mustBeTrue } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const vaultPurgeProtection: ResourceRule = {
  id: "vault-purge-protection",
  title: "Vaults cannot be purged before their recovery time is over",
  severity: "critical",
  controls: controls("recovery", { cis: ["8.5"], mcsb: ["DP-8"] }),
  equals: ["CKV_AZURE_110", "CKV_AZURE_42", "AZU-0016", "AZR-000125", "POL-0b60c0b2"],
  appliesTo: ["keyvault:Vault"],
  needs: { "keyvault:Vault": ["properties.enablePurgeProtection"] },
  help: "set properties.enablePurgeProtection to true; Azure never turns it off again, so choose the vault's name with a suffix",
  check: (vault) => mustBeTrue(vault, "properties.enablePurgeProtection"),
};
