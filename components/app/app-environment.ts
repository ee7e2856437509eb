// One application in one environment: its identities, its vault, its databases, and exactly the grants that its manifest
// asks for. Built in two steps, since an owner may let in a workload of another application that is built later.
import * as resources from "../azure/resources.ts";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadGrantee } from "../authorization/grantee.ts";
import { OwnerAlerts } from "../observability/owner-alerts.ts";
import type { PeopleShape } from "../identity/app-people.ts";
import type { WorkloadIdentity } from "../identity/workload-identity.ts";
import type { Platform } from "../platform.ts";
import type { DatabaseShape, SqlShape } from "../sql/sql-shape.ts";
import { AppDatabases } from "./app-databases.ts";
import { appWorkloads } from "./app-workloads.ts";
import type { AppSpec, DatabaseSize } from "./app-spec.ts";
import { describeApp, type AppOutputs } from "./app-outputs.ts";
import { AppVaults } from "./app-vaults.ts";
import type { FindWorkload } from "./find-workload.ts";

/** What the stack decides for every application of an environment. */
export interface AppShape {
  readonly vaultSku: "standard" | "premium";
  /** How people come by their access. */
  readonly people: PeopleShape;
  readonly sql: SqlShape;
  /** What small, medium and large are here. */
  readonly databases: Readonly<Record<DatabaseSize, DatabaseShape>>;
}

export interface AppEnvironmentArgs {
  readonly platform: Platform;
  readonly app: AppSpec;
  readonly shape: AppShape;
}

/**
 * One application in one environment: identities, vault, databases and exactly the grants that it asks for.
 *
 * @example
 * const payments = new AppEnvironment("payments", { platform, app, shape });
 * payments.grantAll(({ app, workload }) => identities[app][workload]);
 */
export class AppEnvironment extends pulumi.ComponentResource {
  readonly app: AppSpec;
  readonly tenantId: string;
  readonly workloads: ReadonlyMap<string, WorkloadIdentity>;
  readonly vaults: AppVaults;
  /** The server and its databases, if the application has any. */
  readonly sql: AppDatabases | undefined;

  constructor(name: string, args: AppEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:app:AppEnvironment", name, {}, opts);
    const { app, platform, shape } = args;
    this.app = app;
    this.tenantId = platform.tenantId;

    const group = new resources.ResourceGroup(
      name,
      { resourceGroupName: app.resourceGroupName, location: platform.location, tags: app.tags },
      { parent: this },
    );
    const common = { resourceGroupName: group.name, tags: app.tags };

    new OwnerAlerts(
      `${name}-alerts`,
      {
        ...common,
        subscriptionId: platform.subscriptionId,
        app: app.name,
        environment: platform.environment,
        owner: app.owner,
      },
      { parent: this },
    );

    this.workloads = appWorkloads(name, { platform, app, common }, this);

    this.vaults = new AppVaults(
      name,
      { platform, app, resourceGroupName: group.name, sku: shape.vaultSku, people: shape.people },
      { parent: this },
    );

    const { home, paired } = this.vaults;
    this.sql =
      Object.keys(app.databases).length === 0
        ? undefined
        : new AppDatabases(
            name,
            {
              platform,
              app,
              resourceGroupName: group.name,
              vault: home.vault,
              ...(paired === undefined ? {} : { pairedVault: paired.vault }),
              vaultSku: shape.vaultSku,
              sql: shape.sql,
              sizes: shape.databases,
            },
            { parent: this },
          );
  }

  /** The second step: every grant that the manifest asks for. `rotator`: what rotates secrets, where something does. */
  grantAll(find: FindWorkload, rotator?: WorkloadGrantee): void {
    // The databases put their connections into the vaults, which then say what is in them.
    this.sql?.grantAll(find);
    this.vaults.grantAll(find, rotator);
    // What the application got is an output of the stack; in the state it need not stand twice.
    this.registerOutputs();
  }

  /** What the application needs to know, and nothing secret. */
  outputs(): AppOutputs {
    return describeApp(this);
  }
}
