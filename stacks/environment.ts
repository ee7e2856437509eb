// A whole environment, or a part of one: the platform, and every application on it. The outermost component, and so the
// one place where azure-native's aliases are stripped.
import * as managedidentity from "../components/azure/managedidentity.ts";
import * as pulumi from "@pulumi/pulumi";
import { withoutProviderAliases } from "../components/aliases.ts";
import type { WorkloadRef } from "../components/app/app-spec.ts";
import { AppEnvironment, type AppShape } from "../components/app/app-environment.ts";
import type { WorkloadPrincipal } from "../components/app/find-workload.ts";
import type { AppOutputs } from "../components/app/app-outputs.ts";
import type { Platform } from "../components/platform.ts";
import { declaredUsers, type DeclaredDatabase } from "../components/sql/declared-users.ts";
import { ReconcilerJob } from "../components/sql/reconciler-job.ts";
import { BuiltPlatform, type PlatformOutputs } from "./built-platform.ts";
import type { PlatformShape } from "./platform-facts.ts";
import { PendingGrant } from "./pending-grant.ts";
import type { EnvironmentArgs } from "./environment-args.ts";
import type { PlatformSpec } from "./platform-spec.ts";
import { referencedPlatform } from "./referenced-platform.ts";

/** Everything in which environments differ in shape; each of dev.ts, staging.ts and prod.ts is one of these. */
export type EnvironmentShape = PlatformShape & AppShape;

/** The job that brings the databases to `sqlDatabases`. */
export interface SqlReconcilerJobOutput {
  readonly name: string;
  readonly resourceGroup: string;
}

export class Environment extends pulumi.ComponentResource {
  /** Of this stack's own platform; cells read it. */
  readonly platformOutputs: PlatformOutputs | undefined;
  readonly applications: Readonly<Record<string, AppOutputs>>;
  /** What `strongroom sql` brings the databases to. */
  readonly sqlDatabases: readonly DeclaredDatabase[];
  /** What a pipeline starts after an `up`; undefined where somebody else in the network reconciles the databases. */
  readonly sqlReconcilerJob: SqlReconcilerJobOutput | undefined;

  constructor(args: EnvironmentArgs, shape: EnvironmentShape) {
    super(
      "strongroom:stack:Environment",
      args.platform.environment,
      {},
      args.keepAliases ? {} : { transformations: [withoutProviderAliases] },
    );
    const { platform, built } = this.#platform(args, shape);
    const outputs = built?.outputs();

    // `pulumi state move` puts what it moves below the stack itself: a cell knows such an application as its own, so that an
    // environment can be split without anything being made anew (docs/operate.md).
    const moved = args.part.kind === "cell" ? { aliases: [{ parent: pulumi.rootStackResource }] } : {};
    const apps = args.applications.map(
      (app) => new AppEnvironment(app.name, { platform, app, shape }, { parent: this, ...moved }),
    );
    const byName = new Map(apps.map((app) => [app.app.name, app]));
    const elsewhere = new Map<string, WorkloadPrincipal>();
    for (const app of apps) {
      app.grantAll((ref) => {
        const here = byName.get(ref.app)?.workloads.get(ref.workload);
        if (here !== undefined) return here;
        const known = elsewhere.get(ref.identityName) ?? this.#lookUp(ref);
        elsewhere.set(ref.identityName, known);
        return known;
      });
    }

    for (const pending of args.pendingGrants ?? []) new PendingGrant(pending, { parent: this });

    this.platformOutputs = outputs;
    this.applications = Object.fromEntries(apps.map((app) => [app.app.name, app.outputs()]));
    this.sqlDatabases = apps.flatMap(({ app, sql }) =>
      [...(sql?.databases.values() ?? [])].map((database) => declaredUsers(app.name, database)),
    );
    this.sqlReconcilerJob = this.#reconcile(args.platform, platform, built);
    this.registerOutputs();
  }

  /** Only where there is something to reconcile: a platform alone has no databases. */
  #reconcile(
    spec: PlatformSpec,
    platform: Platform,
    built: BuiltPlatform | undefined,
  ): SqlReconcilerJobOutput | undefined {
    const { sqlReconcilerJob: job, sqlReconciler, resourceGroupName } = spec;
    if (job === undefined || this.sqlDatabases.length === 0) return undefined;
    if (sqlReconciler === undefined) {
      throw new pulumi.RunError("sqlReconcilerJob: needs sqlReconciler, the identity that the job runs as");
    }
    const { identityName } = sqlReconciler;
    const { clientId } =
      built?.outputs().identities["sqlReconciler"] ??
      managedidentity.getUserAssignedIdentityOutput(
        { resourceName: identityName, resourceGroupName },
        { parent: this },
      );
    const group = `/subscriptions/${spec.subscriptionId}/resourceGroups/${resourceGroupName}`;
    const { jobName } = new ReconcilerJob(
      "sql-reconciler-job",
      {
        ...job,
        resourceGroupName,
        location: spec.location,
        tags: spec.tags,
        identity: {
          id: pulumi
            .output(clientId)
            .apply(() => `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identityName}`),
          clientId,
        },
        audit: platform.audit,
        after: built === undefined ? [] : [built],
        databases: this.sqlDatabases,
      },
      { parent: this },
    );
    return { name: jobName, resourceGroup: resourceGroupName };
  }

  #platform(args: EnvironmentArgs, shape: EnvironmentShape): { platform: Platform; built?: BuiltPlatform } {
    const { platform: spec, now, part } = args;
    if (part.kind === "cell") {
      return {
        platform: referencedPlatform({ spec, shape, now, platformStack: part.platformStack }, { parent: this }),
      };
    }
    const built = new BuiltPlatform("platform", { spec, shape, now }, { parent: this });
    return { platform: built.platform, built };
  }

  /** A workload that another cell owns: found by its name, which every cell computes alike. */
  #lookUp(ref: WorkloadRef): WorkloadPrincipal {
    const identity = managedidentity.getUserAssignedIdentityOutput(
      { resourceName: ref.identityName, resourceGroupName: ref.resourceGroupName },
      { parent: this },
    );
    return {
      granteeName: `${ref.app}-${ref.workload}`,
      principalType: "ServicePrincipal",
      identityName: ref.identityName,
      principalId: identity.principalId,
      clientId: identity.clientId,
    };
  }
}
