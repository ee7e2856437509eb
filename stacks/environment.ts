// A whole environment, or a part of one: the platform, and every application on it. The outermost component, and so the
// one place where azure-native's aliases are stripped.
import { setImmediate as othersTurn } from "node:timers/promises";
import * as managedidentity from "../components/azure/managedidentity.ts";
import * as pulumi from "@pulumi/pulumi";
import { withoutProviderAliases } from "../components/aliases.ts";
import type { WorkloadRef } from "../components/app/app-spec.ts";
import { AppEnvironment } from "../components/app/app-environment.ts";
import type { FindWorkload, WorkloadPrincipal } from "../components/app/find-workload.ts";
import type { AppOutputs } from "../components/app/app-outputs.ts";
import type { Platform } from "../components/platform.ts";
import { declaredUsers, type DeclaredDatabase } from "../components/sql/declared-users.ts";
import { noteGrants, type DeclaredGrant } from "../components/observability/declared-grants.ts";
import { watchOver } from "./watch.ts";
import { ReconcilerJob } from "../components/sql/reconciler-job.ts";
import { rotationJob, rotatorOf, type RotationJobOutput } from "./rotation.ts";
import { BuiltPlatform, type PlatformOutputs } from "./built-platform.ts";
import { PendingGrant } from "./pending-grant.ts";
import type { EnvironmentArgs } from "./environment-args.ts";
import type { EnvironmentShape } from "./environment-shape.ts";
import type { PlatformSpec } from "./platform-spec.ts";
import { referencedPlatform } from "./referenced-platform.ts";
import { shapeOf } from "./shapes.ts";

/** The job that brings the databases to `sqlDatabases`. */
export interface SqlReconcilerJobOutput {
  readonly name: string;
  readonly resourceGroup: string;
}

export interface EnvironmentOutputs {
  /** Of this stack's own platform; cells read it. */
  readonly platformOutputs: PlatformOutputs | undefined;
  readonly applications: Readonly<Record<string, AppOutputs>>;
  /** What `strongroom sql` brings the databases to. */
  readonly sqlDatabases: readonly DeclaredDatabase[];
  /** What a pipeline starts after an `up`; undefined where somebody else in the network reconciles the databases. */
  readonly sqlReconcilerJob: SqlReconcilerJobOutput | undefined;
  /** What rotates secrets every hour; undefined where nothing does, or a schedule of somebody else. */
  readonly rotationJob: RotationJobOutput | undefined;
}

class Environment extends pulumi.ComponentResource {
  /** Every role that is assigned below it. */
  readonly grants: DeclaredGrant[];

  constructor({ platform, keepAliases }: EnvironmentArgs) {
    const grants: DeclaredGrant[] = [];
    super(
      "strongroom:stack:Environment",
      platform.environment,
      {},
      { transformations: [noteGrants(grants), ...(keepAliases ? [] : [withoutProviderAliases])] },
    );
    this.grants = grants;
  }

  /** All that belongs to it is there. */
  complete(): void {
    this.registerOutputs();
  }
}

/**
 * Builds one application after the other, and after each lets the engine have what there is. Otherwise a large stack would be
 * built to its end before the engine heard of its first resource, with everything in memory at once (docs/performance.md).
 */
export async function deployEnvironment(args: EnvironmentArgs, shape: EnvironmentShape): Promise<EnvironmentOutputs> {
  const parent = new Environment(args);
  const { platform, built } = platformOf(args, shape, parent);
  const platformOutputs = built?.outputs();
  await othersTurn();

  // `pulumi state move` puts what it moves below the stack itself: a cell knows such an application as its own, so that an
  // environment can be split without anything being made anew (docs/operate.md).
  const moved = args.part.kind === "cell" ? { aliases: [{ parent: pulumi.rootStackResource }] } : {};
  const apps: AppEnvironment[] = [];
  for (const app of args.applications) {
    apps.push(new AppEnvironment(app.name, { platform, app, shape }, { parent, ...moved }));
    await othersTurn();
  }
  const find = workloadFinder(apps, parent);
  const rotator = rotatorOf(args.platform, built, parent);
  for (const app of apps) {
    app.grantAll(find, rotator);
    await othersTurn();
  }

  for (const pending of args.pendingGrants ?? []) new PendingGrant(pending, { parent });

  const sqlDatabases = apps.flatMap(({ app, sql }) =>
    [...(sql?.databases.values() ?? [])].map((database) => declaredUsers(app.name, database)),
  );
  const sqlReconcilerJob = reconcilerJob({ spec: args.platform, platform, built, sqlDatabases, parent });
  const rotation = rotationJob({ spec: args.platform, platform, built, rotator, apps, parent });
  watchOver({ args, shape, platform, built, apps }, parent);
  parent.complete();

  const applications = Object.fromEntries(apps.map((app) => [app.app.name, app.outputs()]));
  return { platformOutputs, applications, sqlDatabases, sqlReconcilerJob, rotationJob: rotation };
}

/** An environment of the shape that `stacks/shapes/<shape>.ts` says. */
export function deployAs(shape: string): (args: EnvironmentArgs) => Promise<EnvironmentOutputs> {
  return (args) => deployEnvironment(args, shapeOf(shape));
}

function platformOf(
  { platform: spec, now, part }: EnvironmentArgs,
  shape: EnvironmentShape,
  parent: Environment,
): { readonly platform: Platform; readonly built?: BuiltPlatform } {
  if (part.kind === "cell") {
    return { platform: referencedPlatform({ spec, shape, now, platformStack: part.platformStack }, { parent }) };
  }
  const built = new BuiltPlatform("platform", { spec, shape, now }, { parent });
  return { platform: built.platform, built };
}

/** A workload of this stack, or one that another cell owns: found by its name, which every cell computes alike. */
function workloadFinder(apps: readonly AppEnvironment[], parent: Environment): FindWorkload {
  const byName = new Map(apps.map((app) => [app.app.name, app]));
  const elsewhere = new Map<string, WorkloadPrincipal>();
  return (ref) => {
    const here = byName.get(ref.app)?.workloads.get(ref.workload);
    if (here !== undefined) return here;
    const known = elsewhere.get(ref.identityName) ?? lookUp(ref, parent);
    elsewhere.set(ref.identityName, known);
    return known;
  };
}

function lookUp(ref: WorkloadRef, parent: Environment): WorkloadPrincipal {
  const { principalId, clientId } = managedidentity.getUserAssignedIdentityOutput(
    { resourceName: ref.identityName, resourceGroupName: ref.resourceGroupName },
    { parent },
  );
  return {
    granteeName: `${ref.app}-${ref.workload}`,
    principalType: "ServicePrincipal",
    identityName: ref.identityName,
    principalId,
    clientId,
  };
}

interface ReconcilerJobContext {
  readonly spec: PlatformSpec;
  readonly platform: Platform;
  readonly built: BuiltPlatform | undefined;
  readonly sqlDatabases: readonly DeclaredDatabase[];
  readonly parent: Environment;
}

/** Only where there is something to reconcile: a platform alone has no databases. */
function reconcilerJob(context: ReconcilerJobContext): SqlReconcilerJobOutput | undefined {
  const { spec, platform, built, sqlDatabases, parent } = context;
  const { sqlReconcilerJob: job, sqlReconciler, resourceGroupName } = spec;
  if (job === undefined || sqlDatabases.length === 0) return undefined;
  if (sqlReconciler === undefined) {
    throw new pulumi.RunError("sqlReconcilerJob: needs sqlReconciler, the identity that the job runs as");
  }
  const { identityName } = sqlReconciler;
  const { clientId } =
    built?.outputs().identities["sqlReconciler"] ??
    managedidentity.getUserAssignedIdentityOutput({ resourceName: identityName, resourceGroupName }, { parent });
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
      databases: sqlDatabases,
    },
    { parent },
  );
  return { name: jobName, resourceGroup: resourceGroupName };
}
