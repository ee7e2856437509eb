// Access policies next to RBAC lie dormant, and grant everything again on the day somebody switches the model back.
import { controls } from "../controls.ts";
import { mustBeAbsent } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const vaultNoAccessPolicies: ResourceRule = {
  id: "vault-no-access-policies",
  title: "Vaults have no access policies",
  severity: "high",
  controls: controls("leastPrivilege", { cis: ["8.6"], mcsb: ["PA-7"] }),
  equals: [],
  appliesTo: ["keyvault:Vault", "keyvault:AccessPolicy"],
  needs: {},
  refuses: { "keyvault:Vault": ["properties.accessPolicies"] },
  help: "remove the access policies; a role assignment on one secret replaces each",
  check: (resource) =>
    resource.kind === "keyvault:AccessPolicy"
      ? [{ urn: resource.urn, message: "an access policy grants access beside RBAC, it must not exist" }]
      : mustBeAbsent(resource, "properties.accessPolicies", "access is given by role assignments"),
};
