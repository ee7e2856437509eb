// What an application is told about what it got: names, addresses and ids, and nothing secret.
import type * as pulumi from "@pulumi/pulumi";
import { KEY_WORDS, type KeyWord } from "../authorization/object-roles.ts";
import type { WorkloadIdentity } from "../identity/workload-identity.ts";
import { declaredUsers, type DeclaredUser } from "../sql/declared-users.ts";
import type { DeclaredVault } from "../vault/declared.ts";
import type { AppDatabases, DatabaseConnection } from "./app-databases.ts";
import type { AppSpec, WorkloadRef } from "./app-spec.ts";
import type { AppVaults } from "./app-vaults.ts";
import { workloadLabel } from "./workload-label.ts";

export interface AppOutputs {
  /** The Entra tenant that the workloads sign in to. */
  readonly tenantId: string;
  readonly resourceGroup: string;
  readonly vault: VaultObjectOutput;
  /** The vault in the paired region, with the same objects under the same names. */
  readonly pairedVault?: VaultObjectOutput;
  readonly workloads: Readonly<
    Record<
      string,
      {
        readonly identity: string;
        readonly clientId: pulumi.Input<string>;
        readonly principalId: pulumi.Input<string>;
        readonly resourceId: pulumi.Input<string>;
        /** Who may sign in as it from outside; empty where it runs on Azure. */
        readonly federation: Readonly<Record<string, { readonly issuer: string; readonly subject: string }>>;
      }
    >
  >;
  /** By the manifest's key; the address has no version, so that a reader follows rotation. */
  readonly secrets: Readonly<Record<string, SecretOutput>>;
  readonly keys: Readonly<Record<string, KeyOutput>>;
  readonly certificates: Readonly<Record<string, CertificateOutput>>;
  /** What `strongroom vault` brings the vaults to: metadata, policies, certificates and who reads them. */
  readonly vaultObjects: readonly DeclaredVault[];
  readonly databases: Readonly<Record<string, DatabaseOutput>>;
}

export interface DatabaseOutput {
  /** What to connect to: the failover group where there is one, else the server. */
  readonly server: string;
  readonly database: string;
  readonly users: readonly DeclaredUser[];
  /** How each workload gets in, by its name: `api`, or `reporting/etl` of another application. */
  readonly connections: Readonly<
    Record<string, { readonly connectionString: pulumi.Input<string>; readonly secret?: VaultObjectOutput }>
  >;
}

export interface VaultObjectOutput {
  readonly name: string;
  readonly uri: string;
}

/** Workloads that hold a grant on an object: `api`, or `reporting/etl` of another application. */
type Workloads = readonly string[];

export interface SecretOutput extends VaultObjectOutput {
  readonly readers: Workloads;
  readonly writers: Workloads;
}

export type KeyOutput = VaultObjectOutput & Readonly<Record<KeyWord, Workloads>>;

export interface CertificateOutput extends VaultObjectOutput {
  readonly readers: Workloads;
}

/** What an application consists of. */
export interface AppParts {
  readonly app: AppSpec;
  readonly tenantId: string;
  readonly workloads: ReadonlyMap<string, WorkloadIdentity>;
  readonly vaults: AppVaults;
  readonly sql: AppDatabases | undefined;
}

export function describeApp({ app, tenantId, workloads, vaults, sql }: AppParts): AppOutputs {
  const { home, paired, declared } = vaults;
  const called = (refs: readonly WorkloadRef[] = []): Workloads => refs.map((ref) => workloadLabel(app.name, ref));
  return {
    tenantId,
    resourceGroup: app.resourceGroupName,
    vault: { name: home.vault.vaultName, uri: home.vault.uri },
    ...(paired === undefined ? {} : { pairedVault: { name: paired.vault.vaultName, uri: paired.vault.uri } }),
    workloads: fromMap(workloads, ({ identityName, clientId, principalId, id }, key) => ({
      identity: identityName,
      clientId,
      principalId,
      resourceId: id,
      federation: Object.fromEntries(
        Object.entries(app.workloads[key]?.federation ?? {}).map(([credential, { issuer, subject }]) => [
          credential,
          { issuer, subject },
        ]),
      ),
    })),
    secrets: fromMap(home.secrets, ({ secretName, uri, state }, key) => ({
      name: secretName,
      uri,
      // A retired secret is declared still, and granted to nobody.
      readers: state === "retired" ? [] : called(app.secrets[key]?.readers),
      writers: state === "retired" ? [] : called(app.secrets[key]?.writers),
    })),
    keys: fromMap(home.keys, ({ keyName, uri }, key) => ({
      name: keyName,
      uri,
      ...(Object.fromEntries(KEY_WORDS.map((word) => [word, called(app.keys[key]?.grants[word])])) as Record<
        KeyWord,
        Workloads
      >),
    })),
    certificates: fromMap(home.certificates, ({ certificateName, uri }, key) => ({
      name: certificateName,
      uri,
      readers: called(app.certificates[key]?.readers),
    })),
    vaultObjects: declared,
    databases: sql === undefined ? {} : describeDatabases(app.name, sql),
  };
}

function describeDatabases(app: string, { databases, connections }: AppDatabases): Record<string, DatabaseOutput> {
  return Object.fromEntries(
    [...databases].map(([key, database]) => [
      key,
      {
        server: database.host,
        database: database.databaseName,
        users: declaredUsers(app, database).users,
        connections: fromMap(
          connections.get(key) ?? new Map<string, DatabaseConnection>(),
          ({ connectionString, secret }) => ({
            connectionString,
            ...(secret === undefined ? {} : { secret: { name: secret.secretName, uri: secret.uri } }),
          }),
        ),
      },
    ]),
  );
}

function fromMap<T, U>(map: ReadonlyMap<string, T>, describe: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries([...map].map(([key, value]) => [key, describe(value, key)]));
}
