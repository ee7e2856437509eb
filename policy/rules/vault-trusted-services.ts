// A vault that virtual machines, disks or deployments read, behind a firewall without the bypass, fails them at the worst time;
// and then somebody opens the firewall.
import { controls } from "../controls.ts";
import { mustBeText } from "../expect.ts";
import { get } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const vaultTrustedServices: ResourceRule = {
  id: "vault-trusted-services",
  title: "Vaults that serve Azure's own services let them through the firewall, and nobody else",
  severity: "medium",
  controls: controls("networkIsolation", { mcsb: ["NS-2"] }),
  equals: [],
  appliesTo: ["keyvault:Vault"],
  needs: { "keyvault:Vault": ["properties.networkAcls.bypass"] },
  help: "set properties.networkAcls.bypass to AzureServices, or the enabledFor… properties to false",
  check: (vault) =>
    ["Deployment", "DiskEncryption", "TemplateDeployment"].some(
      (use) => get(vault.props, `properties.enabledFor${use}`) === true,
    )
      ? mustBeText(vault, "properties.networkAcls.bypass", "AzureServices")
      : [],
};
