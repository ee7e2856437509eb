// Who may sign in as a workload without a credential: the exact issuer and subject that Entra compares a token with. One
// letter of it wrong locks the workload out; one letter too few lets another in, so nothing here is a pattern.
import type { FederationSpec } from "../../components/app/app-spec.ts";
import { AZURE_DEVOPS_ISSUER, entraIssuer, GITHUB_ISSUER } from "../../facts/issuers.ts";
import { partsOf, type Federation, type FederationPart } from "./federation-schema.ts";
import type { Settings } from "../settings/settings.ts";

/** By the credential's name, in the order of their creation. */
export function federationOf(
  federatedWith: Federation | undefined,
  settings: Pick<Settings, "environment" | "kubernetesClusters" | "cloud"> & { readonly tenantId: string },
): Record<string, FederationSpec> {
  const parts = federatedWith === undefined ? [] : partsOf(federatedWith);
  return Object.fromEntries(
    parts.flatMap(({ path, part }) =>
      // The name that it has below `also` is a part of the credential's: the one may come and go without the other.
      Object.entries(credentialsOf(part, settings)).map(([name, spec]) => [[...path.slice(1), name].join("-"), spec]),
    ),
  );
}

function credentialsOf(
  { kubernetes, github, azureDevOps, oidc }: FederationPart,
  settings: Parameters<typeof federationOf>[1],
): Record<string, FederationSpec> {
  const fill = (text: string): string => text.replaceAll("${environment}", settings.environment);
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
    // GitHub writes a colon within an environment's name as %3a, and a blank as it is (github/docs#57290).
    if (github.environment !== undefined) {
      add("github-environment", `environment:${fill(github.environment).replaceAll(":", "%3a")}`);
    }
    if (github.branch !== undefined) add("github-branch", `ref:refs/heads/${fill(github.branch)}`);
    if (github.tag !== undefined) add("github-tag", `ref:refs/tags/${fill(github.tag)}`);
    if (github.subject !== undefined) {
      credentials["github-subject"] = { issuer: GITHUB_ISSUER, subject: fill(github.subject) };
    }
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
