// Rules over rows of logs, evaluated as Azure Monitor would. What the engine lacks of Kusto is written out here, and nothing else.
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { LOG_TABLES, type LogTable } from "../../facts/log-tables.ts";
import { rulePython } from "./python.ts";

export type Row = Readonly<Record<string, unknown>>;
export type Rows = { readonly [T in LogTable]?: readonly Row[] };

export interface Asked {
  readonly name: string;
  readonly query: string;
  readonly tables: readonly LogTable[];
  readonly windowMinutes: number;
  readonly frequencyMinutes: number;
}

export interface Case {
  readonly rows: Rows;
  /** When the rules are asked: ISO 8601, or after the last row. @default at the first tick of each rule after each of its rows */
  readonly at?: string;
  readonly rules: readonly Asked[];
}

export interface Answer {
  readonly fired: readonly { readonly at: string; readonly rows: readonly Row[] }[];
  /** What the engine could not do. */
  readonly error: string | null;
}

/** Answers larger than this are no test's. */
const MAX_BYTES = 256 * 1024 * 1024;

/** What each rule answers in each case. */
export function evaluate(cases: readonly Case[]): readonly Readonly<Record<string, Answer>>[] {
  const { python, why } = rulePython();
  if (python === undefined) throw new Error(`rules: no engine to run them: ${why ?? ""}`);
  const input = JSON.stringify({
    columns: LOG_TABLES,
    cases: cases.map(({ rows, at, rules }) => ({
      rows,
      at: at ?? null,
      rules: rules.map((rule) => ({ ...rule, query: withExistingColumns(rule.query) })),
    })),
  });
  const { status, stdout, stderr, error } = spawnSync(python, [path.join(import.meta.dirname, "evaluate.py")], {
    input,
    encoding: "utf8",
    maxBuffer: MAX_BYTES,
  });
  if (status !== 0) throw new Error(`rules: the engine failed: ${error?.message ?? stderr.slice(-2_000)}`);
  return JSON.parse(stdout) as readonly Readonly<Record<string, Answer>>[];
}

const COLUMNS = new Set(Object.values(LOG_TABLES).flatMap((columns) => Object.keys(columns)));

/** `column_ifexists` is not in the engine: the column where there is one, and otherwise what the query names instead. */
function withExistingColumns(query: string): string {
  return query.replaceAll(
    /column_ifexists\(\s*"(\w+)",\s*("[^"]*"|\w+\(null\))\s*\)/g,
    (_, column: string, instead: string) => (COLUMNS.has(column) ? column : instead),
  );
}
