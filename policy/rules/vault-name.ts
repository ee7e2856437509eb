// Azure accepts these names only (Microsoft Learn, "Naming rules and restrictions for Azure resources"); a wrong one fails in
// the middle of a deployment, and one chosen by Pulumi cannot be told to anybody beforehand.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const vaultName: ResourceRule = {
  id: "vault-name",
  title: "Vault names are Azure's and chosen by the program",
  severity: "low",
  controls: controls("configuration", { mcsb: ["AM-2"] }),
  equals: [],
  appliesTo: ["keyvault:Vault"],
  needs: { "keyvault:Vault": ["vaultName"] },
  help: "name the vault with 3 to 24 letters, digits and single hyphens, a letter first, no hyphen last",
  check: (vault) =>
    must(
      vault,
      "vaultName",
      "3 to 24 letters, digits and single hyphens, starting with a letter and not ending with a hyphen",
      (name) =>
        typeof name === "string" && /^[A-Za-z](?:-?[A-Za-z0-9])*$/.test(name) && name.length >= 3 && name.length <= 24,
    ),
};
