// An expired certificate is an outage with a date; renewal before it takes a lifetime action.
import { anyItem, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import { get, sameText } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const certificateRenewal: ResourceRule = {
  id: "certificate-renewal",
  title: "Certificates renew themselves, or tell their owner",
  severity: "medium",
  controls: controls("keyLifecycle", { mcsb: ["DP-7"] }),
  equals: [],
  appliesTo: ["keyvault:Certificate"],
  needs: {
    "keyvault:Certificate": [
      "certificatePolicy.lifetimeActions",
      "certificatePolicy.lifetimeActions.0.action.actionType",
    ],
  },
  help: "add a lifetime action AutoRenew (integrated issuers) or EmailContacts to certificatePolicy",
  check: (certificate) => {
    const path = "certificatePolicy.lifetimeActions";
    const renews = anyItem(get(certificate.props, path), (action) =>
      holds(get(action, "action.actionType"), (type) => sameText(type, "AutoRenew") || sameText(type, "EmailContacts")),
    );
    return renews === "no" ? [finding(certificate, path, `${path} has no action AutoRenew or EmailContacts`)] : [];
  },
};
