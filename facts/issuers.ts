// Issuers of tokens that an identity can trust, one list for what the program writes and what the policy lets pass: two lists
// had the one ask for what the other refused.

import type { CloudName } from "./clouds.ts";

/** github-docs: OpenID Connect reference. */
export const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";

/** Azure DevOps' own issuer, of older service connections; retired on 1 July 2027 (azure-devops-docs: convert-service-connections). */
export const AZURE_DEVOPS_ISSUER = "https://vstoken.dev.azure.com";

/** From this day Entra no longer takes its tokens (the same page); the public cloud alone retires it. */
export const AZURE_DEVOPS_ISSUER_ENDS = "2027-07-01";

/** Where Entra itself issues, by cloud (entra-docs: authentication-national-cloud). */
export const ENTRA_AUTHORITY = {
  public: "https://login.microsoftonline.com",
  usgovernment: "https://login.microsoftonline.us",
  china: "https://login.partner.microsoftonline.cn",
} as const satisfies Readonly<Record<CloudName, string>>;

/**
 * Below these hosts are the issuers of AKS clusters, one host for each region, by cloud (azure-workload-identity docs, and
 * azure-rest-api-specs, ContainerService: oidcIssuerProfile). Those of the sovereign clouds are not confirmed by a page.
 */
export const AKS_ISSUER_HOSTS = {
  public: "oic.prod-aks.azure.com",
  usgovernment: "oic.prod-aks.azure.us",
  china: "oic.prod-aks.azure.cn",
} as const satisfies Readonly<Record<CloudName, string>>;

export const hostOfIssuer = (issuer: string): string => new URL(issuer).hostname.replace(/\.$/, "");

/** Hosts that speak for everybody whom a provider of a manifest names; Entra's only with the tenant as their path. */
export const SHARED_ISSUER_HOSTS: readonly string[] = [
  hostOfIssuer(GITHUB_ISSUER),
  hostOfIssuer(AZURE_DEVOPS_ISSUER),
  ...Object.values(AKS_ISSUER_HOSTS),
];

/** The issuer of an Entra tenant (entra-docs: access-token-claims-reference). */
export function entraIssuer(cloud: CloudName, tenantId: string): string {
  return `${ENTRA_AUTHORITY[cloud]}/${tenantId}/v2.0`;
}

/** Whether the host is one of AKS, of any cloud: the older one without a region too (sigstore/fulcio#971). */
export function isAksHost(host: string): boolean {
  return Object.values(AKS_ISSUER_HOSTS).some((known) =>
    [known, known.replace(/^oic\./, "oidc.")].some(
      (aks) => host.toLowerCase() === aks || host.toLowerCase().endsWith(`.${aks}`),
    ),
  );
}
