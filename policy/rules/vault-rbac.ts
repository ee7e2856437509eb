// With access policies whoever may write the vault may give himself its secrets. RBAC separates the two.
import { controls } from "../controls.ts";
import { mustBeTrue } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const vaultRbac: ResourceRule = {
  id: "vault-rbac",
  title: "Vaults authorize by Azure RBAC",
  severity: "high",
  controls: controls("leastPrivilege", { cis: ["8.6"], mcsb: ["IM-1", "PA-7"] }),
  equals: ["AZR-000388", "POL-12d4fa5e"],
  appliesTo: ["keyvault:Vault"],
  needs: { "keyvault:Vault": ["properties.enableRbacAuthorization"] },
  help: "set properties.enableRbacAuthorization to true and give access by role assignments",
  check: (vault) => mustBeTrue(vault, "properties.enableRbacAuthorization"),
};
