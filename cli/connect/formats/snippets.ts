// Code for five languages: one secret, and every database, without a password. docs/samples has the whole service around
// it, with caching and retries. Sources: learn, "Azure Key Vault secret client library" of each language, and
//  .NET   sql-docs, connect/ado-net/sql/azure-active-directory-authentication
//  Java   sql-docs, connect/jdbc/connecting-using-azure-active-directory-authentication (12.2: ActiveDirectoryManagedIdentity
//         with the client id as user, ActiveDirectoryDefault)
//  Python azure-docs, "Migrate a Python application to use passwordless connections with Azure SQL Database"
//         (SQL_COPT_SS_ACCESS_TOKEN is 1256, msodbcsql.h)
//  Node   tedious, typings of `token-credential`
//  Go     go-mssqldb, azuread/configuration.go (driver "azuresql", client id as "user id")
import type { Connection, Database } from "../connection.ts";
import { braced, literal } from "../quote.ts";
import { heading } from "./lines.ts";

export function dotnet(from: Connection): string {
  const [secret] = from.secrets;
  return [
    ...heading(
      from,
      "//",
      "Packages: Azure.Identity, Azure.Security.KeyVault.Secrets, Microsoft.Data.SqlClient (5.2 or later;",
      "from 7.0 on with Microsoft.Data.SqlClient.Extensions.Azure, where Entra's sign-in has moved to)",
    ),
    "using Azure.Identity;",
    ...(secret === undefined ? [] : ["using Azure.Security.KeyVault.Secrets;"]),
    ...(from.databases.length === 0 ? [] : ["using Microsoft.Data.SqlClient;"]),
    "",
    "var credential = new DefaultAzureCredential(new DefaultAzureCredentialOptions",
    "{",
    `    ManagedIdentityClientId = ${literal(from.identity.clientId)},`,
    `    WorkloadIdentityClientId = ${literal(from.identity.clientId)},`,
    "});",
    ...(secret === undefined
      ? []
      : [
          `var vault = new SecretClient(new Uri(${literal(secret.vaultUri)}), credential);`,
          `string ${camel(secret.variable)} = (await vault.GetSecretAsync(${literal(secret.name)})).Value.Value;`,
        ]),
    ...from.databases.flatMap(({ variable, connectionString }) => [
      "",
      "// A paused serverless database refuses with error 40613 for about a minute; this waits for two.",
      `await using var ${camel(variable)} = new SqlConnection(${literal(connectionString)})`,
      "{",
      "    RetryLogicProvider = SqlConfigurableRetryFactory.CreateFixedRetryProvider(",
      "        new SqlRetryLogicOption { NumberOfTries = 13, DeltaTime = TimeSpan.FromSeconds(10) }),",
      "};",
      `await ${camel(variable)}.OpenAsync();`,
    ]),
  ].join("\n");
}

export function jdbc(from: Connection): string {
  return [
    ...heading(
      from,
      "#",
      "Libraries: com.microsoft.sqlserver:mssql-jdbc (12.2 or later), com.azure:azure-identity",
      ...(from.databases.length === 0 ? ["It has access to no database."] : []),
      ...(from.databases.some(({ signIn }) => signIn === "federated")
        ? [`ActiveDirectoryDefault reads AZURE_CLIENT_ID: set it to ${from.identity.clientId}`]
        : []),
    ),
    ...from.databases.map((database) => jdbcUrl(database, from.identity.clientId)),
  ].join("\n");
}

function jdbcUrl({ host, database, signIn }: Database, clientId: string): string {
  return [
    `jdbc:sqlserver://${host}:1433`,
    `databaseName=${braced(database)}`,
    // TDS 8.0: TLS comes first.
    "encrypt=strict",
    "trustServerCertificate=false",
    // A paused serverless database takes about a minute to wake (sql-docs, serverless-tier-overview).
    "loginTimeout=130",
    "connectRetryCount=12",
    "connectRetryInterval=10",
    ...(signIn === "managed-identity"
      ? ["authentication=ActiveDirectoryManagedIdentity", `user=${braced(clientId)}`]
      : ["authentication=ActiveDirectoryDefault"]),
  ].join(";");
}

export function python(from: Connection): string {
  const [secret] = from.secrets;
  const { databases } = from;
  return [
    ...heading(
      from,
      "#",
      "Packages: azure-identity, azure-keyvault-secrets, pyodbc (with the ODBC Driver 18 for SQL Server)",
    ),
    ...(databases.length === 0 ? [] : ["import struct", ""]),
    ...(databases.length === 0 ? [] : ["import pyodbc"]),
    "from azure.identity import DefaultAzureCredential",
    ...(secret === undefined ? [] : ["from azure.keyvault.secrets import SecretClient"]),
    "",
    "credential = DefaultAzureCredential(",
    `    managed_identity_client_id=${literal(from.identity.clientId)},`,
    `    workload_identity_client_id=${literal(from.identity.clientId)},`,
    ")",
    ...(secret === undefined
      ? []
      : [
          `vault = SecretClient(vault_url=${literal(secret.vaultUri)}, credential=credential)`,
          `${secret.variable.toLowerCase()} = vault.get_secret(${literal(secret.name)}).value`,
        ]),
    ...(databases.length === 0
      ? []
      : [
          "",
          "SQL_COPT_SS_ACCESS_TOKEN = 1256",
          "",
          "",
          "def sql_token() -> dict[int, bytes]:",
          `    token = credential.get_token(${literal(sqlScope(databases[0]))}).token.encode("utf-16-le")`,
          '    return {SQL_COPT_SS_ACCESS_TOKEN: struct.pack(f"<I{len(token)}s", len(token), token)}',
          "",
        ]),
    ...databases.flatMap(({ variable, host, database }) => [
      "",
      `${variable.toLowerCase()} = pyodbc.connect(`,
      `    ${literal(`Driver={ODBC Driver 18 for SQL Server};Server=tcp:${host},1433;Database=${braced(database)};Encrypt=strict;TrustServerCertificate=no`)},`,
      "    timeout=30,  # a paused serverless database needs a minute: try again on error 40613, see docs/samples",
      "    attrs_before=sql_token(),",
      ")",
    ]),
  ].join("\n");
}

export function node(from: Connection): string {
  const [secret] = from.secrets;
  return [
    ...heading(from, "//", "Packages: @azure/identity, @azure/keyvault-secrets, mssql"),
    'import { DefaultAzureCredential } from "@azure/identity";',
    ...(secret === undefined ? [] : ['import { SecretClient } from "@azure/keyvault-secrets";']),
    ...(from.databases.length === 0 ? [] : ['import mssql from "mssql";']),
    "",
    "const credential = new DefaultAzureCredential({",
    `  managedIdentityClientId: ${literal(from.identity.clientId)},`,
    `  workloadIdentityClientId: ${literal(from.identity.clientId)},`,
    "});",
    ...(secret === undefined
      ? []
      : [
          `const vault = new SecretClient(${literal(secret.vaultUri)}, credential);`,
          `const ${camel(secret.variable)} = (await vault.getSecret(${literal(secret.name)})).value;`,
        ]),
    ...from.databases.flatMap(({ variable, host, database }) => [
      "",
      `const ${camel(variable)} = await new mssql.ConnectionPool({`,
      `  server: ${literal(host)},`,
      `  database: ${literal(database)},`,
      '  authentication: { type: "token-credential", options: { credential } },',
      '  options: { encrypt: "strict", trustServerCertificate: false },',
      "  connectionTimeout: 30_000, // a paused serverless database needs a minute: see docs/samples/node/awake.ts",
      "}).connect();",
    ]),
  ].join("\n");
}

export function go(from: Connection): string {
  const [secret] = from.secrets;
  const lines = [
    ...heading(
      from,
      "//",
      "Modules: github.com/Azure/azure-sdk-for-go/sdk/azidentity, …/sdk/security/keyvault/azsecrets, github.com/microsoft/go-mssqldb",
      `DefaultAzureCredential reads AZURE_CLIENT_ID: set it to ${from.identity.clientId}`,
    ),
    "package main",
    "",
    "import (",
    ...[
      ...(secret === undefined ? [] : ['"context"']),
      ...(from.databases.length === 0 ? [] : ['"database/sql"']),
      '"log"',
    ].map((line) => `\t${line}`),
    "",
    ...(secret === undefined
      ? []
      : [
          '\t"github.com/Azure/azure-sdk-for-go/sdk/azidentity"',
          '\t"github.com/Azure/azure-sdk-for-go/sdk/security/keyvault/azsecrets"',
        ]),
    ...(from.databases.length === 0 ? [] : ['\t_ "github.com/microsoft/go-mssqldb/azuread"']),
    ")",
    "",
    "func main() {",
    ...(secret === undefined
      ? []
      : [
          "\tcredential, err := azidentity.NewDefaultAzureCredential(nil)",
          ...failing,
          `\tvault, err := azsecrets.NewClient(${literal(secret.vaultUri)}, credential, nil)`,
          ...failing,
          "\t// An empty version is the newest one.",
          `\t${camel(secret.variable)}, err := vault.GetSecret(context.Background(), ${literal(secret.name)}, "", nil)`,
          ...failing,
          `\t_ = *${camel(secret.variable)}.Value`,
        ]),
    ...from.databases.flatMap((database) => [
      `\t${camel(database.variable)}, err := sql.Open("azuresql", ${literal(goUrl(database, from.identity.clientId))})`,
      ...failing,
      `\tdefer ${camel(database.variable)}.Close()`,
    ]),
    ...(secret === undefined && from.databases.length === 0 ? ['\tlog.Print("nothing to reach")'] : []),
    "}",
  ];
  return lines.join("\n");
}

const failing = ["\tif err != nil {", "\t\tlog.Fatal(err)", "\t}"];

function goUrl({ host, database, signIn }: Database, clientId: string): string {
  const query = new URLSearchParams({
    database,
    encrypt: "strict",
    TrustServerCertificate: "false",
    // Not "connection timeout", which ends every query that takes longer (go-mssqldb, net.go).
    "dial timeout": "30",
    ...(signIn === "managed-identity"
      ? { fedauth: "ActiveDirectoryManagedIdentity", "user id": clientId }
      : { fedauth: "ActiveDirectoryDefault" }),
  });
  return `sqlserver://${host}:1433?${query.toString().replaceAll("+", "%20")}`;
}

/** The token's audience follows the cloud, as the host does (learn: Azure SQL, Entra authentication, by cloud). */
function sqlScope(database: Database | undefined): string {
  const suffix = (database?.host ?? "").replace(/^[^.]+\./, "");
  return `https://${suffix}/.default`;
}

/** `STRIPE_KEY` to `stripeKey`; what begins otherwise than with a letter gets one. */
function camel(variable: string): string {
  const name = variable.toLowerCase().replaceAll(/_+([a-z0-9])/g, (_, character: string) => character.toUpperCase());
  return /^[a-z]/.test(name) && !RESERVED.has(name) ? name : `the${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Words that one of the languages, or the snippet itself, uses. */
const RESERVED = new Set(
  "abstract as base bool break byte case catch char class const continue credential decimal default defer delegate delete do double else enum err event explicit export extends extern false finally fixed float for foreach func function go goto if implicit import in int interface internal is lock log long main map namespace new null object operator out override package params private protected public range readonly ref return sealed select short sizeof sql static string struct super switch this throw true try type typeof uint using var vault virtual void volatile while with yield await async let chan fallthrough mssql context pyodbc".split(
    " ",
  ),
);
