// One database, and who may do what in it. What this file removes: data that cannot be brought back, and a database user
// that nobody declared.
import * as sql from "../azure/sql.ts";
import * as pulumi from "@pulumi/pulumi";
import type { PartPlatform, PlatformAudit } from "../platform.ts";
import type { AccessLevel } from "./database-access.ts";
import { databasePosture } from "./database-posture.ts";
import { DatabaseUser } from "./database-user.ts";
import { GIB, provisionedSku } from "./elastic-pool.ts";
import { validateDatabaseName } from "./sql-names.ts";
import { validateShape, type DatabaseShape } from "./sql-shape.ts";

export type { DatabaseShape } from "./sql-shape.ts";

/** Whoever can be let into a database. */
export interface DatabaseGrantee {
  readonly granteeName: string;
  /** Name of the user in the database: that of the identity or of the group. */
  readonly userName: string;
  readonly kind: "workload" | "group";
  /** Client id of an identity, object id of a group. */
  readonly principal: pulumi.Input<string>;
}

export interface SqlDatabaseArgs {
  readonly databaseName: string;
  readonly purpose: string;
  /** E-mail address of who answers for it. */
  readonly owner: string;
  readonly shape: DatabaseShape;
  /** Tamper-evident tables for the whole database; cannot be changed later. */
  readonly ledger: boolean;
}

/** What a database needs to know of its server. */
export interface SqlServerContext {
  readonly platform: PartPlatform;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  readonly server: sql.Server;
  /** What applications connect to: the server, or its failover group. */
  readonly host: string;
  /** Whether a failover group replicates the database. */
  readonly replicated: boolean;
  readonly maintenanceConfigurationId: string;
  /** The pool that the shape names. */
  readonly pool?: sql.ElasticPool;
}

/** Where a failover group replicates a database to. */
export interface ReplicaContext {
  readonly server: sql.Server;
  /** Where the logs of what is on the partner go. */
  readonly audit: PlatformAudit;
  /** Azure makes the replica with it. */
  readonly group: sql.FailoverGroup;
}

/**
 * One database of a `SqlServer`, which makes it; here one says who may do what in it.
 *
 * @example
 * server.databases.get("ledger")?.grant(
 *   { granteeName: "api", userName: api.identityName, kind: "workload", principal: api.clientId },
 *   "readWrite",
 * );
 */
export class SqlDatabase extends pulumi.ComponentResource {
  readonly databaseName: string;
  readonly host: string;
  readonly id: pulumi.Output<string>;
  /** What must be there before the database is used by something else. */
  readonly resource: sql.Database;
  readonly #name: string;
  readonly #shape: DatabaseShape;
  readonly #resourceGroupName: pulumi.Input<string>;
  readonly #users: DatabaseUser[] = [];

  constructor(name: string, args: SqlDatabaseArgs, context: SqlServerContext, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:sql:SqlDatabase", name, {}, opts);
    validateDatabaseName(`SqlDatabase ${name}: databaseName`, args.databaseName);
    validateShape(`SqlDatabase ${name}`, args.shape, context.replicated, context.platform.location);
    const { shape } = args;
    const inServer = { resourceGroupName: context.resourceGroupName, serverName: context.server.name };

    const database = new sql.Database(
      name,
      {
        ...inServer,
        databaseName: args.databaseName,
        location: context.platform.location,
        ...computeArgs(shape, context),
        maxSizeBytes: shape.maxSizeGib * GIB,
        zoneRedundant: shape.zoneRedundant,
        requestedBackupStorageRedundancy: shape.backupRedundancy,
        isLedgerOn: args.ledger,
        tags: { ...context.tags, owner: args.owner, purpose: args.purpose },
      },
      { parent: this, protect: context.platform.protection.protect },
    );
    const inDatabase = { ...inServer, databaseName: database.name };
    new sql.TransparentDataEncryption(
      `${name}-encryption`,
      { ...inDatabase, tdeName: "current", state: "Enabled" },
      { parent: this },
    );
    databasePosture(name, { inDatabase, id: database.id, shape, audit: context.platform.audit }, { parent: this });

    this.databaseName = args.databaseName;
    this.host = context.host;
    this.id = database.id;
    this.resource = database;
    this.#name = name;
    this.#shape = shape;
    this.#resourceGroupName = context.resourceGroupName;
    this.registerOutputs({ id: database.id });
  }

  /** What is declared so far, for `strongroom sql`. */
  get users(): readonly DatabaseUser[] {
    return this.#users;
  }

  /** A contained user with this access, to the whole database or to one schema. */
  grant(to: DatabaseGrantee, level: AccessLevel, schema?: string): this {
    const suffix = schema === undefined ? level : `${level}-${schema}`;
    this.#users.push(
      new DatabaseUser(
        `${this.#name}-${to.granteeName}-${suffix}`,
        {
          server: this.host,
          database: this.databaseName,
          userName: to.userName,
          kind: to.kind,
          principal: to.principal,
          level,
          ...(schema === undefined ? {} : { schema }),
        },
        { parent: this },
      ),
    );
    return this;
  }

  /**
   * What Azure does not copy to the replica that the failover group makes on the partner (sql-docs,
   * active-geo-replication-overview: its backups are kept for 7 days; long-term-retention-overview: "configure the same LTR
   * policy on the secondary", which takes its first backup when it becomes the primary). Encryption comes with the data
   * (transparent-data-encryption-tde-overview, "transparently inherited"); audit and assessment are the partner server's own.
   * Not documented: whether Azure takes a policy while the replica is still being seeded.
   */
  keepReplica({ server, audit, group }: ReplicaContext): void {
    databasePosture(
      `${this.#name}-replica`,
      {
        inDatabase: {
          resourceGroupName: this.#resourceGroupName,
          serverName: server.name,
          databaseName: this.databaseName,
        },
        id: pulumi.interpolate`${server.id}/databases/${this.databaseName}`,
        shape: this.#shape,
        audit,
      },
      { parent: this, dependsOn: group },
    );
  }
}

/** A pool's database has neither size nor maintenance window of its own. */
function computeArgs(
  { compute }: DatabaseShape,
  { pool, maintenanceConfigurationId }: SqlServerContext,
): Partial<sql.DatabaseArgs> {
  switch (compute.kind) {
    case "pooled":
      if (pool === undefined) throw new Error(`the server made no pool "${compute.pool.name}"`);
      return { elasticPoolId: pool.id, sku: { name: "ElasticPool", tier: compute.pool.tier } };
    case "provisioned":
      return { sku: provisionedSku(compute), maintenanceConfigurationId };
    case "serverless":
      return {
        sku: { name: "GP_S_Gen5", tier: "GeneralPurpose", family: "Gen5", capacity: compute.vCores },
        autoPauseDelay: compute.autoPauseMinutes,
        minCapacity: compute.minVCores,
        maintenanceConfigurationId,
      };
  }
}
