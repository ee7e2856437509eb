// Anybody who may open a pull request runs its code: a token of a pull request is a token of whoever wrote it.
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import { get, show } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

/** GitHub's subjects of pull requests, in customised claims as well (github-docs: OpenID Connect reference), and their refs. */
const PULL_REQUEST = /(?:^|:)pull_request(?:_target)?(?::|$)|(?:^|[:/])refs\/(?:pull|merge-requests)\//i;

export const federatedPullRequest: ResourceRule = {
  id: "federated-pull-request",
  title: "No pull request signs in",
  severity: "critical",
  controls: controls("centralIdentity", { mcsb: ["IM-3", "DS-6"] }),
  equals: [],
  appliesTo: ["managedidentity:FederatedIdentityCredential"],
  needs: {},
  refuses: { "managedidentity:FederatedIdentityCredential": ["subject"] },
  help: "name an environment or a branch in subject; where a pull request must sign in, lower this rule for that environment",
  check: (credential) => {
    const subject = get(credential.props, "subject");
    if (typeof subject !== "string" || !PULL_REQUEST.test(subject)) return [];
    return [finding(credential, "subject", `subject is ${show(subject)}, which the code of every pull request is`)];
  },
};
