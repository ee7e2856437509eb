// A long-lived certificate outlives the people who know how to renew it. azure-native has no certificate (ARM has none), so this
// judges the classic provider's.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const certificateValidity: ResourceRule = {
  id: "certificate-validity",
  title: "Certificates are valid for a year at most",
  severity: "medium",
  controls: controls("keyLifecycle", { mcsb: ["DP-7"] }),
  equals: [],
  appliesTo: ["keyvault:Certificate"],
  needs: { "keyvault:Certificate": ["certificatePolicy.x509CertificateProperties.validityInMonths"] },
  settings: ["certificateMaxMonths"],
  help: "set certificatePolicy.x509CertificateProperties.validityInMonths to 12 or less",
  check: (certificate, { settings }) =>
    must(
      certificate,
      "certificatePolicy.x509CertificateProperties.validityInMonths",
      `1 to ${settings.certificateMaxMonths}`,
      (months) => typeof months === "number" && months >= 1 && months <= settings.certificateMaxMonths,
    ),
};
