// The file of simulated Azure and the journal beside it: what exists is what both say together.
// Risk removed: a reader who opens the file alone sees Azure as it was before the last requests, since the store takes its
// journal in only after a moment of quiet. So commands, tests and the store itself read through `readState`.
import * as fs from "node:fs";
import * as path from "node:path";
import { UserError } from "../../text/errors.ts";
import { isObject } from "./values.ts";
import type { Value } from "./values.ts";

export const TABLES = ["resources", "deleted", "generations"] as const;
export type Table = (typeof TABLES)[number];
export type Tables = Record<Table, Map<string, unknown>>;

export interface Change {
  readonly table: Table;
  readonly key: string;
  /** null removes. */
  readonly value: unknown;
}

export interface State {
  /** Salts the hashes of secret values; none where nothing was ever written. */
  readonly salt: string | undefined;
  readonly tables: Tables;
}

/** How often a reader begins anew because the store rewrote the file meanwhile; each rewrite needs a quiet moment first. */
const ATTEMPTS = 20;

/** Where a session keeps simulated Azure. */
export function azureFileIn(stateDir: string): string {
  return path.join(stateDir, "azure.json");
}

export function journalOf(file: string): string {
  return `${file}.journal`;
}

/** What exists now, also while another process writes. */
export function readState(file: string): State {
  for (let attempt = 1; ; attempt++) {
    const before = identity(file);
    const state = readFile(file);
    replay(state.tables, journalOf(file));
    // A file that was replaced in between has taken the journal in, which was then emptied: what was read may miss it.
    if (identity(file) === before) return state;
    if (attempt === ATTEMPTS) throw new UserError(`simulated Azure: ${file} is rewritten all the time, try again`);
  }
}

/** Replaces the file as a whole, so that a reader never meets half of it, and empties the journal. */
export function writeState(file: string, salt: string, tables: Tables): void {
  const content: Record<string, unknown> = {
    format: 1,
    about: "Simulated Azure. Nothing here exists in a real subscription; secret values are not stored.",
    salt,
  };
  for (const table of TABLES) {
    content[table] = Object.fromEntries([...tables[table]].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  fs.renameSync(temporary, file);
  if (fs.existsSync(journalOf(file))) fs.truncateSync(journalOf(file), 0);
}

export function apply(tables: Tables, change: Change): void {
  if (change.value === null || change.value === undefined) tables[change.table].delete(change.key);
  else tables[change.table].set(change.key, change.value);
}

function readFile(file: string): State {
  const tables: Tables = { resources: new Map(), deleted: new Map(), generations: new Map() };
  const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  if (text.trim() === "") return { salt: undefined, tables };
  let content: Value;
  try {
    content = JSON.parse(text) as Value;
  } catch {
    throw new UserError(`simulated Azure: ${file} is not JSON, remove it to start from nothing`);
  }
  if (!isObject(content) || content["format"] !== 1) {
    throw new UserError(`simulated Azure: ${file} is not a state file of simulated Azure, name another one`);
  }
  for (const table of TABLES) {
    const rows = content[table];
    if (isObject(rows)) for (const [key, value] of Object.entries(rows)) tables[table].set(key, value);
  }
  return { salt: typeof content["salt"] === "string" ? content["salt"] : undefined, tables };
}

function replay(tables: Tables, journal: string): void {
  if (!fs.existsSync(journal)) return;
  for (const line of fs.readFileSync(journal, "utf8").split("\n")) {
    if (line === "") continue;
    let change: Change;
    try {
      change = JSON.parse(line) as Change;
    } catch {
      continue; // The last line of a crash may be cut; its request was never answered.
    }
    apply(tables, change);
  }
}

/** Another one after each rewrite: the file is replaced and never written in place. */
function identity(file: string): string {
  const stat = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? "none" : `${String(stat.ino)} ${String(stat.mtimeNs)} ${String(stat.size)}`;
}
