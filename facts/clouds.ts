// Azure's three clouds: host names, DNS zones, audiences, issuers, and what each lacks. One table, so that no name is pasted
// together elsewhere and the program, the policy, the command and simulated Azure agree.
// Sources: azure-docs, private-link/private-endpoint-dns.md; azure-docs, azure-government/compare-azure-government-global-azure.md;
// docs.azure.cn, developer guide; entra-docs, authentication-national-cloud and workload identity federation.

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
  /** Where Azure Resource Manager answers. */
  readonly resourceManager: string;
  /** Where one signs in: what Azure's client libraries are told (azure-sdk: AzureAuthorityHosts). In China another host than the issuer's. */
  readonly authorityHost: string;
  /** Audience of a token that Entra exchanges for one of its own; both sides name the cloud's own (azure/login issue 452). */
  readonly tokenExchangeAudience: string;
  /** Whether Bastion works in a network that is linked to private DNS zones (azure-docs, bastion/bastion-faq.md: not in national clouds). */
  readonly bastionBesidePrivateZones: boolean;
  /** What tools call it; absent where it is their default. */
  readonly called: {
    /** `cloudName` of the Key Vault provider of the CSI driver (its docs: Using Azure Key Vault in other clouds). */
    readonly csi?: string;
    /** `environment` of azure/login (its README), and the cloud's name for the Azure CLI. */
    readonly cli: string;
  };
}

export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  public: {
    name: "public",
    vaultSuffix: "vault.azure.net",
    sqlSuffix: "database.windows.net",
    zones: { vault: "privatelink.vaultcore.azure.net", sqlServer: "privatelink.database.windows.net" },
    resourceManager: "https://management.azure.com",
    authorityHost: "https://login.microsoftonline.com/",
    tokenExchangeAudience: "api://AzureADTokenExchange",
    bastionBesidePrivateZones: true,
    called: { cli: "AzureCloud" },
  },
  usgovernment: {
    name: "usgovernment",
    vaultSuffix: "vault.usgovcloudapi.net",
    sqlSuffix: "database.usgovcloudapi.net",
    zones: { vault: "privatelink.vaultcore.usgovcloudapi.net", sqlServer: "privatelink.database.usgovcloudapi.net" },
    resourceManager: "https://management.usgovcloudapi.net",
    authorityHost: "https://login.microsoftonline.us/",
    tokenExchangeAudience: "api://AzureADTokenExchangeUSGov",
    bastionBesidePrivateZones: false,
    called: { csi: "AzureUSGovernmentCloud", cli: "AzureUSGovernment" },
  },
  china: {
    name: "china",
    vaultSuffix: "vault.azure.cn",
    sqlSuffix: "database.chinacloudapi.cn",
    zones: { vault: "privatelink.vaultcore.azure.cn", sqlServer: "privatelink.database.chinacloudapi.cn" },
    resourceManager: "https://management.chinacloudapi.cn",
    authorityHost: "https://login.chinacloudapi.cn/",
    tokenExchangeAudience: "api://AzureADTokenExchangeChina",
    bastionBesidePrivateZones: false,
    called: { csi: "AzureChinaCloud", cli: "AzureChinaCloud" },
  },
};

/** The cloud of a vault or a SQL server, by its host name; undefined: of none. */
export function cloudOfHost(host: string): Cloud | undefined {
  return Object.values(CLOUDS).find(({ vaultSuffix, sqlSuffix }) =>
    [vaultSuffix, sqlSuffix].some((suffix) => host.toLowerCase().endsWith(`.${suffix}`)),
  );
}
