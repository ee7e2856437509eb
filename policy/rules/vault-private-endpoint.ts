// With public access off, the endpoint is the only way in; without one the application cannot start, and public access comes back.
import { controls } from "../controls.ts";
import { mustHave } from "../expect.ts";
import { connects } from "../network.ts";
import type { StackRule } from "../rule.ts";

export const vaultPrivateEndpoint: StackRule = {
  id: "vault-private-endpoint",
  title: "Every vault has a private endpoint",
  severity: "high",
  controls: controls("networkIsolation", { cis: ["8.7"], mcsb: ["NS-2"] }),
  equals: ["CKV2_AZURE_32", "POL-a6abeaec"],
  appliesTo: ["keyvault:Vault"],
  needs: {
    "network:PrivateEndpoint": [
      "privateLinkServiceConnections.0.privateLinkServiceId",
      "privateLinkServiceConnections.0.groupIds",
    ],
  },
  help: 'add a network.PrivateEndpoint with groupIds ["vault"] that points at the vault',
  checkStack: (stack) =>
    mustHave(
      stack,
      ["keyvault:Vault"],
      ["network:PrivateEndpoint"],
      (endpoint, vault) => connects(stack, endpoint, vault, "vault"),
      "the vault has no private endpoint with group vault",
    ),
};
