// An injection that nobody watches for is found by the customer.
import { both, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { mustHave } from "../expect.ts";
import { get, sameText } from "../value.ts";
import type { StackRule } from "../rule.ts";

export const sqlThreatDetection: StackRule = {
  id: "sql-threat-detection",
  title: "SQL servers are watched by Defender",
  severity: "high",
  controls: controls("monitoring", { mcsb: ["LT-1"] }),
  equals: ["AZR-000186", "CKV2_AZURE_13"],
  appliesTo: ["sql:Server"],
  needs: { "sql:ServerSecurityAlertPolicy": ["serverName", "state"] },
  help: "add a ServerSecurityAlertPolicy with state Enabled",
  checkStack: (stack) =>
    mustHave(
      stack,
      ["sql:Server"],
      ["sql:ServerSecurityAlertPolicy"],
      (policy, server) =>
        both(
          stack.refers(policy, "serverName", server),
          holds(get(policy.props, "state"), (state) => sameText(state, "Enabled")),
        ),
      "the server has no security alert policy with state Enabled",
    ),
};
