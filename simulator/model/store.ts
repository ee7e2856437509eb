// What simulated Azure remembers, in one file that a person can read.
// Risk removed: an `up` that is killed half-way must find what was really created. So every change is appended to a
// journal beside the file before the request is answered (one write, cheap for thousands of resources), and the
// readable file is rewritten as a whole (temporary file, then rename) once nothing has happened for a moment,
// at the stop, and at the next start.
import * as fs from "node:fs";
import * as path from "node:path";
import { randomBytes } from "node:crypto";
import { UserError } from "../../text/errors.ts";
import { apply, journalOf, readState, writeState } from "./state-file.ts";
import type { Table, Tables } from "./state-file.ts";

/** Milliseconds of quiet after which the readable file is rewritten. */
const QUIET_MS = 250;

export class Store {
  readonly tables: Tables;
  /** Salts the hashes of secret values: a guessed value cannot be looked up in a table made elsewhere. */
  readonly salt: string;
  readonly #file: string;
  readonly #lock: string;
  readonly #journal: number;
  #timer: NodeJS.Timeout | undefined;
  #dirty = false;
  #closed = false;

  constructor(file: string) {
    this.#file = path.resolve(file);
    this.#lock = `${this.#file}.lock`;
    fs.mkdirSync(path.dirname(this.#file), { recursive: true });
    this.#takeLock();
    const { salt, tables } = this.#read();
    this.salt = salt ?? randomBytes(16).toString("hex");
    this.tables = tables;
    this.#dirty = fs.existsSync(journalOf(this.#file));
    this.#journal = fs.openSync(journalOf(this.#file), "a", 0o600);
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
    fs.rmSync(journalOf(this.#file), { force: true });
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

  #read(): ReturnType<typeof readState> {
    try {
      return readState(this.#file);
    } catch (error) {
      fs.rmSync(this.#lock, { force: true });
      throw error;
    }
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

  #compact(): void {
    if (!this.#dirty && fs.existsSync(this.#file)) return;
    writeState(this.#file, this.salt, this.tables);
    this.#dirty = false;
  }
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
