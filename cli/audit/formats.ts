// An audit for a person at a terminal, for a table of an auditor (CSV), and as a page (Markdown). Names, addresses and clients in
// it were chosen by whoever came, so each form has its own way of letting them be no more than text.
import { code, markdownTable } from "../access/markdown.ts";
import { grid } from "../access/report.ts";
import { csvCell } from "../inventory/report.ts";
import { printable } from "../../text/printable.ts";
import type { AuditReport, Use } from "./report.ts";

interface Section {
  readonly title: string;
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What is said where there are no rows. */
  readonly none: string;
}

/** The first characters of a commit that people know it by. */
const SHORT = 12;

const short = (declared: string): string => (/^[0-9a-f]{40,64}$/.test(declared) ? declared.slice(0, SHORT) : declared);

const verdictOf = ({ verdict, because }: Use): string => (verdict === "declared" ? because : `${verdict}: ${because}`);

function sections(report: AuditReport): Section[] {
  const several = report.objects.length > 1;
  const on = (object: string): readonly string[] => (several ? [object] : []);
  const what = several ? ["object"] : [];
  return [
    {
      title: "deployed",
      heading: ["from", "until", "declared by"],
      rows: report.deployments.map(({ from, to, declared }) => [from, to, declared.map(short).join(" or ")]),
      none: "nothing is known of what was deployed",
    },
    {
      title: "who came",
      heading: ["first", "last", "calls", "who", ...what, "operation", "version", "from", "declared"],
      rows: report.uses.map((use) => [
        ...[use.first, use.last, String(use.calls), use.who, ...on(use.object), use.operation],
        ...[use.version ?? "", use.address, verdictOf(use)],
      ]),
      none: "nobody, in the logs that there are",
    },
    {
      title: "refused",
      heading: ["first", "last", "calls", "who", ...what, "operation", "from", "reason"],
      rows: report.refused.map((one) => [
        ...[one.first, one.last, String(one.calls), one.who, ...on(one.object), one.operation, one.address, one.reason],
      ]),
      none: "nobody",
    },
    {
      title: "declared, and never came",
      heading: ["who", ...what, "how", "why"],
      rows: report.neverCame.map(({ who, object, how, why }) => [who, ...on(object), how, why ?? ""]),
      none: "nobody",
    },
    {
      title: "changes of the object, and of who may come",
      heading: ["when", "what", "on", "by", "details"],
      rows: report.changes.map(({ when, what: which, target, who, details }) => [
        when,
        which,
        target,
        who,
        details ?? "",
      ]),
      none: "none",
    },
  ];
}

const titleOf = ({ application, item, stack, from, to }: AuditReport): string =>
  `${[application, item].filter((part) => part !== undefined).join(" ")} in stack ${stack}, from ${from} to ${to}`;

/** In numbers, for the last line. */
export function summaryOf({ uses }: AuditReport): string {
  const count = (verdict: Use["verdict"]): string => String(uses.filter((use) => use.verdict === verdict).length);
  return `${String(uses.length)} lines: ${count("declared")} declared, ${count("undeclared")} undeclared, ${count("unknown")} unknown`;
}

export function auditText(report: AuditReport): string {
  const parts = sections(report).map(({ title, heading, rows, none }) =>
    rows.length === 0 ? `${title}: ${none}\n` : `${title}\n\n${grid([heading, ...rows])}`,
  );
  return [
    `${printable(titleOf(report))}\n`,
    ...parts,
    `${["not shown", ...report.notes.map((note) => `  ${printable(note)}`)].join("\n")}\n`,
    `${summaryOf(report)}\n`,
  ].join("\n");
}

export function auditMarkdown(report: AuditReport): string {
  const parts = sections(report).map(({ title, heading, rows, none }) =>
    rows.length === 0
      ? `## ${capital(title)}\n\n${capital(none)}.\n`
      : [
          `## ${capital(title)}\n`,
          ...markdownTable(
            heading,
            rows.map((cells) => cells.map(code)),
          ),
          "",
        ].join("\n"),
  );
  const notes = report.notes.map((note) => `- ${code(note)}`).join("\n");
  return [
    `# Audit: ${code(titleOf(report))}\n`,
    `${capital(summaryOf(report))}. Times are UTC.\n`,
    ...parts,
    `## Not shown\n\n${notes}\n`,
  ].join("\n");
}

const CSV_HEADING = [
  ...["record", "first", "last", "calls", "rows", "who", "principal", "object", "operation", "version"],
  ...["address", "client", "application", "verdict", "because"],
];

/** One line for each record (RFC 4180); `record` says what kind it is. */
export function auditCsv(report: AuditReport): string {
  const used = (kind: string, use: Omit<Use, "verdict" | "because">, verdict: string, because: string): string[] => [
    ...[kind, use.first, use.last, String(use.calls), use.rows === undefined ? "" : String(use.rows), use.who],
    ...[use.principal, use.object, use.operation, use.version ?? "", use.address, use.client ?? ""],
    ...[use.application ?? "", verdict, because],
  ];
  const rows = [
    ...report.uses.map((use) => used("came", use, use.verdict, use.because)),
    ...report.refused.map((one) => used("refused", one, "", one.reason)),
    ...report.neverCame.map(({ who, object, how, why }) => [
      ...["never came", "", "", "", "", who, "", object, "", "", "", "", "", ""],
      why === undefined ? how : `${how} (${why})`,
    ]),
    ...report.changes.map(({ when, what, target, who, details }) => [
      ...["changed", when, when, "", "", who, "", target, what, "", "", "", "", "", details ?? ""],
    ]),
    ...report.deployments.map(({ from, to, declared }) => [
      ...["deployed", from, to, "", "", "", "", "", "", "", "", "", "", "", declared.join(" or ")],
    ]),
    ...report.notes.map((note) => ["not shown", "", "", "", "", "", "", "", "", "", "", "", "", "", note]),
  ];
  return [CSV_HEADING, ...rows].map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("");
}

const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);
