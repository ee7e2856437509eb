// A vault as anybody might write it: it answers on the internet, and the pack stops it.
import * as keyvault from "@pulumi/azure-native/keyvault/index.js";
import * as resources from "@pulumi/azure-native/resources/index.js";

const group = new resources.ResourceGroup("shop", { location: "westeurope" });
new keyvault.Vault("shop", {
  resourceGroupName: group.name,
  location: "westeurope",
  vaultName: "kv-shop-x1",
  properties: {
    tenantId: "11111111-1111-4111-8111-111111111111",
    sku: { family: "A", name: "standard" },
    enableRbacAuthorization: true,
    publicNetworkAccess: "Enabled",
  },
});
