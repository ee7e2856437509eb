// A wildcard in a subject trusts every branch, every pull request and every service account at once.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const federatedSubject: ResourceRule = {
  id: "federated-subject",
  title: "Federation names exactly one subject",
  severity: "high",
  controls: controls("centralIdentity", { mcsb: ["IM-3"] }),
  equals: [],
  appliesTo: ["managedidentity:FederatedIdentityCredential"],
  needs: { "managedidentity:FederatedIdentityCredential": ["subject"] },
  help: "name one environment, branch or service account in subject",
  check: (credential) =>
    must(
      credential,
      "subject",
      "one subject without wildcards",
      (subject) => typeof subject === "string" && subject.trim() !== "" && !/[*?]/.test(subject),
    ),
};
