// What only logs can show an auditor: that nobody came without being declared, that access was reviewed, that alerts were taken up.
// Where the logs cannot be asked, or do not say, that is called not shown, and never satisfied.
import { queryText } from "../../components/observability/queries.ts";
import type { AuditReport } from "../audit/report.ts";
import type { LogAnswer, Logs, Period } from "../logs/logs.ts";
import { LogsFailure } from "../logs/logs.ts";
import type { Controls } from "../../policy/controls.ts";
import { text, type Fields } from "../../text/values.ts";
import type { Answering, Evidence } from "./evidence.ts";
import type { Fact } from "./statements/statement.ts";

/** What each statement speaks for; the mapping is ours. */
const DECLARED_READS: Controls = {
  ...{ cis: [], mcsb: ["LT-3"], nist80053: ["AC-6", "AU-6"], iso27001: ["A.8.3", "A.8.15"] },
  ...{ soc2: ["CC6.1", "CC7.2"], pcidss: ["10.4.1"] },
};
const REVIEWS: Controls = {
  ...{ cis: [], mcsb: ["PA-4"], nist80053: ["AC-2"], iso27001: ["A.5.18"] },
  ...{ soc2: ["CC6.2"], pcidss: ["7.2.4"] },
};
const HANDLED: Controls = {
  ...{ cis: [], mcsb: ["IR-4"], nist80053: ["IR-4", "SI-4"], iso27001: ["A.5.25"] },
  ...{ soc2: ["CC7.3"], pcidss: ["10.4.1"] },
};

export interface LogEvidence {
  readonly period: Period;
  readonly logs: Logs;
  /** Of each application, over the period. */
  readonly audits: () => Promise<readonly AuditReport[]>;
}

export async function ofLogs({ period, logs, audits }: LogEvidence): Promise<Answering[]> {
  const rows = (name: string) => logs.ask(queryText(name), period);
  return [
    {
      controls: DECLARED_READS,
      evidence: await evidenceOf(
        "logs-declared-reads",
        "Whoever used a secret, key, certificate or database was declared then",
        async () => readFacts(await audits()),
      ),
    },
    {
      controls: REVIEWS,
      evidence: await evidenceOf("logs-access-reviewed", "Somebody reviewed who has access", async () =>
        seen(
          await rows("access-reviewed"),
          "About",
          "Reviewer",
          "Entra's log of this time holds no decision of an access review",
        ),
      ),
    },
    {
      controls: HANDLED,
      evidence: await evidenceOf("logs-alerts-handled", "Somebody took up the alerts", async () =>
        seen(
          await rows("alerts-handled"),
          "Target",
          "Caller",
          "nobody changed the state of an alert in this time: none fired, or nobody took it up",
        ),
      ),
    },
  ];
}

type Facts = Pick<Evidence, "satisfied" | "notSatisfied" | "notShown">;

async function evidenceOf(id: string, title: string, ask: () => Promise<Facts>): Promise<Evidence> {
  const none = { excepted: [], declared: [], notAsked: [] };
  try {
    return { id, title, ...none, ...(await ask()) };
  } catch (error) {
    if (!(error instanceof LogsFailure)) throw error;
    const notShown: Fact = { urn: "", resource: "the logs", property: "unknown", value: error.message };
    return { id, title, ...none, satisfied: [], notSatisfied: [], notShown: [notShown] };
  }
}

function readFacts(audits: readonly AuditReport[]): Facts {
  const of = (verdict: "undeclared" | "unknown"): Fact[] =>
    audits.flatMap(({ uses }) =>
      uses
        .filter((use) => use.verdict === verdict)
        .map((use) => ({
          urn: "",
          resource: use.object,
          property: `${use.operation} by ${use.who}, ${use.first}`,
          value: `${verdict}: ${use.because}`,
        })),
    );
  const gaps = audits.flatMap(({ application, notes }) =>
    notes
      .filter((note) => /is left|begins at|holds nothing|cut its answer/.test(note) && !/changes|groups/.test(note))
      .map((note): Fact => ({ urn: "", resource: application, property: "logs", value: note })),
  );
  const clean = audits.filter(({ uses }) => uses.length > 0 && uses.every(({ verdict }) => verdict === "declared"));
  return {
    satisfied: clean.map(({ application, uses, from, to }) => ({
      urn: "",
      resource: application,
      property: `uses from ${from} to ${to}`,
      value: `${String(uses.length)}, all declared`,
    })),
    notSatisfied: of("undeclared"),
    notShown: [...of("unknown"), ...gaps],
  };
}

function seen(answer: LogAnswer, resource: string, by: string, otherwise: string): Facts {
  const fact = (row: Fields): Fact => ({
    urn: "",
    resource: text(row[resource]) ?? "?",
    property: text(row["Activity"]) ?? "state changed",
    value: `${text(row[by]) ?? "?"}, ${text(row["TimeGenerated"]) ?? "?"}`,
  });
  const gaps =
    answer.missing === undefined ? [] : [{ urn: "", resource: "the logs", property: "unknown", value: answer.missing }];
  const nothing =
    answer.rows.length > 0 ? [] : [{ urn: "", resource: "the logs", property: "unknown", value: otherwise }];
  return { satisfied: answer.rows.map(fact), notSatisfied: [], notShown: [...gaps, ...nothing] };
}
