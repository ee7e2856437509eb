// Who may sign in as an identity without a credential, read from its federated credentials: what a pod or a job must be
// called for Entra to accept it.
import type { GithubTrust, KubernetesAccount } from "./connection.ts";
import type { StackResource } from "./outputs.ts";

export interface Federation {
  readonly kubernetes: readonly KubernetesAccount[];
  readonly github: readonly GithubTrust[];
  /** Nobody outside Azure signs in as it: it runs on Azure. */
  readonly isEmpty: boolean;
}

/** One federated credential, as resource and output both have it. */
export interface Credential {
  readonly issuer: string;
  readonly subject: string;
}

export function credentialsOf(resources: readonly StackResource[], identityName: string): readonly Credential[] {
  const credentials = resources.filter(
    ({ type, inputs }) => /:FederatedIdentityCredential$/.test(type) && inputs?.["resourceName"] === identityName,
  );
  return credentials.map(({ inputs }) => {
    const subject = inputs?.["subject"];
    const issuer = inputs?.["issuer"];
    return { subject: typeof subject === "string" ? subject : "", issuer: typeof issuer === "string" ? issuer : "" };
  });
}

export function federationOf(subjects: readonly Credential[]): Federation {
  return {
    isEmpty: subjects.length === 0,
    kubernetes: distinct(
      subjects.flatMap(({ subject }): KubernetesAccount[] => {
        // Names as Kubernetes allows them (kubernetes docs: object names, DNS label and DNS subdomain).
        const at = /^system:serviceaccount:([a-z0-9][a-z0-9-]{0,62}):([a-z0-9][a-z0-9.-]{0,252})$/.exec(subject);
        return at === null ? [] : [{ namespace: at[1] ?? "", serviceAccount: at[2] ?? "" }];
      }),
    ),
    github: subjects
      .filter(({ issuer }) => issuer === "https://token.actions.githubusercontent.com")
      .map(({ subject }) => ({
        subject,
        environment: /:environment:(.+)$/.exec(subject)?.[1],
        branch: /:ref:refs\/heads\/(.+)$/.exec(subject)?.[1],
        pullRequest: subject.endsWith(":pull_request"),
      })),
  };
}

/** A service account that several clusters know is one account here. */
function distinct(accounts: readonly KubernetesAccount[]): readonly KubernetesAccount[] {
  return [...new Map(accounts.map((account) => [`${account.namespace} ${account.serviceAccount}`, account])).values()];
}
