// A deletion that nobody noticed within a week is gone if a week is all there is. 7 to 90 days are possible (Microsoft Learn,
// "Azure Key Vault soft-delete overview"), and the number cannot be changed later.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const vaultSoftDeleteDays: ResourceRule = {
  id: "vault-soft-delete-days",
  title: "Deleted vaults stay recoverable long enough to notice",
  severity: "low",
  controls: controls("recovery", { mcsb: ["DP-8"] }),
  equals: [],
  appliesTo: ["keyvault:Vault"],
  needs: { "keyvault:Vault": ["properties.softDeleteRetentionInDays"] },
  settings: ["softDeleteDays"],
  help: "set properties.softDeleteRetentionInDays to 90",
  check: (vault, { settings }) =>
    must(
      vault,
      "properties.softDeleteRetentionInDays",
      `${settings.softDeleteDays} to 90`,
      (days) => typeof days === "number" && days >= settings.softDeleteDays && days <= 90,
    ),
};
