// The platform's own identities are federated as workloads are: the same fields, under another name.
import type { Change } from "./manifest-changes.ts";

export function federationChanges(identity: string): Record<string, Change> {
  const at = `${identity}.federatedWith`;
  /** Organization, project and connection count where no Entra subject stands for them; likewise a repository. */
  const named = { [`${at}.azureDevOps.entraSubject`]: undefined };
  return {
    [`${at}.kubernetes.cluster`]: { to: "other", refused: /cluster "other" is not in/ },
    [`${at}.kubernetes.namespace`]: { to: "elsewhere" },
    [`${at}.kubernetes.serviceAccount`]: { to: "other" },
    [`${at}.github.repository`]: { to: "contoso/other", given: { [`${at}.github.subjectPrefix`]: undefined } },
    [`${at}.github.environment`]: { to: "other" },
    [`${at}.github.branch`]: { to: "other" },
    [`${at}.github.pullRequest`]: {
      to: true,
      at: `${at}.github.pullRequest`,
      refused: /may not sign in as the platform/,
    },
    [`${at}.github.subjectPrefix`]: { to: "repo:contoso@1234567/strongroom@2345679" },
    [`${at}.azureDevOps.organizationId`]: { to: "9b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9", given: named },
    [`${at}.azureDevOps.organization`]: { to: "fabrikam", refused: /organization "fabrikam" is not in/ },
    [`${at}.azureDevOps.project`]: { to: "other", given: named },
    [`${at}.azureDevOps.serviceConnection`]: { to: "other", given: named },
    [`${at}.azureDevOps.entraSubject`]: { to: undefined },
    [`${at}.oidc.issuer`]: { to: "https://tokens.fabrikam.com", refused: /is not in strongroom:allowedIssuers/ },
    [`${at}.oidc.subject`]: { to: "other" },
  };
}
