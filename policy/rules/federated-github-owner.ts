// GitHub's issuer speaks for every repository in the world; only the owner in the subject makes it ours.
import { githubOwnerOf, letsIn } from "../../facts/github-subject.ts";
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import { isIssuer } from "../issuers.ts";
import { get } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const federatedGithubOwner: ResourceRule = {
  id: "federated-github-owner",
  title: "Federated GitHub workflows belong to agreed owners",
  severity: "critical",
  controls: controls("centralIdentity", { mcsb: ["IM-3", "DS-6"] }),
  equals: ["POL-2571b7c3"],
  appliesTo: ["managedidentity:FederatedIdentityCredential"],
  needs: { "managedidentity:FederatedIdentityCredential": ["subject"] },
  settings: ["allowedGithubOwners"],
  help: "name the organisation in allowedGithubOwners, or federate a repository of one that is",
  check: (credential, { settings }) => {
    const issuer = get(credential.props, "issuer");
    if (typeof issuer !== "string" || !isIssuer(issuer, "token.actions.githubusercontent.com")) return [];
    const wanted =
      settings.allowedGithubOwners.length === 0 ? "no owner is allowed yet" : settings.allowedGithubOwners.join(", ");
    return must(credential, "subject", `a repository of an allowed owner (${wanted})`, (subject) => {
      const owner = typeof subject === "string" ? githubOwnerOf(subject) : undefined;
      return owner !== undefined && settings.allowedGithubOwners.some((allowed) => letsIn(allowed, owner));
    });
  },
};
