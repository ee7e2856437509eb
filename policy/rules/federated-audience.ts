// A token meant for somebody else must not be good for Azure.
import { items } from "../answers.ts";
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import { get, isHidden, show } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const federatedAudience: ResourceRule = {
  id: "federated-audience",
  title: "Federation takes tokens that were made for Azure",
  severity: "medium",
  controls: controls("centralIdentity", { mcsb: ["IM-3"] }),
  equals: [],
  appliesTo: ["managedidentity:FederatedIdentityCredential"],
  needs: { "managedidentity:FederatedIdentityCredential": ["audiences"] },
  help: "set audiences to [api://AzureADTokenExchange] (in sovereign clouds the one of that cloud)",
  check: (credential) => {
    const audiences = items(get(credential.props, "audiences"));
    if (audiences === undefined) return [];
    const strange = audiences.filter(
      (audience) =>
        !isHidden(audience) &&
        !(typeof audience === "string" && /^api:\/\/AzureADTokenExchange(USGov|China)?$/.test(audience)),
    );
    if (audiences.length > 0 && strange.length === 0) return [];
    return [
      finding(
        credential,
        "audiences",
        `audiences is ${show(get(credential.props, "audiences"))}, it must be ["api://AzureADTokenExchange"]`,
      ),
    ];
  },
};
