// What Azure SQL and its drivers answer.
import { causesOf, type Cause } from "../cause.ts";

const sql = causesOf(
  "sql-docs: connectivity error messages of Azure SQL Database, MSSQLSERVER_18456, serverless tier, private link",
);
const driver = causesOf(
  "dotnet/SqlClient, microsoft/mssql-jdbc, msodbcsql, microsoft/go-mssqldb: documents and published reports",
);

/** A number of SQL Server as messages show it, and no other number. */
const number = (...codes: readonly number[]): RegExp => new RegExp(numbered(codes), "i");

/** As a number is written beside what it is: `Msg 40613`, `error: 40613`, `(40613)`, or alone. */
const numbered = (codes: readonly number[]): string =>
  codes.map((code) => `(?:${before(code)})${String(code)}(?!\\d)`).join("|");

/** A number of three digits stands in any text: it counts only as servers and drivers write it (`Msg 229`, `error: 229`). */
const before = (code: number): string =>
  code < 1000
    ? String.raw`\bmsg\s+|\b(?:error|errno|number|sqlerror|code)\b\s*[:=#]\s*`
    : String.raw`\b(?:msg|error|errno|number|sqlerror|code)\b\W{0,12}|[([]|^\s*`;

/** The words, or the number beside its name. */
const said = (words: RegExp, ...codes: readonly number[]): RegExp =>
  new RegExp(`${words.source}|${numbered(codes)}`, "i");

export const SQL_CAUSES: readonly Cause[] = [
  sql(
    "sql-token",
    "sign-in",
    /Login failed for user '<token-identified principal>'\. Incorrect or invalid token/i,
    "the token was made for another resource, or is damaged",
    "ask for https://database.windows.net/.default",
  ),
  sql(
    "sql-no-user",
    "role",
    /Login failed for user '<token-identified principal>'/i,
    "the token was accepted and no user of this database belongs to it",
    "run `strongroom sql apply`; the user's SID is made of the client id, and the connection must name the database",
  ),
  sql(
    "sql-empty-user",
    "sign-in",
    /Login failed for user ''/i,
    "no token was set on the connection",
    "set the token before opening, or use the driver's own Entra method",
  ),
  sql(
    "sql-entra",
    "sign-in",
    [number(18456), /State:?\s*(?:10[2-9]|11[01]|132|133)(?!\d)/i],
    "the server could not sign the caller in with Entra",
    "check the administrator of the server, and that the token is of its tenant",
  ),
  sql(
    "sql-database-unknown",
    "object",
    [number(18456), /State:?\s*(?:38|40|126)(?!\d)/i],
    "there is no database of this name on the server",
    "compare the name with `strongroom connect`",
  ),
  sql(
    "sql-password",
    "sign-in",
    [number(18456), /State:?\s*(?:2|5|7|8|9|18)(?!\d)/i],
    "a name and a password were tried; the server takes Entra's tokens alone",
    "use the workload's identity",
  ),
  sql(
    "sql-other-user",
    "sign-in",
    /Login failed for user '[^<'][^']*'/i,
    "a name and a password were tried, or the principal has no user here",
    "the server takes Entra's tokens alone: use the workload's identity",
  ),
  sql(
    "sql-public-off",
    "network",
    [/Deny Public Network Access|47073|Connection was denied since/i],
    "the call came to the public address, and public access is off",
    "make the name resolve to the private endpoint where the workload runs",
  ),
  sql(
    "sql-firewall",
    "network",
    said(/is not allowed to access the server/i, 40615, 40914),
    "the server saw an address that no rule lets in: the name resolved to the public gateway",
    "make the name resolve to the private endpoint; an exception is a setting with a reason and an end",
  ),
  sql(
    "sql-no-rules",
    "network",
    /Unable to create or modify firewall rules when public network interface/i,
    "firewall rules cannot be written while public access is off",
    "write none: the server is reached by its private endpoint",
  ),
  sql(
    "sql-paused",
    "wait",
    said(/is not currently available\./i, 40613),
    "the database is resuming from a pause, or failing over",
    "retry for more than a minute: a serverless database needs about one",
  ),
  sql(
    "sql-busy",
    "wait",
    said(/The service is currently busy/i, 40501, 49918, 49919, 49920, 40197),
    "the service is busy or moving the database",
    "retry after ten seconds, with growing pauses",
  ),
  sql(
    "sql-limit",
    "wait",
    said(/request limit for the (?:database|elastic pool) is|session limit for the/i, 10928, 10929),
    "the database has no workers or sessions left",
    "pool connections, shorten queries, or give it a larger size",
  ),
  sql(
    "sql-full",
    "object",
    said(/has reached its size quota/i, 40544),
    "the database is full",
    "free space, or give it a larger size",
  ),
  sql(
    "sql-permission",
    "role",
    said(
      /The [A-Z ]+ permission was denied on the (?:object|database|schema|column)|permission denied in database|User does not have permission to perform this action/i,
      229,
      230,
      262,
      300,
    ),
    "the user is there and lacks this right",
    "ask for it in the manifest under `access`, deploy, and run `strongroom sql apply`",
  ),
  sql(
    "sql-not-member",
    "role",
    said(/is not able to access the database .* under the current security context/i, 916),
    "the principal has no user in this database",
    "run `strongroom sql apply`",
  ),
  sql(
    "sql-directory",
    "role",
    said(
      /Principal '[^']*' could not be (?:found|resolved)/i,
      33130,
      33131,
      33132,
      33133,
      33134,
      33135,
      33136,
      33137,
      33138,
      33139,
    ),
    "the server could not look the principal up in Entra",
    "use `strongroom sql apply`, which needs no look-up",
  ),
  sql(
    "sql-principal-missing",
    "object",
    said(
      /Cannot (?:add|find|alter|drop) the (?:principal|user|role|login)[^.]*because it does not exist or you do not have permission/i,
      15151,
    ),
    "the user was not made, or the caller may not see it",
    "make the user first: `strongroom sql apply`",
  ),

  driver(
    "driver-privatelink-name",
    "network",
    /certificate is valid for[^\n]*not [^\n]*privatelink|privatelink[^\n]*(?:certificate|SSL|TLS)/i,
    "the connection names the privatelink host, which is in no certificate",
    "use <server>.database.windows.net, which resolves to the private address",
  ),
  driver(
    "driver-certificate-name",
    "network",
    /target principal name is incorrect|Failed to validate the server name in a certificate|certificate is valid for|RemoteCertificateNameMismatch/i,
    "the certificate is not for the name that was asked for",
    "use the public name of the server, and a current driver",
  ),
  driver(
    "driver-certificate-trust",
    "network",
    /PKIX path building failed|unable to get local issuer certificate|RemoteCertificateChainErrors|certificate chain was issued by an authority that is not trusted|pre-login handshake[^\n]*(?:AuthenticationException|Authe)/i,
    "the host does not trust the server's certificate: roots are missing, or a proxy looks into the connection",
    "install the system's root certificates; never trust the server blindly",
  ),
  driver(
    "driver-pinned",
    "network",
    /server certificate doesn'?t match the provided certificate/i,
    "a certificate was pinned, and Azure has renewed it",
    "drop the pin",
  ),
  driver(
    "driver-prelogin",
    "network",
    /pre-login handshake/i,
    "something answered, and it was not the server: a proxy, a firewall, or ports 11000 to 11999 are closed",
    "open 1433 and 11000 to 11999 to the private endpoint, and check the address",
  ),
  driver(
    "driver-postlogin",
    "wait",
    /timeout period elapsed during the post-login phase/i,
    "the server was too busy to finish the sign-in, or the database is resuming",
    "retry for more than a minute with a longer timeout",
  ),
  driver(
    "driver-unresolved",
    "network",
    [
      /database\.(?:windows|usgovcloudapi|chinacloudapi)/i,
      /no such host|ENOTFOUND|getaddrinfo|Name or service not known|No such host is known/i,
    ],
    "the server's name does not resolve from here",
    "link the private zone to this network, or correct the name",
  ),
  driver(
    "driver-unreachable",
    "network",
    /network-related or instance-specific error|Could not open a connection to SQL Server|unable to open tcp connection|provider: (?:Named Pipes|TCP) Provider, error: (?:40|0)\b/i,
    "the name does not resolve, or the port is closed",
    "check DNS and port 1433 from where the workload runs",
  ),
  driver(
    "driver-login-timeout",
    "network",
    /Login timeout expired|HYT00/i,
    "the server was not reached in time, or the host gives no token",
    "check the way to the private endpoint and the identity of the host",
  ),
  driver(
    "driver-reset",
    "wait",
    /0x2746|\b10054\b|ECONNRESET|forcibly closed by the remote host|connection reset by peer/i,
    "the connection was cut: idle too long, a failover, or an old TLS",
    "retry; use TLS 1.2 or later",
  ),
];
