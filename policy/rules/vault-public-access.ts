// A vault that answers on the internet is one leaked token away from being read by anybody.
import { controls } from "../controls.ts";
import { mustBeText } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const vaultPublicAccess: ResourceRule = {
  id: "vault-public-access",
  title: "Vaults do not answer on the internet",
  severity: "high",
  controls: controls("networkIsolation", { cis: ["8.3.7"], mcsb: ["NS-2"] }),
  equals: ["CKV_AZURE_189", "POL-405c5871"],
  appliesTo: ["keyvault:Vault"],
  needs: { "keyvault:Vault": ["properties.publicNetworkAccess"] },
  help: "set properties.publicNetworkAccess to disabled and give the vault a private endpoint",
  check: (vault) => mustBeText(vault, "properties.publicNetworkAccess", "disabled"),
};
