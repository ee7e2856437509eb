// Whoever runs an issuer that is trusted can become the workload.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import { isIssuer } from "../issuers.ts";
import type { ResourceRule } from "../rule.ts";

export const federatedIssuer: ResourceRule = {
  id: "federated-issuer",
  title: "Federation trusts agreed issuers only",
  severity: "critical",
  controls: controls("centralIdentity", { mcsb: ["IM-3"] }),
  equals: ["POL-2571b7c3"],
  appliesTo: ["managedidentity:FederatedIdentityCredential"],
  needs: { "managedidentity:FederatedIdentityCredential": ["issuer"] },
  settings: ["allowedIssuers"],
  help: "use an issuer from allowedIssuers, or have yours added there",
  check: (credential, { settings }) =>
    must(
      credential,
      "issuer",
      `https and one of ${settings.allowedIssuers.join(", ")}`,
      (issuer) => typeof issuer === "string" && settings.allowedIssuers.some((allowed) => isIssuer(issuer, allowed)),
    ),
};
