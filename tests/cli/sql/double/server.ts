// Servers, databases and sessions in memory. A session has transactions that roll back, and a test can make any step of it
// fail, before it took effect or after.
import { SqlFailure, type Connect, type Connection, type Row, type Target } from "../../../../cli/sql/connection.ts";
import { Database } from "./database.ts";
import { DatabaseError } from "./error.ts";
import { SyntaxError102 } from "./lexer.ts";
import { readBatch, type Statement } from "./reader.ts";
import type { State } from "./state.ts";
import { selectRows } from "./views.ts";

/** A step of a session that a test may make fail. */
export interface SessionStep {
  readonly kind: "connect" | "begin" | "query" | "commit";
  readonly target: Target;
  readonly text: string;
}

/** When it fails: before anything happened, or when all has happened and only the answer is lost. */
export interface Fault {
  readonly moment: "before" | "after";
  readonly error: SqlFailure;
}

export type FaultOf = (step: SessionStep) => Fault | undefined;

export const connectionLost = (): SqlFailure =>
  new SqlFailure("Connection lost - read ECONNRESET", { phase: "query", code: "ESOCKET" });

export class Server {
  readonly #databases = new Map<string, Database>();
  /** Everything that was run, in order. */
  readonly log: string[] = [];
  fault: FaultOf = () => undefined;
  /** Statements that seem to run and change nothing, as when a trigger undoes them. */
  undone: (text: string) => boolean = () => false;
  /** Sessions that nobody has closed. */
  open = 0;

  database(target: Target): Database {
    const key = `${target.server}/${target.database}`;
    const database = this.#databases.get(key) ?? new Database();
    this.#databases.set(key, database);
    return database;
  }

  readonly connect: Connect = async (target) => {
    const fault = this.fault({ kind: "connect", target, text: "" });
    if (fault !== undefined) {
      throw fault.error;
    }
    this.open += 1;
    return Promise.resolve(new Session(this, target, this.database(target)));
  };
}

class Session implements Connection {
  readonly #server: Server;
  readonly #target: Target;
  readonly #database: Database;
  /** The state to go back to; undefined outside a transaction. */
  #before: State | undefined;
  #holdsLock = false;
  #lost: SqlFailure | undefined;
  #abortOnError = false;

  constructor(server: Server, target: Target, database: Database) {
    this.#server = server;
    this.#target = target;
    this.#database = database;
  }

  async query(text: string): Promise<readonly Row[]> {
    return this.#step("query", text, async () => {
      this.#server.log.push(text);
      if (this.#server.undone(text)) {
        return [];
      }
      try {
        return await this.#batch(readBatch(text));
      } catch (error) {
        if (this.#abortOnError) {
          this.#rollback();
          this.#lost = new SqlFailure("Transaction has been aborted.", { phase: "query", code: "EABORT" });
        }
        throw asFailure(error);
      }
    });
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.#step("begin", "", () => {
      this.#before = structuredClone(this.#database.state);
      return Promise.resolve();
    });
    try {
      const result = await work();
      await this.#step("commit", "", () => {
        this.#before = undefined;
        this.#unlock();
        return Promise.resolve();
      });
      return result;
    } catch (error) {
      this.#rollback();
      throw error;
    }
  }

  close(): Promise<void> {
    this.#server.open -= 1;
    this.#rollback();
    this.#lost = new SqlFailure("Connection is closed.", { phase: "query", code: "ECONNCLOSED" });
    return Promise.resolve();
  }

  async #step<T>(kind: SessionStep["kind"], text: string, work: () => Promise<T>): Promise<T> {
    if (this.#lost !== undefined) {
      throw this.#lost;
    }
    const fault = this.#server.fault({ kind, target: this.#target, text });
    if (fault?.moment === "before") {
      return this.#lose(fault.error);
    }
    const result = await work();
    return fault === undefined ? result : this.#lose(fault.error);
  }

  /** The session is gone, and the server ends what it had begun. */
  #lose(error: SqlFailure): never {
    this.#rollback();
    this.#lost = error;
    throw error;
  }

  #rollback(): void {
    if (this.#before !== undefined) {
      this.#database.state = this.#before;
      this.#before = undefined;
    }
    this.#unlock();
  }

  #unlock(): void {
    if (this.#holdsLock) {
      this.#holdsLock = false;
      this.#database.releaseLock();
    }
  }

  async #batch(statements: readonly Statement[]): Promise<readonly Row[]> {
    const variables = new Map<string, number>();
    let rows: readonly Row[] = [];
    for (const statement of statements) {
      switch (statement.kind) {
        case "set":
          this.#abortOnError ||= statement.option === "XACT_ABORT ON";
          break;
        case "declare":
          variables.set(statement.variable, 0);
          break;
        case "throw if negative":
          if ((variables.get(statement.variable) ?? 0) < 0) {
            throw new DatabaseError(statement.number, statement.message);
          }
          break;
        case "exec":
          await this.#exec(statement, variables);
          break;
        case "select":
          rows = selectRows(this.#database.state, statement);
          break;
        default:
          this.#database.run(statement);
      }
    }
    return rows;
  }

  async #exec(statement: Statement & { kind: "exec" }, variables: Map<string, number>): Promise<void> {
    const arg = (name: string): string => {
      const value = statement.args.get(name);
      if (value === undefined) {
        throw new DatabaseError(
          201,
          `Procedure or function '${statement.procedure}' expects parameter '${name}', which was not supplied.`,
        );
      }
      return value.value;
    };
    if (statement.procedure === "sp_addextendedproperty") {
      this.#database.addProperty({
        name: arg("@name"),
        value: arg("@value"),
        type: arg("@level0type"),
        principal: arg("@level0name"),
      });
      return;
    }
    if (statement.procedure !== "sp_getapplock") {
      throw new DatabaseError(2812, `Could not find stored procedure '${statement.procedure}'.`);
    }
    if (this.#before === undefined || arg("@lockowner") !== "Transaction" || arg("@lockmode") !== "Exclusive") {
      throw new DatabaseError(
        1230,
        "You attempted to acquire a transactional application lock without an active transaction.",
      );
    }
    const answer = await this.#database.takeLock(statement.args.get("@dbprincipal")?.value ?? "public");
    this.#holdsLock = answer >= 0;
    if (this.#holdsLock) {
      // What a transaction sees begins with what the one before it left.
      this.#before = structuredClone(this.#database.state);
    }
    variables.set(statement.result ?? "", answer);
  }
}

function asFailure(error: unknown): SqlFailure {
  if (error instanceof DatabaseError) {
    return new SqlFailure(error.message, { phase: "query", number: error.number, code: "EREQUEST" });
  }
  if (error instanceof SyntaxError102) {
    return new SqlFailure(error.message, { phase: "query", number: 102, code: "EREQUEST" });
  }
  throw error;
}
