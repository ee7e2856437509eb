// What is true of every vault and no argument turns off, in one place: a reviewer reads this file and knows them all.
import { narrowRangeProblems } from "../network/public-range.ts";

/** Days a deleted vault or secret can be recovered; 90 is Azure's maximum (learn: soft-delete overview). */
export const RECOVERY_DAYS = 90;

/** Letters, digits and single hyphens, 3 to 24 of them, a letter first (Azure's REST definitions, keyvault Vault). */
const VAULT_NAME = /^(?=.{3,24}$)[A-Za-z](-?[A-Za-z0-9])+$/;

/** An opening of the firewall: named, justified, with an end. */
export interface PublicAccess {
  /** IPv4 addresses or ranges, /24 or narrower. */
  readonly allowedCidrs: readonly string[];
  readonly reason: string;
  /** ISO date. */
  readonly until: string;
}

export interface VaultShape {
  readonly vaultName: string;
  readonly sku?: "standard" | "premium";
  readonly publicAccess?: PublicAccess;
}

export function vaultProblems(
  args: VaultShape & { readonly platform: { readonly isProduction: boolean } },
): readonly string[] {
  const { vaultName, publicAccess, platform } = args;
  const problems: string[] = [];
  if (!VAULT_NAME.test(vaultName)) {
    problems.push(
      `vaultName: "${vaultName}" is no vault name; use 3 to 24 letters, digits and single hyphens, starting with a letter`,
    );
  }
  if (publicAccess === undefined) return problems;
  if (platform.isProduction) {
    problems.push("publicAccess: is never allowed in production; reach the vault through its private endpoint");
  }
  problems.push(
    ...narrowRangeProblems(publicAccess.allowedCidrs).map((problem) => `publicAccess.allowedCidrs: ${problem}`),
  );
  if (publicAccess.reason.trim() === "") problems.push("publicAccess.reason: is empty; say why");
  return problems;
}

/** `publicAccess`: the exception that is in force. */
export function vaultProperties(tenantId: string, sku: VaultShape["sku"], publicAccess: VaultShape["publicAccess"]) {
  return {
    tenantId,
    sku: { family: "A" as const, name: sku ?? ("standard" as const) },
    // Never access policies: Azure's own default until API version 2026-02-01.
    enableRbacAuthorization: true,
    enableSoftDelete: true,
    softDeleteRetentionInDays: RECOVERY_DAYS,
    enablePurgeProtection: true,
    enabledForDeployment: false,
    enabledForDiskEncryption: false,
    enabledForTemplateDeployment: false,
    publicNetworkAccess: publicAccess === undefined ? "Disabled" : "Enabled",
    networkAcls: {
      defaultAction: "Deny" as const,
      // Azure SQL's customer-managed keys and Event Grid come this way.
      bypass: "AzureServices" as const,
      // As Azure returns them, or each would show as a change: an address with its /32 (azurerm#8701, recorded).
      ipRules: (publicAccess?.allowedCidrs ?? []).map((cidr) => ({ value: cidr.includes("/") ? cidr : `${cidr}/32` })),
      virtualNetworkRules: [],
    },
  };
}
