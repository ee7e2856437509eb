// The classic assessment scans only when told, and tells only whom it is told to; the express form does both by itself.
import { anyItem, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { finding, mustBeTrue } from "../expect.ts";
import { get, isText } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const sqlAssessmentReports: ResourceRule = {
  id: "sql-assessment-reports",
  title: "Classic assessments scan regularly and send their reports",
  severity: "low",
  controls: controls("vulnerability", { mcsb: ["PV-5"] }),
  equals: ["CKV2_AZURE_3", "CKV2_AZURE_4", "CKV2_AZURE_5"],
  appliesTo: ["sql:ServerVulnerabilityAssessment"],
  needs: {
    "sql:ServerVulnerabilityAssessment": [
      "recurringScans.isEnabled",
      "recurringScans.emails",
      "recurringScans.emailSubscriptionAdmins",
    ],
  },
  help: "set recurringScans with isEnabled, emails and emailSubscriptionAdmins, or use SqlVulnerabilityAssessmentsSetting",
  check: (assessment) => [
    ...mustBeTrue(
      assessment,
      assessment.type.startsWith("azure:") ? "recurringScans.enabled" : "recurringScans.isEnabled",
    ),
    ...mustBeTrue(assessment, "recurringScans.emailSubscriptionAdmins"),
    ...(anyItem(get(assessment.props, "recurringScans.emails"), (address) => holds(address, isText)) === "no"
      ? [finding(assessment, "recurringScans.emails", "recurringScans.emails names nobody")]
      : []),
  ],
};
