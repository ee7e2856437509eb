// azure-native's local packages: SDKs of one module at one API version, `pulumi package add azure-native keyvault 2026-02-01`.
// Their types carry the package's name (`azure-native_keyvault_v20260201:keyvault:Vault`), although Azure knows one kind of
// vault only. Whoever reads types or URNs asks here for the plain one, so that no rule is escaped by another package.
// Form of the names: pulumi-azure-native, provider/pkg/provider/provider_parameterize.go.

const PACKAGE = /\bazure-native_[a-z0-9]+_v\d{8}[a-z]*:/g;

/** The type as azure-native's own SDK names it; every other type as it is. */
export function plainType(type: string): string {
  return type.replace(PACKAGE, "azure-native:");
}

/** A URN with plain types: `…::parent$azure-native:keyvault:Vault::name`. Names of stacks and resources stay as they are. */
export function plainUrn(urn: string): string {
  const [stack, project, type, ...name] = urn.split("::");
  return type === undefined ? urn : [stack, project, plainType(type), ...name].join("::");
}

/** The API versions of Key Vault's control plane that the program can call, the one to use first. */
export const KEY_VAULT_APIS = ["2026-02-01", "2024-11-01"] as const;

/**
 * Versions before 2026-02-01 end on 27 February 2027 (learn: Update the Azure Key Vault API versions that you use). 2024-11-01
 * is what azure-native 3.28 calls by itself.
 */
export type KeyVaultApi = (typeof KEY_VAULT_APIS)[number];

/** The last day of the versions before 2026-02-01 (the same page). */
export const KEY_VAULT_API_ENDS = "2027-02-27";

/** The local package for 2026-02-01: the namespace of its configuration and the name of its provider. */
export const KEY_VAULT_PACKAGE = "azure-native_keyvault_v20260201";
