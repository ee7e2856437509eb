// The matrix for a person at a terminal. Names come from plans and states, so nothing in them may move the cursor.
import { getBorderCharacters, table } from "table";
import { printable } from "../../text/printable.ts";
import type { AccessDifference } from "./difference.ts";
import type { AccessFinding } from "./finding.ts";
import type { Isolation } from "./isolation.ts";
import { limitText } from "./isolation.ts";
import type { AccessRow } from "./row.ts";

/** Characters of a column. */
const MAX_WIDTH = 90;

/** A table whose first row is its heading, without lines. */
export function grid(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map((cell) => printable(cell)));
  const widths = (rows[0] ?? []).map((_, index) =>
    Math.min(MAX_WIDTH, Math.max(1, ...shown.map((row) => (row[index] ?? "").length))),
  );
  const text = table(shown, {
    border: { ...getBorderCharacters("void"), joinBody: "─" },
    drawHorizontalLine: (index) => index === 1,
    columnDefault: { paddingLeft: 0, paddingRight: 2, wrapWord: false },
    columns: Object.fromEntries(widths.map((width, index) => [index, { width }])),
  });
  return text.replaceAll(/ +$/gm, "");
}

const HEADING = ["environment", "principal", "may", "on", "why"] as const;

export function rowCells(row: AccessRow): readonly string[] {
  const inside = row.databaseRoles === undefined ? "" : ` (${row.databaseRoles.join(", ")})`;
  const condition = row.condition === undefined ? "" : ", under a condition";
  const byPublicKey =
    row.byPublicKey === undefined ? "" : `; by the public key without asking: ${row.byPublicKey.join(", ")}`;
  return [
    row.environment,
    row.principal,
    `${row.role}${inside}${condition}${byPublicKey}`,
    row.object,
    row.why ?? "the stack itself",
  ];
}

/** One line for the same access to an object and to its copy in the vault of the paired region. */
export function folded(rows: readonly AccessRow[]): readonly (readonly string[])[] {
  const lines = Map.groupBy(rows.map(rowCells), ([environment, principal, role, object = "", why]) =>
    JSON.stringify([environment, principal, role, object.replace(/ in \S+$/, ""), why]),
  );
  return [...lines].map(([key, same]) => {
    if (same.length === 1) return same[0] ?? [];
    const cells = JSON.parse(key) as string[];
    return cells.map((cell, index) => (index === 3 ? `${cell} in ${String(same.length)} vaults` : cell));
  });
}

export interface AccessReport {
  readonly rows: readonly AccessRow[];
  readonly findings: readonly AccessFinding[];
  /** For each stack that was compared with what is deployed. */
  readonly differences: readonly { readonly stack: string; readonly difference: AccessDifference }[];
  /** Stacks that were not compared, and why. */
  readonly notes: readonly string[];
}

/** `besides` comes after the grants: who can come to what is asked for. */
export function accessText({ rows, findings, differences, notes }: AccessReport, besides = ""): string {
  const parts = [
    rows.length === 0 ? "nobody has access\n" : grid([HEADING, ...folded(rows)]),
    `${String(rows.length)} grants\n`,
    besides,
    ...differences.map(({ stack, difference }) => differenceText(stack, difference)),
    ...notes.map((note) => `${printable(note)}\n`),
    findingsText(findings),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function differenceText(stack: string, { gained, lost }: AccessDifference): string {
  if (gained.length + lost.length === 0) return `stack ${printable(stack)}: what is deployed grants the same\n`;
  const line = (sign: string, row: AccessRow): string[] => [sign, ...rowCells(row)];
  return [
    `stack ${printable(stack)}: the next deployment would change access\n\n`,
    grid([["", ...HEADING], ...gained.map((row) => line("gains", row)), ...lost.map((row) => line("loses", row))]),
  ].join("");
}

function findingsText(findings: readonly AccessFinding[]): string {
  if (findings.length === 0) return "";
  const lines = findings.map(({ weight, kind, message }) => `  ${weight}: ${kind}: ${printable(message)}`);
  return `${["worth a look", ...lines].join("\n")}\n`;
}

export function isolationText({ stacks, problems, notes, limits, grants, sharedGroups }: Isolation): string {
  const but = sharedGroups === 0 ? "" : ", but for the groups in the notes";
  const verdict =
    problems.length === 0
      ? `isolated: ${String(grants)} grants of ${String(stacks.length)} stacks, none reaches into another environment${but}`
      : `not isolated: ${String(problems.length)} problem${problems.length === 1 ? "" : "s"}`;
  return [
    grid([["stack", "environment", "subscription"], ...stacks.map((s) => [s.stack, s.environment, s.subscription])]),
    ...problems.map((problem) => `problem: ${printable(problem)}\n`),
    ...notes.map((note) => `note: ${printable(note)}\n`),
    `${["limits, the fullest first", ...limits.slice(0, 5).map((use) => `  ${printable(limitText(use))}`)].join("\n")}\n`,
    `${verdict}\n`,
  ].join("\n");
}
