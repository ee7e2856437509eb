// Azure's three clouds differ in host names and DNS zones. One table, so that no name is pasted together elsewhere.
// Source: azure-docs, private-link/private-endpoint-dns.md.

export const CLOUD_NAMES = ["public", "usgovernment", "china"] as const;
export type CloudName = (typeof CLOUD_NAMES)[number];

/** What a private endpoint can lead to. */
export type PrivateLinkKind = "vault" | "sqlServer";

export interface Cloud {
  readonly name: CloudName;
  /** Where a vault answers: `https://<vault>.<vaultSuffix>/`. */
  readonly vaultSuffix: string;
  /** Where a SQL server answers: `<server>.<sqlSuffix>`. */
  readonly sqlSuffix: string;
  /** The private DNS zone that a private endpoint of each kind needs. */
  readonly zones: Readonly<Record<PrivateLinkKind, string>>;
  /** Audience of a token that Entra exchanges for one of its own (entra-docs, workload identity federation). */
  readonly tokenExchangeAudience: string;
}

export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  public: {
    name: "public",
    vaultSuffix: "vault.azure.net",
    sqlSuffix: "database.windows.net",
    zones: { vault: "privatelink.vaultcore.azure.net", sqlServer: "privatelink.database.windows.net" },
    tokenExchangeAudience: "api://AzureADTokenExchange",
  },
  usgovernment: {
    name: "usgovernment",
    vaultSuffix: "vault.usgovcloudapi.net",
    sqlSuffix: "database.usgovcloudapi.net",
    zones: { vault: "privatelink.vaultcore.usgovcloudapi.net", sqlServer: "privatelink.database.usgovcloudapi.net" },
    tokenExchangeAudience: "api://AzureADTokenExchangeUSGov",
  },
  china: {
    name: "china",
    vaultSuffix: "vault.azure.cn",
    sqlSuffix: "database.chinacloudapi.cn",
    zones: { vault: "privatelink.vaultcore.azure.cn", sqlServer: "privatelink.database.chinacloudapi.cn" },
    tokenExchangeAudience: "api://AzureADTokenExchangeChina",
  },
};
