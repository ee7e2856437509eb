// Who may sign in as a workload without a credential: the exact issuer and subject that Entra compares a token with. One
// letter of it wrong locks the workload out; one letter too few lets another in, so nothing here is a pattern.
import type { FederationSpec } from "../../components/app/app-spec.ts";
import { AZURE_DEVOPS_ISSUER, entraIssuer, GITHUB_ISSUER } from "../../facts/issuers.ts";
import type { Federation } from "./federation-schema.ts";
import type { Settings } from "../settings/settings.ts";

/** By the credential's name, in the order of their creation. */
export function federationOf(
  federatedWith: Federation | undefined,
  settings: Pick<Settings, "environment" | "kubernetesClusters" | "cloud"> & { readonly tenantId: string },
): Record<string, FederationSpec> {
  const fill = (text: string): string => text.replaceAll("${environment}", settings.environment);
  const { kubernetes, github, azureDevOps, oidc } = federatedWith ?? {};
  const credentials: Record<string, FederationSpec> = {};

  if (kubernetes !== undefined) {
    const issuer = settings.kubernetesClusters[kubernetes.cluster];
    if (issuer === undefined) throw new Error(`the checks let an unknown cluster through: ${kubernetes.cluster}`);
    // azure-workload-identity docs: federated identity credential.
    const subject = `system:serviceaccount:${kubernetes.namespace}:${kubernetes.serviceAccount}`;
    credentials["kubernetes"] = { issuer, subject };
  }
  if (github !== undefined) {
    // github-docs: OpenID Connect reference, subject claims.
    const prefix = github.subjectPrefix ?? `repo:${github.repository}`;
    const add = (name: string, what: string): void => {
      credentials[name] = { issuer: GITHUB_ISSUER, subject: `${prefix}:${what}` };
    };
    if (github.environment !== undefined) add("github-environment", `environment:${fill(github.environment)}`);
    if (github.branch !== undefined) add("github-branch", `ref:refs/heads/${fill(github.branch)}`);
    if (github.pullRequest === true) add("github-pull-request", "pull_request");
  }
  if (azureDevOps !== undefined) {
    const { organizationId, organization, project, serviceConnection, entraSubject } = azureDevOps;
    credentials["azure-devops"] =
      entraSubject === undefined
        ? {
            issuer: `${AZURE_DEVOPS_ISSUER}/${organizationId.toLowerCase()}`,
            subject: `sc://${organization}/${fill(project)}/${fill(serviceConnection)}`,
          }
        : { issuer: entraIssuer(settings.cloud, settings.tenantId), subject: entraSubject };
  }
  if (oidc !== undefined) credentials["oidc"] = { issuer: oidc.issuer, subject: fill(oidc.subject) };
  return credentials;
}
