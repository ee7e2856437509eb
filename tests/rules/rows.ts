// A folder of log rows, one file a table: an array of rows, or of records that hold one under `row`.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { LOG_TABLES, type LogTable } from "../../facts/log-tables.ts";
import type { Row, Rows } from "./evaluate.ts";

/** What is in the folder, and what of it no rule looks at. */
export function readRows(folder: string): { readonly rows: Rows; readonly ignored: readonly string[] } {
  if (!existsSync(folder))
    throw new Error(`rules: ${folder}: there is no such folder; name one with STRONGROOM_LOG_ROWS`);
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const isTable = (name: string): name is LogTable => Object.hasOwn(LOG_TABLES, name);
  const rows = files.flatMap((file): [LogTable, readonly Row[]][] => {
    const table = path.basename(file, ".json");
    return isTable(table) ? [[table, rowsIn(path.join(folder, file))]] : [];
  });
  return {
    rows: Object.fromEntries(rows),
    ignored: files.map((file) => path.basename(file, ".json")).filter((name) => !isTable(name)),
  };
}

function rowsIn(file: string): readonly Row[] {
  const content: unknown = JSON.parse(readFileSync(file, "utf8"));
  const items: readonly unknown[] = Array.isArray(content) ? content : [content];
  return items.flatMap((item): Row[] => {
    if (typeof item !== "object" || item === null) return [];
    const inner: unknown = "row" in item ? item.row : item;
    return typeof inner === "object" && inner !== null ? [inner as Row] : [];
  });
}
