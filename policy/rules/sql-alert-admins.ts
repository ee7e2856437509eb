// The named address may be gone; the subscription's owners are not.
import { controls } from "../controls.ts";
import { mustBeTrue } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const sqlAlertAdmins: ResourceRule = {
  id: "sql-alert-admins",
  title: "SQL security alerts also go to the subscription's administrators",
  severity: "low",
  controls: controls("monitoring", { mcsb: ["IR-2"] }),
  equals: ["CKV_AZURE_27"],
  appliesTo: ["sql:ServerSecurityAlertPolicy"],
  needs: { "sql:ServerSecurityAlertPolicy": ["emailAccountAdmins"] },
  help: "set emailAccountAdmins to true",
  check: (policy) => mustBeTrue(policy, "emailAccountAdmins"),
};
