// The table of rules in docs/policy.md is made from the rules, and a test keeps it so: documentation that is written by hand
// describes the rules of last year.
import type { Rule } from "./rule.ts";
import { RULES } from "./rules.ts";
import { DEFAULT_SETTINGS, settingsShape, type Settings } from "./settings.ts";

const TABLES: Readonly<Record<string, () => string>> = { settings: settingsTable, rules: rulesTable };

/** A document with the tables between its marks made anew; a mark that is missing is an error. */
export function withTables(document: string): string {
  return Object.entries(TABLES).reduce((text, [name, table]) => {
    const [begin, end] = [`<!-- ${name}: begin (made by node policy/print-rules.ts) -->`, `<!-- ${name}: end -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`the document lacks the marks ${begin} and ${end}`);
    return `${text.slice(0, from)}${begin}\n\n${table()}\n\n${text.slice(to)}`;
  }, document);
}

export function settingsTable(): string {
  const rows = Object.entries(settingsShape).map(([key, schema]) => {
    const value = DEFAULT_SETTINGS[key as keyof Settings];
    const shown = Array.isArray(value)
      ? value.map((item) => `\`${item}\``).join(", ") || "none"
      : `\`${String(value)}\``;
    return [`\`${key}\``, schema.description ?? "", shown];
  });
  return [["Setting", "What it is", "Default"], ["---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

export function rulesTable(): string {
  const head = [
    "Rule",
    "Severity",
    "What holds",
    "CIS",
    "MCSB",
    "NIST 800-53",
    "ISO 27001",
    "SOC 2",
    "PCI DSS",
    "Same finding elsewhere",
  ];
  const rows = [head, head.map(() => "---"), ...RULES.map(row)];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function row(rule: Rule): string[] {
  const { cis, mcsb, nist80053, iso27001, soc2, pcidss } = rule.controls;
  const level = rule.level === undefined ? "" : ` (${rule.level})`;
  return [
    `\`${rule.id}\``,
    `${rule.severity}${level}`,
    rule.title,
    ...[cis, mcsb, nist80053, iso27001, soc2, pcidss, rule.equals].map((ids) => ids.join(", ") || "–"),
  ];
}
