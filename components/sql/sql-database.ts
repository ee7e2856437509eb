// One database, and who may do what in it. What this file removes: data that cannot be brought back, and a database user
// that nobody declared.
import * as sql from "../azure/sql.ts";
import * as pulumi from "@pulumi/pulumi";
import { sendLogs } from "../observability/diagnostics.ts";
import type { Platform } from "../platform.ts";
import type { AccessLevel } from "./database-access.ts";
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
  readonly platform: Platform;
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

/** What the engine itself reports (azure-monitor-docs, supported-logs/microsoft-sql-servers-databases-logs.md). */
const LOG_CATEGORIES: readonly string[] = [
  "SQLInsights",
  "AutomaticTuning",
  "Errors",
  "Timeouts",
  "Blocks",
  "Deadlocks",
];

export class SqlDatabase extends pulumi.ComponentResource {
  readonly databaseName: string;
  readonly host: string;
  readonly id: pulumi.Output<string>;
  /** What must be there before the database is used by something else. */
  readonly resource: sql.Database;
  readonly #name: string;
  readonly #users: DatabaseUser[] = [];

  constructor(name: string, args: SqlDatabaseArgs, context: SqlServerContext, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:sql:SqlDatabase", name, {}, opts);
    validateDatabaseName(`SqlDatabase ${name}: databaseName`, args.databaseName);
    validateShape(`SqlDatabase ${name}`, args.shape, context.replicated);
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
    this.#keep(name, shape, { ...inServer, databaseName: database.name });
    sendLogs(
      name,
      {
        target: database.id,
        audit: context.platform.audit,
        logs: LOG_CATEGORIES.map((category) => ({ category })),
        metrics: false,
      },
      { parent: this },
    );

    this.databaseName = args.databaseName;
    this.host = context.host;
    this.id = database.id;
    this.resource = database;
    this.#name = name;
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

  /** Encryption, and backups of two kinds: any point of the last days, and weeks, months and years beyond. */
  #keep(
    name: string,
    shape: DatabaseShape,
    inDatabase: Readonly<Record<"resourceGroupName" | "serverName" | "databaseName", pulumi.Input<string>>>,
  ): void {
    new sql.TransparentDataEncryption(
      `${name}-encryption`,
      { ...inDatabase, tdeName: "current", state: "Enabled" },
      { parent: this },
    );
    const shortTerm = new sql.BackupShortTermRetentionPolicy(
      `${name}-backup`,
      {
        ...inDatabase,
        policyName: "default",
        retentionDays: shape.pointInTimeDays,
        ...(shape.differentialHours === undefined ? {} : { diffBackupIntervalInHours: shape.differentialHours }),
      },
      { parent: this },
    );
    if (shape.longTerm === undefined) return;
    new sql.LongTermRetentionPolicy(
      `${name}-archive`,
      {
        ...inDatabase,
        policyName: "default",
        weeklyRetention: shape.longTerm.weekly,
        monthlyRetention: shape.longTerm.monthly,
        yearlyRetention: shape.longTerm.yearly,
        weekOfYear: 1,
      },
      // Two changes of one database at once are refused.
      { parent: this, dependsOn: shortTerm },
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
