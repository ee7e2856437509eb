// The platform's own identities are federated as workloads are: the same fields, under another name.
import type { Change } from "./change.ts";

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
    [`${at}.github.tag`]: { to: "v2" },
    [`${at}.github.subject`]: { to: "repository_owner_id:1234567:environment:other" },
    [`${at}.github.pullRequest`]: {
      to: true,
      at: `${at}.github.pullRequest`,
      refused: /may not sign in as the platform/,
    },
    [`${at}.github.subjectPrefix`]: { to: "repo:contoso@1234567/strongroom@2345679" },
    [`${at}.azureDevOps.organizationId`]: {
      to: "9b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9",
      given: named,
      refused: /is another organization than the "contoso"/,
    },
    [`${at}.azureDevOps.organization`]: { to: "fabrikam", refused: /organization "fabrikam" is not in/ },
    [`${at}.azureDevOps.project`]: { to: "other", given: named },
    [`${at}.azureDevOps.serviceConnection`]: { to: "other", given: named },
    [`${at}.azureDevOps.entraSubject`]: { to: undefined },
    [`${at}.oidc.issuer`]: { to: "https://tokens.fabrikam.com", refused: /is not in strongroom:allowedIssuers/ },
    [`${at}.oidc.subject`]: { to: "other" },
    ...alsoChanges(at, at, /may not sign in as the platform/),
  };
}

/** What is named also, below the field `at`; `place` is where the example has it. */
export function alsoChanges(at: string, place: string, pullRequest?: RegExp): Record<string, Change> {
  const other = {
    kubernetes: { cluster: "shared", namespace: "blue", serviceAccount: "blue" },
    github: {
      repository: "contoso/blue",
      environment: "blue",
      branch: "blue",
      tag: "v1",
      subjectPrefix: "repo:contoso@1234567/blue@2345679",
      subject: "repository_owner_id:1234567:environment:blue",
    },
    azureDevOps: {
      organizationId: "8a1f2b3c-4d5e-4f60-8172-93a4b5c6d7e8",
      organization: "contoso",
      project: "blue",
      serviceConnection: "blue",
    },
    oidc: { issuer: "https://tokens.contoso.com", subject: "blue" },
  };
  const { subjectPrefix: _, ...plain } = other.github;
  const entra =
    "/eid1/c/pub/t/UhwLP01Ma06cHy1-WpC2xA/a/rISbSScTf0KqFyZ8ppdXmA/sc/8a1f2b3c-4d5e-4f60-8172-93a4b5c6d7e8/4e5f6071-8293-4a4b-b5c6-d7e8f90a1b2c";
  const change = (field: string, to: unknown, refused?: RegExp, given: object = other): [string, Change] => [
    `${at}.also.<name>.${field}`,
    {
      to,
      at: `${place}.also.other.${field}`,
      given: { [`${place}.also.other`]: given },
      ...(refused === undefined ? {} : { refused }),
    },
  ];
  return Object.fromEntries([
    change("kubernetes.cluster", "another", /cluster "another" is not in/),
    change("kubernetes.namespace", "elsewhere"),
    change("kubernetes.serviceAccount", "another"),
    change("github.repository", "contoso/another", undefined, { ...other, github: plain }),
    change("github.environment", "Another One"),
    change("github.branch", "another"),
    change("github.tag", "v2"),
    change("github.pullRequest", true, pullRequest),
    change("github.subjectPrefix", "repo:contoso@1234567/blue@2345680"),
    change("github.subject", "repository_owner_id:1234567:environment:another"),
    change(
      "azureDevOps.organizationId",
      "9b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9",
      /is another organization than the "contoso"/,
    ),
    change("azureDevOps.organization", "fabrikam", /organization "fabrikam" is not in/),
    change("azureDevOps.project", "Another Project"),
    change("azureDevOps.serviceConnection", "another"),
    change("azureDevOps.entraSubject", entra),
    change("oidc.issuer", "https://tokens.fabrikam.com", /is not in strongroom:allowedIssuers/),
    change("oidc.subject", "another"),
  ]);
}
