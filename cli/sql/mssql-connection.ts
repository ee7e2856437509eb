// The real road to a database: the mssql driver with an Entra token. There is no parameter for a password, and no way to
// skip the check of the server's certificate.
import type { TokenCredential } from "@azure/identity";
import sql from "mssql";
import { CLOUDS } from "../../facts/clouds.ts";
import { SqlFailure, type Connect, type Connection, type Row, type Target } from "./connection.ts";
import { tokenSource } from "./token-source.ts";

/** Milliseconds to a session: a private endpoint answers at once or never, a gateway may take its time. */
const CONNECT_TIMEOUT = 30_000;
/** Milliseconds a statement may take: longer than the reconciler waits for its lock. */
const REQUEST_TIMEOUT = 60_000;

/** Connects with `credential`; many databases share one token. */
export function connector(credential: TokenCredential, appName = "strongroom sql"): Connect {
  const tokenFor = tokenSource(credential);
  return async (target) => {
    const token = await tokenFor(audienceOf(target.server));
    let loginError: number | undefined;
    const pool = new sql.ConnectionPool({
      ...configFor(target, token, appName),
      // The driver keeps the words of a failed login and drops its number, which is what tells the reasons apart.
      beforeConnect: (connection) => {
        connection.on("errorMessage", (message) => {
          loginError = message.number;
        });
      },
    });
    // Errors reach the caller through the promises; without a listener one that comes late would end the process.
    pool.on("error", () => undefined);
    try {
      await pool.connect();
    } catch (error) {
      await pool.close().catch(() => undefined);
      throw asFailure(error, "connect", loginError);
    }
    return new MssqlConnection(pool);
  };
}

/** Everything about a session but who listens to it. */
export function configFor(target: Target, token: string, appName: string): sql.config {
  return {
    server: target.server,
    database: target.database,
    port: 1433,
    connectionTimeout: CONNECT_TIMEOUT,
    requestTimeout: REQUEST_TIMEOUT,
    // One session: what runs in it runs in order, and SET and locks stay with it.
    pool: { max: 1, min: 0 },
    authentication: { type: "azure-active-directory-access-token", options: { token } },
    // "strict" is TDS 8.0: TLS and the check of the certificate come first. With `true`, this driver (tedious 19.2.2)
    // goes on in plain text when whoever answers says that it cannot encrypt, and hands over an administrator's token.
    options: { encrypt: "strict", trustServerCertificate: false, appName },
  };
}

class MssqlConnection implements Connection {
  readonly #pool: sql.ConnectionPool;
  #transaction: sql.Transaction | undefined;

  constructor(pool: sql.ConnectionPool) {
    this.#pool = pool;
  }

  async query(text: string): Promise<readonly Row[]> {
    try {
      // Inside a transaction a request is bound to its session: when that is lost, the request fails, it does not move on.
      const request = this.#transaction?.request() ?? this.#pool.request();
      const result = await request.batch<Row>(text);
      return result.recordsets[0] ?? [];
    } catch (error) {
      throw asFailure(error, "query");
    }
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    const transaction = new sql.Transaction(this.#pool);
    // XACT_ABORT rolls back on the server; the driver then says so as an event of its own.
    transaction.on("error", () => undefined);
    try {
      await transaction.begin();
    } catch (error) {
      throw asFailure(error, "query");
    }
    this.#transaction = transaction;
    try {
      const result = await work();
      await transaction.commit().catch((error: unknown) => {
        throw asFailure(error, "query");
      });
      return result;
    } catch (error) {
      // Gone already when the server rolled back or the session was lost; closing the session does it otherwise.
      await transaction.rollback().catch(() => undefined);
      throw error;
    } finally {
      this.#transaction = undefined;
    }
  }

  async close(): Promise<void> {
    await this.#pool.close().catch(() => undefined);
  }
}

/**
 * The audience is ours to choose, by cloud: the driver's own way asks for a token for whatever resource the server
 * names while it signs in.
 */
function audienceOf(server: string): string {
  const suffix = Object.values(CLOUDS)
    .map((cloud) => cloud.sqlSuffix)
    .find((candidate) => server.endsWith(`.${candidate}`));
  if (suffix === undefined) {
    throw new SqlFailure(`${server} is no Azure SQL host name`, { phase: "connect", code: "EARGS" });
  }
  return `https://${suffix}/.default`;
}

/** Whatever the driver throws, with the number and code that are worth knowing. */
export function asFailure(error: unknown, phase: "connect" | "query", loginError?: number): SqlFailure {
  if (error instanceof SqlFailure) {
    return error;
  }
  let number = loginError;
  let code: string | undefined;
  let current: unknown = error;
  // A TransactionError wraps what happened, a RequestError wraps the server's words: the innermost number counts.
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    if ("number" in current && typeof current.number === "number") {
      number = current.number;
    }
    if ("code" in current && typeof current.code === "string") {
      code ??= current.code;
    }
    current = "originalError" in current ? current.originalError : current.cause;
  }
  return new SqlFailure(error instanceof Error ? error.message : String(error), { phase, number, code, cause: error });
}
