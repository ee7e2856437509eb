// The few things that the reconciler asks of a database, so that a double can stand in for it.

/** What a query gives back, one record a row. */
export type Row = Readonly<Record<string, unknown>>;

/** One session with one database. */
export interface Connection {
  /** Runs one batch, inside the transaction where one is open. Only the constants and statements of this folder come here. */
  query(text: string): Promise<readonly Row[]>;
  /** Runs `work` in a transaction of this session: committed when it resolves, rolled back when it rejects. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Where a session goes. */
export interface Target {
  /** Host name. */
  readonly server: string;
  readonly database: string;
}

export type Connect = (target: Target) => Promise<Connection>;

export interface FailureDetails {
  readonly phase: "connect" | "query";
  readonly number?: number | undefined;
  readonly code?: string | undefined;
  readonly cause?: unknown;
}

/** What a database, a driver or a network said, with what is needed to judge it. */
export class SqlFailure extends Error {
  override readonly name = "SqlFailure";
  /** SQL Server's error number, where there is one. */
  readonly number: number | undefined;
  /** The driver's code: ELOGIN, ESOCKET, ETIMEOUT, … */
  readonly code: string | undefined;
  /** Before a session was there, or in it. */
  readonly phase: "connect" | "query";

  constructor(message: string, details: FailureDetails) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.number = details.number;
    this.code = details.code;
    this.phase = details.phase;
  }
}
