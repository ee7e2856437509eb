// Which questions are asked of the logs by themselves, how often, and who hears of the answer.
//
// Cost: Azure bills a log search alert by its frequency, and each further time series that `split` makes (azure.microsoft.com,
// Azure Monitor pricing, "Log search alerts"). The list prices below were not confirmed from a current page.
import { queryNamed, type Query } from "./queries.ts";

/** 0 is the worst. */
export type Severity = 0 | 1 | 2 | 3 | 4;

export interface AlertRule {
  /** Name of the query. */
  readonly name: string;
  /** What an alert is called. */
  readonly title: string;
  /** In production; elsewhere it is one less urgent, and at most 3. */
  readonly severity: Severity;
  /** How often it is asked. */
  readonly frequencyMinutes: 5 | 15 | 60 | 1440;
  /** Over how much of the past; two days are the most that Azure allows (learn: log search alert rules, time range). */
  readonly windowMinutes: number;
  /** Column with the ARM id that an alert is about, by which it finds the owner. */
  readonly resourceColumn?: string;
  /** Columns that make alerts of their own: one a value. */
  readonly split: readonly string[];
  /** "essential": also where an environment wants few rules. */
  readonly level: "essential" | "full";
  /** Asked of the whole environment, so only by the stack that holds the platform. @default of the applications of each stack */
  readonly of?: "platform";
}

/** The longest look back of a log search alert, in minutes. */
export const LONGEST_WINDOW = 2880;

/** US dollars a month of a rule with one time series, by its frequency in minutes. Not confirmed from a current page. */
export const MONTHLY_PRICE: Readonly<Record<AlertRule["frequencyMinutes"], number>> = {
  5: 1.5,
  15: 0.5,
  60: 0.5,
  1440: 0.5,
};

export const ALERT_RULES: readonly AlertRule[] = [
  {
    name: "undeclared-read",
    title: "A secret was used by somebody to whom no manifest gives it",
    severity: 0,
    frequencyMinutes: 5,
    windowMinutes: 10,
    resourceColumn: "VaultId",
    split: ["Object", "Principal"],
    level: "essential",
  },
  {
    name: "person-read",
    title: "A person read a secret or used a key",
    severity: 1,
    frequencyMinutes: 5,
    windowMinutes: 10,
    resourceColumn: "VaultId",
    split: ["Object", "Person"],
    level: "essential",
  },
  {
    name: "sweep",
    title: "A vault was listed and then read out",
    severity: 0,
    frequencyMinutes: 5,
    windowMinutes: 20,
    resourceColumn: "VaultId",
    split: ["Principal"],
    level: "essential",
  },
  {
    name: "vault-deletion",
    title: "Something in a vault was deleted, recovered or to be purged",
    severity: 1,
    frequencyMinutes: 5,
    windowMinutes: 10,
    resourceColumn: "VaultId",
    split: ["Operation", "Principal"],
    level: "essential",
  },
  {
    name: "failed-access-burst",
    title: "Many refused calls to a vault",
    severity: 1,
    frequencyMinutes: 5,
    windowMinutes: 10,
    resourceColumn: "VaultId",
    split: ["Who"],
    level: "essential",
  },
  {
    name: "failed-access-slow",
    title: "Refused calls to a vault over many hours",
    severity: 2,
    frequencyMinutes: 1440,
    windowMinutes: 1440,
    resourceColumn: "VaultId",
    split: ["Who"],
    level: "full",
  },
  {
    name: "new-caller",
    title: "A known identity came from a new place or with a new client",
    severity: 2,
    frequencyMinutes: 60,
    windowMinutes: LONGEST_WINDOW,
    resourceColumn: "VaultId",
    split: ["Principal", "Place", "Tool"],
    level: "full",
  },
  {
    name: "reads-above-baseline",
    title: "An identity read far more than on its busiest day",
    severity: 1,
    frequencyMinutes: 60,
    windowMinutes: 1440,
    resourceColumn: "VaultId",
    split: ["Principal"],
    level: "full",
  },
  {
    name: "expired",
    title: "A secret, key or certificate expired or is about to",
    severity: 2,
    frequencyMinutes: 1440,
    windowMinutes: LONGEST_WINDOW,
    resourceColumn: "VaultId",
    split: ["Object"],
    level: "essential",
  },
  {
    name: "rotation-failed",
    title: "A rotation failed or is late",
    severity: 1,
    frequencyMinutes: 60,
    windowMinutes: LONGEST_WINDOW,
    split: ["What", "Object"],
    level: "essential",
  },
  {
    name: "vault-configuration-changed",
    title: "A vault or the way its keys and certificates are renewed was changed by a stranger",
    severity: 1,
    frequencyMinutes: 5,
    windowMinutes: 15,
    resourceColumn: "VaultId",
    split: ["Operation", "Principal"],
    level: "essential",
  },
  {
    name: "configuration-changed",
    title: "Access, protection, logs or network were changed outside the pipeline",
    severity: 1,
    frequencyMinutes: 5,
    windowMinutes: 30,
    split: ["Operation", "Target", "Actor"],
    level: "essential",
    of: "platform",
  },
  {
    name: "deployer-path",
    title: "The pipeline's identity took a way to secrets",
    severity: 0,
    frequencyMinutes: 5,
    windowMinutes: 30,
    split: ["Operation", "Target"],
    level: "essential",
    of: "platform",
  },
  {
    name: "group-changed",
    title: "An owner or member of a group with access, or a credential of an application, was added",
    severity: 1,
    frequencyMinutes: 15,
    windowMinutes: 60,
    split: ["Activity", "ObjectId", "Actor"],
    level: "full",
    of: "platform",
  },
  {
    name: "sign-in-failed",
    title: "Entra refused an identity again and again",
    severity: 2,
    frequencyMinutes: 15,
    windowMinutes: 120,
    split: ["Principal", "Resource"],
    level: "full",
    of: "platform",
  },
  {
    name: "sql-login-refused",
    title: "Somebody tried a password on a database",
    severity: 1,
    frequencyMinutes: 15,
    windowMinutes: 30,
    resourceColumn: "Target",
    split: ["Login"],
    level: "full",
  },
  {
    name: "sql-permission-changed",
    title: "A permission or user of a database was changed outside the reconciler",
    severity: 1,
    frequencyMinutes: 5,
    windowMinutes: 15,
    resourceColumn: "Target",
    split: ["Login", "Database"],
    level: "essential",
  },
  {
    name: "sql-volume",
    title: "A login read unusually much of a database",
    severity: 2,
    frequencyMinutes: 60,
    windowMinutes: LONGEST_WINDOW,
    resourceColumn: "Target",
    split: ["Login", "Database"],
    level: "full",
  },
  {
    name: "logs-silent",
    title: "A vault or server writes no logs",
    severity: 2,
    frequencyMinutes: 1440,
    windowMinutes: 1440,
    resourceColumn: "ResourceId",
    split: [],
    level: "essential",
  },
];

/** The question of a rule. */
export function queryOf(rule: AlertRule): Query {
  return queryNamed(rule.name);
}

/** What a rule costs a month, in US dollars, with one time series. */
export function monthlyCost(rules: readonly AlertRule[]): number {
  return rules.reduce((sum, rule) => sum + MONTHLY_PRICE[rule.frequencyMinutes], 0);
}
