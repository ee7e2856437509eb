// The databases of one application in one environment: the server, who may do what inside, and for every workload the
// connection string with which it gets there, without a password.
import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../platform.ts";
import { connectionString } from "../sql/connection-string.ts";
import type { EncryptionKey } from "../sql/server-encryption.ts";
import type { DatabaseGrantee, SqlDatabase } from "../sql/sql-database.ts";
import { SqlServer } from "../sql/sql-server.ts";
import { isReplicated, resident, storable, type DatabaseShape, type SqlShape } from "../sql/sql-shape.ts";
import type { AppVault } from "../vault/app-vault.ts";
import type { VaultConnection } from "../vault/vault-connection.ts";
import type { FindWorkload } from "./find-workload.ts";
import { workloadLabel } from "./workload-label.ts";
import type { AppSpec, DatabaseAccessSpec, DatabaseSize, PrincipalRef, WorkloadRef } from "./app-spec.ts";

/** Days between two versions of the key that databases are encrypted with: what R7 allows at most. */
const ENCRYPTION_KEY_ROTATION_DAYS = 90;

export interface AppDatabasesArgs {
  readonly platform: Platform;
  readonly app: AppSpec;
  readonly vault: AppVault;
  /** The vault in the paired region. */
  readonly pairedVault?: AppVault;
  readonly vaultSku: "standard" | "premium";
  readonly resourceGroupName: pulumi.Input<string>;
  readonly sql: SqlShape;
  /** What small, medium and large are here. */
  readonly sizes: Readonly<Record<DatabaseSize, DatabaseShape>>;
}

/** How one workload reaches one database. */
export interface DatabaseConnection {
  readonly connectionString: pulumi.Output<string>;
  /** Where the workload finds the same in its application's vault; other applications have no secret here. */
  readonly secret: VaultConnection | undefined;
}

export class AppDatabases {
  readonly server: SqlServer;
  /** By database, then by workload: `api`, or `reporting/etl` of another application. */
  readonly connections = new Map<string, Map<string, DatabaseConnection>>();
  readonly #args: AppDatabasesArgs;

  constructor(name: string, args: AppDatabasesArgs, opts: pulumi.ComponentResourceOptions) {
    const { app, platform, sql, sizes } = args;
    const residency = platform.dataResidency ?? "geography";
    const replicated = isReplicated(sql, residency, app.availability);
    const { pairedName, failoverGroupName, endpointAddress, pairedEndpointAddress, publicAccess } = app.sqlServer;
    if (pairedEndpointAddress !== undefined && !replicated) {
      throw new pulumi.RunError(
        `application ${app.name}: endpointAddresses.pairedSqlServer: "${pairedEndpointAddress}" has no server to go to: its databases are not replicated here; leave it out`,
      );
    }
    const encryptionKey = databaseKey(args);
    const keptHere = (shape: DatabaseShape): DatabaseShape => storable(resident(shape, residency), platform.location);

    this.server = new SqlServer(
      name,
      {
        platform,
        serverName: app.sqlServer.name,
        resourceGroupName: args.resourceGroupName,
        tags: app.tags,
        administrators: platform.sqlAdministrators,
        alertEmails: [app.owner],
        databases: Object.fromEntries(
          Object.entries(app.databases).map(([key, { name: databaseName, purpose, owner, size, ledger }]) => [
            key,
            { databaseName, purpose, owner, ledger, shape: keptHere(sizes[size]) },
          ]),
        ),
        ...(sql.minimalTlsVersion === undefined ? {} : { minimalTlsVersion: sql.minimalTlsVersion }),
        ...(encryptionKey === undefined ? {} : { encryptionKey }),
        ...(replicated
          ? {
              failover: {
                partnerServerName: pairedName,
                groupName: failoverGroupName,
                ...(pairedEndpointAddress === undefined ? {} : { partnerEndpointAddress: pairedEndpointAddress }),
              },
            }
          : {}),
        ...(endpointAddress === undefined ? {} : { endpointAddress }),
        ...(publicAccess === undefined ? {} : { publicAccess }),
      },
      opts,
    );
    this.#args = args;
    const wanted = Object.values(app.databases).map(({ size }) => resident(sizes[size], residency));
    if (wanted.some((shape) => storable(shape, platform.location).backupRedundancy !== shape.backupRedundancy)) {
      const words = `application ${app.name}: backups of its databases stay in ${platform.location}, with which Azure pairs no region`;
      void pulumi.log.warn(words, this.server);
    }
  }

  get databases(): ReadonlyMap<string, SqlDatabase> {
    return this.server.databases;
  }

  /** Every user that the manifest asks for, and a connection for each of them that is a workload. */
  grantAll(find: FindWorkload): void {
    const { app } = this.#args;
    for (const [key, database] of this.databases) {
      const access = app.databases[key]?.access;
      if (access === undefined) continue;
      grantDatabase(database, access, find);
      this.connections.set(
        key,
        new Map(
          workloadsOf(access).map((ref) => [workloadLabel(app.name, ref), this.#connect(key, database, ref, find)]),
        ),
      );
    }
  }

  #connect(key: string, database: SqlDatabase, ref: WorkloadRef, find: FindWorkload): DatabaseConnection {
    const { app } = this.#args;
    const workload = find(ref);
    const own = ref.app === app.name ? app.workloads[ref.workload] : undefined;
    // Of another application's workload it is not known here where it runs; the default chain finds out.
    const signIn = own !== undefined && Object.keys(own.federation).length === 0 ? "managed-identity" : "federated";
    const value = pulumi
      .output(workload.clientId)
      .apply((clientId) =>
        connectionString({ host: database.host, database: database.databaseName, clientId, signIn }),
      );

    const spec = app.databases[key];
    const secretName = own === undefined ? undefined : spec?.connectionSecretNames[ref.workload];
    if (spec === undefined || secretName === undefined) return { connectionString: value, secret: undefined };
    const keep = (vault: AppVault): VaultConnection =>
      vault
        .connection(`${key}-${ref.workload}-sql-conn`, {
          secretName,
          purpose: `Connects ${ref.workload} to ${spec.name} without a password`,
          owner: spec.owner,
          connectionString: value,
        })
        .grantRead(workload);
    if (this.#args.pairedVault !== undefined) keep(this.#args.pairedVault);
    return { connectionString: value, secret: keep(this.#args.vault) };
  }
}

/** A key of the application's own, where its data is confidential or more. */
function databaseKey({ app, vault, vaultSku }: AppDatabasesArgs): EncryptionKey | undefined {
  if (app.classification !== "confidential" && app.classification !== "restricted") return undefined;
  const keyName = `${app.name}-${app.environment}-sql-encryption`;
  const taken = [...Object.values(app.keys), ...Object.values(app.certificates)].some(({ name }) => name === keyName);
  if (taken) {
    throw new pulumi.RunError(
      `${app.name}: "${keyName}" is the key that the databases are encrypted with; give the manifest's own key or certificate "sql-encryption" another name`,
    );
  }
  return vault.key("sql-encryption", {
    keyName,
    purpose: "Encrypts the databases at rest",
    owner: app.owner,
    type: vaultSku === "premium" ? "RSA-HSM" : "RSA",
    size: 3072,
    rotationDays: ENCRYPTION_KEY_ROTATION_DAYS,
  });
}

/** Each workload once, however many ways in it has. */
function workloadsOf(access: DatabaseAccessSpec): WorkloadRef[] {
  const scopes = [access, ...Object.values(access.schemas)];
  const refs = [
    ...access.migrate,
    ...scopes.flatMap(({ read, readWrite, execute }) => [...read, ...readWrite, ...execute]),
  ];
  const workloads = refs.filter((ref) => ref.kind === "workload");
  return [...new Map(workloads.map((ref) => [ref.identityName, ref])).values()].sort((a, b) =>
    a.identityName < b.identityName ? -1 : 1,
  );
}

function grantDatabase(database: SqlDatabase, access: DatabaseAccessSpec, find: FindWorkload): void {
  const grantee = (ref: PrincipalRef): DatabaseGrantee => {
    if (ref.kind === "group") {
      return { granteeName: `group-${ref.name}`, userName: ref.name, kind: "group", principal: ref.objectId };
    }
    const workload = find(ref);
    return {
      granteeName: workload.granteeName,
      userName: workload.identityName,
      kind: "workload",
      principal: workload.clientId,
    };
  };
  for (const level of ["read", "readWrite", "execute", "migrate"] as const) {
    for (const ref of access[level]) database.grant(grantee(ref), level);
  }
  for (const [schema, inSchema] of Object.entries(access.schemas)) {
    for (const level of ["read", "readWrite", "execute"] as const) {
      for (const ref of inSchema[level]) database.grant(grantee(ref), level, schema);
    }
  }
}
