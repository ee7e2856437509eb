// One application's SQL server in one environment, with its databases and, where the stack has it, its partner in the
// paired region. What this file removes: a password, since only Entra tokens are taken from the first second on; an
// address on the internet; and a connection string that must be changed on the worst day of the year.
import * as sql from "../azure/sql.ts";
import * as pulumi from "@pulumi/pulumi";
import { parseArmId } from "../arm-id.ts";
import { auditIn } from "../observability/diagnostics.ts";
import { wholePart, type NarrowPlatform, type PartPlatform } from "../platform.ts";
import { failoverGroup } from "./failover-group.ts";
import type { SqlPublicAccess } from "./firewall.ts";
import { maintenanceConfigurationId } from "./maintenance.ts";
import { encryptionProtector, serverKey, type EncryptionKey } from "./server-encryption.ts";
import { serverPools } from "./server-pools.ts";
import { lockServer, posturedServer, type PosturedServer } from "./server-posture.ts";
import type { SqlAdministrators } from "./sql-administrators.ts";
import { SqlDatabase, type SqlDatabaseArgs } from "./sql-database.ts";
import { validateServerName } from "./sql-names.ts";

/** The partner in the paired region, and the name that leads to whichever of the two is the primary. */
export interface SqlFailover {
  /** Globally unique, like a server's name. */
  readonly partnerServerName: string;
  /** Globally unique, in the same domain as the servers' names. */
  readonly groupName: string;
  /** Fixed address of the partner's private endpoint. @default Azure picks one */
  readonly partnerEndpointAddress?: string;
}

export interface SqlServerArgs {
  /** A platform, or as much of one as a server needs. */
  readonly platform: NarrowPlatform;
  /** Globally unique, 1 to 63 lowercase letters, digits and hyphens. */
  readonly serverName: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  readonly administrators: SqlAdministrators;
  /** By a stable key, which becomes part of their logical names. */
  readonly databases: Readonly<Record<string, SqlDatabaseArgs>>;
  /** @default "1.2" */
  readonly minimalTlsVersion?: "1.2" | "1.3";
  /** Whom Defender for SQL writes to, besides the platform's security contacts. */
  readonly alertEmails?: readonly string[];
  /** Databases are encrypted with this key. @default a key that Azure manages */
  readonly encryptionKey?: EncryptionKey;
  /** Replicates every database. @default none */
  readonly failover?: SqlFailover;
  /** Fixed address of its private endpoint. @default Azure picks one */
  readonly endpointAddress?: string;
  /** An exception, with its reason and end. @default none: private access only */
  readonly publicAccess?: SqlPublicAccess;
}

/** A server that somebody else made and keeps: databases are declared in it, the server itself stays as it is. */
export interface ExistingServerArgs {
  readonly platform: NarrowPlatform;
  /** ARM id of the server; it lies in the platform's region. */
  readonly serverId: string;
  readonly tags: Readonly<Record<string, string>>;
  /** By a stable key, which becomes part of their logical names. */
  readonly databases: Readonly<Record<string, SqlDatabaseArgs>>;
}

const SERVER_ID = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Sql\/servers\/[^/]+$/i;

/** The same with the platform's defaults. */
type WholeArgs = Omit<SqlServerArgs, "platform"> & { readonly platform: PartPlatform };

interface Found {
  readonly server: sql.Server;
  readonly resourceGroupName: string;
  readonly serverName: string;
}

/** The server as its databases see it. */
interface Made {
  readonly server: sql.Server;
  readonly host: string;
  readonly pools: ReadonlyMap<string, sql.ElasticPool>;
  readonly replicated: boolean;
}

/** What a database is made in, whoever made the server. */
interface Home {
  readonly platform: PartPlatform;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  readonly databases: Readonly<Record<string, SqlDatabaseArgs>>;
}

/**
 * A SQL server that takes Entra's tokens alone, with its databases.
 *
 * @example
 * const server = new SqlServer("payments", {
 *   platform: { environment: "prod", tenantId, subscriptionId, location: "westeurope", network, audit },
 *   serverName: "sql-payments-prod-x1",
 *   resourceGroupName: group.name,
 *   tags: { owner: "payments-team@contoso.com" },
 *   administrators: { granteeName: "dbas", principalType: "Group", principalId: "33333333-3333-4333-8333-333333333333", displayName: "sql-admins" },
 *   databases: { ledger: { databaseName: "ledger", purpose: "Bookings", owner: "payments-team@contoso.com", shape, ledger: false } },
 * });
 */
export class SqlServer extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  /** What applications connect to: the failover group's listener where there is one, else the server. */
  readonly host: string;
  readonly databases: ReadonlyMap<string, SqlDatabase>;

  constructor(name: string, args: SqlServerArgs | ExistingServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:sql:SqlServer", name, {}, opts);
    const platform = wholePart(args.platform);
    if ("serverId" in args) {
      const { server, resourceGroupName, serverName } = this.#find(name, args);
      const home = { ...args, platform, resourceGroupName };
      const pools = this.#pools(`${name}-pool`, home, server, platform.location);
      this.host = `${serverName}.${platform.cloud.sqlSuffix}`;
      this.databases = this.#databases(name, home, { server, host: this.host, pools, replicated: false });
      this.id = server.id;
    } else {
      const made = this.#create(name, { ...args, platform });
      this.host = made.host;
      this.databases = made.databases;
      this.id = made.id;
    }
    this.registerOutputs({ id: this.id, host: this.host });
  }

  /**
   * A server that exists already. Nothing about it is changed: databases and their users are declared in it.
   *
   * @example
   * const server = SqlServer.fromExisting("payments", {
   *   platform,
   *   serverId: "/subscriptions/…/resourceGroups/rg-old/providers/Microsoft.Sql/servers/sql-old",
   *   tags: { owner: "payments-team@contoso.com" },
   *   databases: { ledger: { databaseName: "ledger", … } },
   * });
   */
  static fromExisting(name: string, args: ExistingServerArgs, opts?: pulumi.ComponentResourceOptions): SqlServer {
    return new SqlServer(name, args, opts);
  }

  #find(name: string, { serverId }: ExistingServerArgs): Found {
    if (!SERVER_ID.test(serverId)) {
      throw new pulumi.RunError(
        `SqlServer ${name}: serverId: ${JSON.stringify(serverId)} is not the ARM id of a SQL server; use "/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Sql/servers/<name>"`,
      );
    }
    const { resourceGroupName, name: serverName } = parseArmId(serverId);
    return { server: sql.Server.get(name, serverId, { parent: this }), resourceGroupName, serverName };
  }

  #create(name: string, args: WholeArgs): Pick<SqlServer, "id" | "host" | "databases"> {
    const { platform, failover } = args;
    const primary = this.#server(name, args, args.serverName, "home");
    const partner =
      failover === undefined ? undefined : this.#server(`${name}-partner`, args, failover.partnerServerName, "paired");
    if (failover !== undefined) validateServerName(`SqlServer ${name}: failover.groupName`, failover.groupName);

    const host = failover === undefined ? primary.host : `${failover.groupName}.${platform.cloud.sqlSuffix}`;
    const pools = this.#pools(`${name}-pool`, args, primary.server, platform.location);
    const partnerPools = partner && this.#pools(`${name}-partner-pool`, args, partner.server, platform.pairedLocation);
    const made = this.#databases(name, args, {
      server: primary.server,
      host,
      pools,
      replicated: failover !== undefined,
    });
    const databases = [...made.values()];
    const protectors = this.#encrypt(name, args, primary, partner, databases);
    const holds: pulumi.Resource[] = [...primary.parts, ...pools.values(), ...databases, ...protectors];
    if (failover !== undefined && partner !== undefined) {
      const group = failoverGroup(
        name,
        {
          resourceGroupName: args.resourceGroupName,
          groupName: failover.groupName,
          primary: primary.server,
          partner: partner.server,
          databases,
          tags: args.tags,
          protect: platform.protection.protect,
        },
        // A replica needs the pool of its name and the primary's key before it is made.
        { parent: this, dependsOn: [...protectors, ...(partnerPools?.values() ?? [])] },
      );
      for (const database of databases) database.keepReplica({ ...partner, group });
      holds.push(...partner.parts, ...(partnerPools?.values() ?? []), group);
    }
    if (platform.protection.lock) {
      // Either lock after all of both servers: a failover group and its replicas lie in two.
      lockServer(name, primary, holds, { parent: this });
      if (partner !== undefined) lockServer(`${name}-partner`, partner, holds, { parent: this });
    }

    return { id: primary.server.id, host, databases: made };
  }

  #server(name: string, args: WholeArgs, serverName: string, place: "home" | "paired"): PosturedServer {
    const { platform, publicAccess } = args;
    const home = place === "home";
    const endpointAddress = home ? args.endpointAddress : args.failover?.partnerEndpointAddress;
    return posturedServer(
      name,
      {
        platform,
        location: home ? platform.location : platform.pairedLocation,
        network: home ? platform.network : platform.pairedNetwork,
        audit: auditIn(place, platform.audit),
        serverName,
        resourceGroupName: args.resourceGroupName,
        tags: args.tags,
        administrators: args.administrators,
        minimalTlsVersion: args.minimalTlsVersion ?? "1.2",
        alertEmails: [...new Set([...platform.securityContacts, ...(args.alertEmails ?? [])])],
        ...(endpointAddress === undefined ? {} : { endpointAddress }),
        ...(publicAccess === undefined ? {} : { publicAccess }),
      },
      { parent: this },
    );
  }

  #pools(name: string, args: Home, server: sql.Server, location: string): ReadonlyMap<string, sql.ElasticPool> {
    return serverPools(
      name,
      {
        platform: args.platform,
        resourceGroupName: args.resourceGroupName,
        serverName: server.name,
        location,
        tags: args.tags,
        shapes: Object.values(args.databases).map(({ shape }) => shape),
      },
      { parent: this },
    );
  }

  #databases(name: string, args: Home, made: Made): ReadonlyMap<string, SqlDatabase> {
    const { platform, resourceGroupName, tags } = args;
    const { server, host, replicated } = made;
    return new Map(
      Object.entries(args.databases).map(([key, database]) => {
        const { compute } = database.shape;
        const pool = compute.kind === "pooled" ? made.pools.get(compute.pool.name) : undefined;
        const window = maintenanceConfigurationId(platform.subscriptionId, platform.location, database.shape);
        const context = { platform, resourceGroupName, tags, server, host, replicated };
        return [
          key,
          new SqlDatabase(
            `${name}-${key}`,
            database,
            { ...context, maintenanceConfigurationId: window, ...(pool === undefined ? {} : { pool }) },
            { parent: this },
          ),
        ];
      }),
    );
  }

  /** The partner's key first: Azure refuses to encrypt a primary with a key that its replica does not know. */
  #encrypt(
    name: string,
    args: WholeArgs,
    primary: PosturedServer,
    partner: PosturedServer | undefined,
    databases: readonly SqlDatabase[],
  ): pulumi.Resource[] {
    const { encryptionKey: key, platform, resourceGroupName } = args;
    if (key === undefined) return [];
    const opts = { parent: this };
    // The databases take minutes to create, which is what a new grant needs to be known everywhere.
    const after = databases.map(({ resource }) => resource);
    const common = { platform, resourceGroupName, key, after };
    const partnerKey = partner && serverKey(`${name}-partner`, { ...common, server: partner }, opts);
    const primaryKey = serverKey(name, { ...common, server: primary }, opts);
    const protect = (at: string, server: PosturedServer, known: sql.ServerKey, after: pulumi.Resource[] = []) =>
      encryptionProtector(at, { resourceGroupName, server, key: known, versionedUri: key.versionedUri, after }, opts);
    if (partner === undefined || partnerKey === undefined) return [protect(name, primary, primaryKey)];
    return [protect(name, primary, primaryKey, [partnerKey]), protect(`${name}-partner`, partner, partnerKey)];
  }
}
