// What the review asks of the logs, in the same views that alerts and the audit use, so that all of them see the same rows.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const SOURCES = ["vault", "sign-in", "database", "activation"] as const;
export type LogSource = (typeof SOURCES)[number];

const VIEWS = join(import.meta.dirname, "..", "..", "components", "observability", "queries", "views");
const view = (name: string): string => readFileSync(join(VIEWS, `${name}.kql`), "utf8");

const USES = "First = min(TimeGenerated), Last = max(TimeGenerated), Uses = count()";
/** AuditLogs: entra-docs, "Audit activity reference", PIM: `Add member to group completed (PIM activation)` and its like. */
const ACTIVATIONS = `let activations = AuditLogs
  | where OperationName has "PIM activation" and OperationName has "completed"
  | mv-expand Target = TargetResources
  | project TimeGenerated, Group = tolower(tostring(Target.id));`;

/** One question for each log, and what its rows have. */
export const QUESTIONS: Readonly<Record<LogSource, () => string>> = {
  vault: () =>
    `${view("vault-audit")}\nvaultAudit | where Status between (200 .. 299) and isnotempty(Principal) | summarize ${USES} by Principal, Object, Operation`,
  "sign-in": () =>
    `${view("sign-ins")}\nsignIns | where Code == "0" and Source != "person" | summarize ${USES} by Principal`,
  database: () =>
    `${view("sql-audit")}\nsqlAudit | where Succeeded and isnotempty(Login) | summarize ${USES} by Login, Server, Database`,
  activation: () => `${ACTIVATIONS}\nactivations | summarize ${USES} by Group`,
};

/** The days in which a log has any row. */
export const COVERAGE: Readonly<Record<LogSource, () => string>> = {
  vault: () => covering(`${view("vault-audit")}\nvaultAudit`, "vault"),
  "sign-in": () => covering(`${view("sign-ins")}\nsignIns`, "sign-in"),
  database: () => covering(`${view("sql-audit")}\nsqlAudit`, "database"),
  activation: () => covering("AuditLogs", "activation"),
};

const covering = (table: string, source: LogSource): string =>
  `${table} | summarize by Day = bin(TimeGenerated, 1d) | extend Source = "${source}"`;
