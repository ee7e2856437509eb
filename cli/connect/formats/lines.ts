// What all formats share: the line that says where the ids come from, and the variables that an application is given.
import { cloudOf, type Connection } from "../connection.ts";
import { comment } from "../quote.ts";

export type Variable = readonly [name: string, value: string];

/** What it is and where it was read; `mark` begins a comment. */
export function heading(from: Connection, mark: string, ...more: readonly string[]): string[] {
  return [`${from.app}/${from.workload} in stack ${from.stack}, read from ${from.source}`, ...more].map(
    (line) => `${mark} ${comment(line)}`,
  );
}

/** Who it is: ids are no secrets. Every Azure client library reads these names (azure-sdk: Azure Identity, environment variables). */
export function identityVariables(from: Connection): readonly Variable[] {
  const { identity } = from;
  const { name, authorityHost } = cloudOf(from);
  return [
    ["AZURE_CLIENT_ID", identity.clientId],
    ["AZURE_TENANT_ID", identity.tenantId],
    // The public cloud's is the default of every library.
    ...(name === "public" ? [] : [["AZURE_AUTHORITY_HOST", authorityHost] as const]),
  ];
}

/** Names and addresses with which the application reads for itself, and so follows rotation without a restart. */
export function addressVariables(from: Connection): readonly Variable[] {
  const elsewhere = (vaultUri: string, variable: string): readonly Variable[] =>
    vaultUri === from.vaultUri ? [] : [[`${variable}_VAULT_URI`, vaultUri]];
  return [
    ["KEY_VAULT_URI", from.vaultUri],
    ...from.secrets.flatMap(({ variable, name, vaultUri }): readonly Variable[] => [
      [`${variable}_SECRET`, name],
      ...elsewhere(vaultUri, variable),
    ]),
    ...from.certificates.flatMap(({ variable, name, vaultUri }): readonly Variable[] => [
      [`${variable}_CERTIFICATE`, name],
      ...elsewhere(vaultUri, variable),
    ]),
    ...keyAndDatabaseVariables(from),
  ];
}

/** Keys never leave the vault, and a database's address is no secret: these are values everywhere. */
export function keyAndDatabaseVariables({ keys, databases }: Connection): readonly Variable[] {
  return [
    ...keys.map(({ variable, uri }): Variable => [`${variable}_KEY_URI`, uri]),
    ...databases.flatMap(({ variable, host, database }): readonly Variable[] => [
      [`${variable}_SQL_SERVER`, host],
      [`${variable}_SQL_DATABASE`, database],
    ]),
  ];
}

/** A secret whose value the platform puts into the variable. */
export interface Resolved {
  readonly variable: string;
  readonly key: string;
  readonly uri: string;
}

/** Secrets, the private keys of certificates, and connection strings: what a platform resolves by itself. */
export function resolvedSecrets({ secrets, certificates, databases }: Connection): readonly Resolved[] {
  return [
    ...secrets.map(({ variable, name, uri }) => ({ variable, key: name, uri })),
    // The secret of a certificate's name is the certificate with its private key (learn: Key Vault, about certificates).
    ...certificates.map(({ variable, name, uri }) => ({
      variable: `${variable}_PEM_OR_PFX`,
      key: name,
      uri: uri.replace("/certificates/", "/secrets/"),
    })),
    ...databases.flatMap(({ variable, secret }) =>
      secret === undefined ? [] : [{ variable: `${variable}_SQL_CONNECTION`, key: secret.name, uri: secret.uri }],
    ),
  ];
}

/** Connection strings that no vault of the application's own holds: another application's database. */
export function plainConnections({ databases }: Connection): readonly Variable[] {
  return databases.flatMap(({ variable, connectionString, secret }): readonly Variable[] =>
    secret === undefined ? [[`${variable}_SQL_CONNECTION`, connectionString]] : [],
  );
}
