// Azure's default groups change with its versions; those that answer "who came in, and what did he ask" are named.
import { anyItem, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import { get, sameText } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const sqlAuditGroups: ResourceRule = {
  id: "sql-audit-groups",
  title: "SQL audits record logins and statements",
  severity: "medium",
  controls: controls("auditLogging", { cis: ["4.1.1"], mcsb: ["LT-3"] }),
  equals: ["POL-7ff426e2"],
  appliesTo: ["sql:ExtendedServerBlobAuditingPolicy"],
  needs: { "sql:ExtendedServerBlobAuditingPolicy": ["auditActionsAndGroups"] },
  help: "name the three groups in auditActionsAndGroups",
  check: (policy) => {
    const path = "auditActionsAndGroups";
    const missing = [
      "SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP",
      "FAILED_DATABASE_AUTHENTICATION_GROUP",
      "BATCH_COMPLETED_GROUP",
    ].filter(
      (group) => anyItem(get(policy.props, path), (item) => holds(item, (text) => sameText(text, group))) === "no",
    );
    return missing.length === 0 ? [] : [finding(policy, path, `${path} lacks ${missing.join(", ")}`)];
  },
};
