// What simulated Azure remembers, in one file that a person can read.
// Risk removed: an `up` that is killed half-way must find what was really created. So every change is appended to a
// journal beside the file before the request is answered (one write, cheap for thousands of resources), and the
// readable file is rewritten as a whole (temporary file, then rename) once nothing has happened for a moment,
// at the stop, and at the next start.
import * as fs from "node:fs";
import * as path from "node:path";
import { randomBytes } from "node:crypto";
import { UserError } from "../../text/errors.ts";
import { isObject } from "./values.ts";
import type { Value } from "./values.ts";

/** Milliseconds of quiet after which the readable file is rewritten. */
const QUIET_MS = 250;

export const TABLES = ["resources", "deleted", "generations"] as const;
export type Table = (typeof TABLES)[number];
export type Tables = Record<Table, Map<string, unknown>>;

export interface Change {
  readonly table: Table;
  readonly key: string;
  /** null removes. */
  readonly value: unknown;
}

export class Store {
  readonly tables: Tables = { resources: new Map(), deleted: new Map(), generations: new Map() };
  /** Salts the hashes of secret values: a guessed value cannot be looked up in a table made elsewhere. */
  readonly salt: string;
  readonly #file: string;
  readonly #lock: string;
  #journal: number;
  #timer: NodeJS.Timeout | undefined;
  #dirty = false;
  #closed = false;

  constructor(file: string) {
    this.#file = path.resolve(file);
    this.#lock = `${this.#file}.lock`;
    fs.mkdirSync(path.dirname(this.#file), { recursive: true });
    this.#takeLock();
    this.salt = this.#load();
    this.#replay();
    this.#journal = fs.openSync(this.#journalFile, "a");
    this.#compact();
  }

  change(table: Table, key: string, value: unknown): void {
    if (this.#closed) return;
    apply(this.tables, { table, key, value });
    fs.writeSync(this.#journal, `${JSON.stringify({ table, key, value })}\n`);
    this.#dirty = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#compact();
    }, QUIET_MS);
    this.#timer.unref();
  }

  close(): void {
    if (this.#closed) return;
    this.#compact();
    this.#release();
    fs.rmSync(this.#journalFile, { force: true });
  }

  /** As a crash leaves it: the journal is not folded into the readable file. */
  abandon(): void {
    if (!this.#closed) this.#release();
  }

  #release(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    fs.closeSync(this.#journal);
    fs.rmSync(this.#lock, { force: true });
  }

  get #journalFile(): string {
    return `${this.#file}.journal`;
  }

  #takeLock(): void {
    try {
      fs.writeFileSync(this.#lock, String(process.pid), { flag: "wx" });
    } catch {
      const owner = Number(fs.readFileSync(this.#lock, "utf8"));
      if (owner === process.pid || isRunning(owner)) {
        throw new UserError(
          `simulated Azure: ${this.#file} is in use by process ${owner}, stop that one or name another state file`,
        );
      }
      fs.writeFileSync(this.#lock, String(process.pid));
    }
  }

  #load(): string {
    const fresh = randomBytes(16).toString("hex");
    if (!fs.existsSync(this.#file)) return fresh;
    const text = fs.readFileSync(this.#file, "utf8");
    if (text.trim() === "") return fresh;
    let content: Value;
    try {
      content = JSON.parse(text) as Value;
    } catch {
      fs.rmSync(this.#lock, { force: true });
      throw new UserError(`simulated Azure: ${this.#file} is not JSON, remove it to start from nothing`);
    }
    if (!isObject(content) || content["format"] !== 1) {
      fs.rmSync(this.#lock, { force: true });
      throw new UserError(`simulated Azure: ${this.#file} is not a state file of simulated Azure, name another one`);
    }
    for (const table of TABLES) {
      const rows = content[table];
      if (isObject(rows)) for (const [key, value] of Object.entries(rows)) this.tables[table].set(key, value);
    }
    return typeof content["salt"] === "string" ? content["salt"] : fresh;
  }

  #replay(): void {
    if (!fs.existsSync(this.#journalFile)) return;
    for (const line of fs.readFileSync(this.#journalFile, "utf8").split("\n")) {
      if (line === "") continue;
      let change: Change;
      try {
        change = JSON.parse(line) as Change;
      } catch {
        continue; // The last line of a crash may be cut; its request was never answered.
      }
      apply(this.tables, change);
    }
    this.#dirty = true;
  }

  #compact(): void {
    if (!this.#dirty && fs.existsSync(this.#file)) return;
    const content: Record<string, unknown> = {
      format: 1,
      about: "Simulated Azure. Nothing here exists in a real subscription; secret values are not stored.",
      salt: this.salt,
    };
    for (const table of TABLES) {
      content[table] = Object.fromEntries([...this.tables[table]].sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    const temporary = `${this.#file}.${process.pid}.tmp`;
    fs.writeFileSync(temporary, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
    fs.renameSync(temporary, this.#file);
    fs.ftruncateSync(this.#journal, 0);
    this.#dirty = false;
  }
}

function apply(tables: Tables, change: Change): void {
  if (change.value === null || change.value === undefined) tables[change.table].delete(change.key);
  else tables[change.table].set(change.key, change.value);
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
