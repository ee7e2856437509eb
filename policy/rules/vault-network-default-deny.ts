// Without a default of Deny the vault's firewall lets every address in that no rule mentions.
import { items } from "../answers.ts";
import { controls } from "../controls.ts";
import { must, mustBeText } from "../expect.ts";
import { get } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const vaultNetworkDefaultDeny: ResourceRule = {
  id: "vault-network-default-deny",
  title: "Vault firewalls deny by default",
  severity: "critical",
  controls: controls("networkIsolation", { mcsb: ["NS-2"] }),
  equals: ["CKV_AZURE_109", "AZU-0013", "AZR-000355", "POL-55615ac9"],
  appliesTo: ["keyvault:Vault"],
  needs: { "keyvault:Vault": ["properties.networkAcls.defaultAction"] },
  help: "set properties.networkAcls.defaultAction to Deny, and name no range that covers every address",
  check: (vault) => [
    ...mustBeText(vault, "properties.networkAcls.defaultAction", "Deny"),
    ...(items(get(vault.props, "properties.networkAcls.ipRules")) ?? []).flatMap((_rule, index) =>
      must(
        vault,
        `properties.networkAcls.ipRules.${index}.value`,
        "an address or a narrow range",
        (range) => !(typeof range === "string" && range.endsWith("/0")),
      ),
    ),
  ],
};
