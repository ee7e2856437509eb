// How an application reaches a database without a password: the string names who it is, and Entra proves it.

/** Seconds; a paused serverless database takes about a minute to wake (sql-docs, serverless-tier-overview). */
const CONNECT_TIMEOUT = 60;

export interface ConnectionStringArgs {
  /** The failover group's listener, or the server. */
  readonly host: string;
  readonly database: string;
  /** Client id of the workload's identity: a host can have several. */
  readonly clientId: string;
  /**
   * Where the token comes from. A workload that runs on Azure asks the host; one that another issuer vouches for
   * (Kubernetes, a pipeline) goes through the default chain, which tries that first.
   */
  readonly signIn: "managed-identity" | "federated";
}

/** For Microsoft.Data.SqlClient, and the drivers that read its keywords; it holds no secret. */
export function connectionString(args: ConnectionStringArgs): string {
  const values: readonly (readonly [string, string])[] = [
    ["Server", `tcp:${args.host},1433`],
    ["Database", args.database],
    [
      "Authentication",
      args.signIn === "managed-identity" ? "Active Directory Managed Identity" : "Active Directory Default",
    ],
    ["User Id", args.clientId],
    ["Encrypt", "True"],
    ["TrustServerCertificate", "False"],
    ["Connect Timeout", String(CONNECT_TIMEOUT)],
    // A failover or a maintenance window cuts connections for seconds (sql-docs, troubleshoot-common-connectivity-issues).
    ["ConnectRetryCount", "3"],
    ["ConnectRetryInterval", "10"],
  ];
  return values.map(([keyword, value]) => `${keyword}=${quoted(value)}`).join(";");
}

/** A value with a delimiter in it must not become a keyword of its own (learn: connection string syntax). */
function quoted(value: string): string {
  return /[;'"=]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
