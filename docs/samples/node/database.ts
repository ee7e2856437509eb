// The way to one database: by a token, in TLS that cannot be talked down, and patient with a database that sleeps.
import type { TokenCredential } from "@azure/identity";
import mssql from "mssql";
import { whenAwake, type AwakeOptions } from "./awake.ts";

/** Connects; `more` is for a test's port and certificate. */
export function connectTo(
  server: string,
  database: string,
  credential: TokenCredential,
  more: Partial<mssql.config> = {},
  options: AwakeOptions = {},
): Promise<mssql.ConnectionPool> {
  return whenAwake(async () => {
    const pool = new mssql.ConnectionPool({
      ...more,
      server,
      database,
      authentication: { type: "token-credential", options: { credential } },
      // "strict" is TDS 8.0: TLS comes first. With `true` the driver goes on in plain text when whoever answers says that it
      // cannot encrypt, and hands over the token.
      options: {
        ...more.options,
        encrypt: "strict",
        trustServerCertificate: false,
        // The driver's own three tries are over in two seconds; the waiting is done above.
        maxRetriesOnTransientErrors: 0,
      } as mssql.IOptions,
      connectionTimeout: 30_000,
    });
    try {
      return await pool.connect();
    } catch (error) {
      await pool.close().catch(() => undefined);
      throw error;
    }
  }, options);
}
