// Issuers that have a provider of their own in a manifest. Under `oidc` their subject would be free text, and so go round what
// the settings let in by name: GitHub's owners, Azure DevOps' organizations, the namespaces of a cluster.
import type { FederationPart } from "./federation-schema.ts";
import type { Finding } from "../manifest/references.ts";
import type { Settings } from "../settings/settings.ts";
import { AZURE_DEVOPS_ISSUER, ENTRA_AUTHORITY, GITHUB_ISSUER, hostOfIssuer as hostOf } from "../../facts/issuers.ts";
import { quote } from "../input/words.ts";
import { withoutEnd } from "../../text/without-end.ts";

/**
 * GitHub's shared issuer speaks for everybody on GitHub. That of one enterprise, with its name as a path or a host under ghe.com
 * (github-docs: REST API for Actions OIDC, custom issuer policy; About security hardening with OpenID Connect), speaks for that
 * enterprise alone, and the platform team has let it in by allowedIssuers. Entra's tokens of version 1.0 come from
 * sts.windows.net (entra-docs: access-token-claims-reference).
 */
function providerOf(issuer: string): "github" | "azureDevOps" | undefined {
  if (plain(issuer) === plain(GITHUB_ISSUER)) return "github";
  const entra = [...Object.values(ENTRA_AUTHORITY).map(hostOf), "sts.windows.net"];
  return [hostOf(AZURE_DEVOPS_ISSUER), ...entra].includes(hostOf(issuer)) ? "azureDevOps" : undefined;
}

/** An issuer that another provider is for. */
export function issuerProblems(
  { oidc }: Pick<FederationPart, "oidc">,
  { kubernetesClusters }: Pick<Settings, "kubernetesClusters">,
): Finding[] {
  if (oidc === undefined) return [];
  const same = (issuer: string): boolean => plain(issuer) === plain(oidc.issuer);
  const cluster = Object.entries(kubernetesClusters).find(([, issuer]) => same(issuer))?.[0];
  const provider = cluster === undefined ? providerOf(oidc.issuer) : "kubernetes";
  if (provider === undefined) return [];
  const whose = cluster === undefined ? "" : ` of cluster ${quote(cluster)}`;
  const message = `${quote(oidc.issuer)} is the issuer${whose} that ${provider} is for; write ${provider} instead, which is held to the settings`;
  return [{ path: ["oidc", "issuer"], message }];
}

/** Host in small letters, no port of https, no slash at the end. */
function plain(issuer: string): string {
  return withoutEnd(new URL(issuer).href, "/");
}
