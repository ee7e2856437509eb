// The inventory as a table, a spreadsheet, a page or data: the same columns everywhere.
import { code, markdownTable } from "../access/markdown.ts";
import { grid } from "../access/report.ts";
import { printable } from "../../text/printable.ts";
import type { DatedItem } from "./due.ts";

type Column = readonly [heading: string, cell: (item: DatedItem) => string];

const COLUMNS: readonly Column[] = [
  ["next due", ({ nextDue }) => nextDue ?? ""],
  ["status", ({ status }) => status],
  ["environment", ({ environment }) => environment],
  ["application", ({ application }) => application],
  ["kind", ({ kind }) => kind],
  ["name", ({ name }) => name],
  ["in", ({ within, replicaFrom }) => (replicaFrom === undefined ? within : `${within} (replica)`)],
  ["owner", ({ owner }) => owner ?? ""],
  ["purpose", ({ purpose }) => purpose ?? ""],
  ["classification", ({ classification }) => classification ?? ""],
  ["consumers", ({ consumers }) => consumers.join("; ")],
  ["rotation", rotation],
  ["created", ({ createdOn }) => createdOn ?? ""],
  ["last rotated", ({ lastRotatedOn }) => lastRotatedOn ?? ""],
  ["age in days", ({ ageDays }) => (ageDays === undefined ? "" : String(ageDays))],
  ["expires", ({ expiresOn }) => expiresOn ?? ""],
  ["dates from", ({ dates }) => dates],
  ["declared at", ({ why }) => why ?? ""],
];

/** For a terminal: what fits beside each other. */
const SHORT = ["next due", "status", "environment", "kind", "name", "in", "owner", "rotation"];

function rotation(item: DatedItem): string {
  const { kind, rotationDays, rotatedBy, retiresAfter, validityMonths, renewBeforeDays, unwritable } = item;
  const nobody = unwritable === true ? ", whom nobody lets write it" : "";
  const ends = `${nobody}${retiresAfter === undefined ? "" : `, retires after ${retiresAfter}`}`;
  if (kind === "database") return "none: signs in with tokens";
  if (validityMonths !== undefined) {
    return `${String(validityMonths)} months, renewed ${String(renewBeforeDays ?? 0)} days before by ${rotatedBy ?? "nobody"}${ends}`;
  }
  if (rotationDays !== undefined) return `every ${String(rotationDays)} days by ${rotatedBy ?? "nobody"}${ends}`;
  return rotatedBy === undefined ? "none" : `before its end by ${rotatedBy}${ends}`;
}

export function inventoryText(items: readonly DatedItem[], notes: readonly string[]): string {
  const columns = COLUMNS.filter(([heading]) => SHORT.includes(heading));
  const rows = items.map((item) => columns.map(([, cell]) => cell(item)));
  const counts = Map.groupBy(items, ({ status }) => status);
  const summary = [...counts].map(([status, { length }]) => `${String(length)} ${status}`).sort();
  return [
    items.length === 0 ? "nothing to list\n" : grid([columns.map(([heading]) => heading), ...rows]),
    `${String(items.length)} items${summary.length === 0 ? "" : `: ${summary.join(", ")}`}\n`,
    ...notes.map((note) => `${printable(note)}\n`),
  ].join("\n");
}

/** RFC 4180. A cell that a spreadsheet would run as a formula is made text by an apostrophe (OWASP, "CSV Injection"). */
export function inventoryCsv(items: readonly DatedItem[]): string {
  const lines = [COLUMNS.map(([heading]) => heading), ...items.map((item) => COLUMNS.map(([, cell]) => cell(item)))];
  return lines.map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("");
}

export function csvCell(value: string): string {
  const safe = printable(value);
  // A spreadsheet drops spaces before it looks, and takes the wide forms of these signs for the same.
  const text = /^\s*[=+\-@＝＋－＠]/u.test(safe) ? `'${safe}` : safe;
  return `"${text.replaceAll('"', '""')}"`;
}

export function inventoryMarkdown(items: readonly DatedItem[], notes: readonly string[]): string {
  const rows = items.map((item) => COLUMNS.map(([, cell]) => code(cell(item))));
  return [
    "# Inventory",
    "",
    ...markdownTable(
      COLUMNS.map(([heading]) => heading),
      rows,
    ),
    "",
    `${String(items.length)} items`,
    ...notes.flatMap((note) => ["", code(note)]),
    "",
  ].join("\n");
}
