// A whole environment, or a part of one: the platform, and every application on it. The outermost component, and so the
// one place where azure-native's aliases are stripped.
import { setImmediate as othersTurn } from "node:timers/promises";
import * as managedidentity from "../components/azure/managedidentity.ts";
import * as pulumi from "@pulumi/pulumi";
import { withoutProviderAliases } from "../components/aliases.ts";
import type { WorkloadRef } from "../components/app/app-spec.ts";
import { AppEnvironment } from "../components/app/app-environment.ts";
import { appIdentities, type AppIdentities } from "../components/app/app-identities.ts";
import type { FindWorkload, WorkloadPrincipal } from "../components/app/find-workload.ts";
import type { AppOutputs } from "../components/app/app-outputs.ts";
import type { Platform } from "../components/platform.ts";
import { declaredUsers, type DeclaredDatabase } from "../components/sql/declared-users.ts";
import { noteGrants, type DeclaredGrant } from "../components/observability/declared-grants.ts";
import { watchOver } from "./watch.ts";
import { rotatorOf } from "./rotation.ts";
import { platformJobs } from "./platform-jobs.ts";
import type { JobOutput } from "./platform-job.ts";
import { BuiltPlatform, type PlatformOutputs } from "./built-platform.ts";
import { PendingGrant } from "./pending-grant.ts";
import type { EnvironmentArgs } from "./environment-args.ts";
import type { EnvironmentShape } from "./environment-shape.ts";
import { referencedPlatform } from "./referenced-platform.ts";
import { shapeOf } from "./shapes.ts";

export interface EnvironmentOutputs {
  /** Of this stack's own platform; cells read it. */
  readonly platformOutputs: PlatformOutputs | undefined;
  readonly applications: Readonly<Record<string, AppOutputs>>;
  /** What `strongroom sql` brings the databases to. */
  readonly sqlDatabases: readonly DeclaredDatabase[];
  /** What a pipeline starts after an `up`; undefined where somebody else in the network reconciles the databases. */
  readonly sqlReconcilerJob: JobOutput | undefined;
  /** The same, for what is inside the vaults. */
  readonly vaultReconcilerJob: JobOutput | undefined;
  /** What rotates secrets every hour; undefined where nothing does, or a schedule of somebody else. */
  readonly rotationJob: JobOutput | undefined;
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
  const neighbours = (args.neighbours ?? []).map((app) => appIdentities({ platform, app }, { parent, ...moved }));
  const find = workloadFinder([...apps, ...neighbours], parent);
  const rotator = rotatorOf(args.platform, built, parent);
  for (const app of apps) {
    app.grantAll(find, rotator);
    await othersTurn();
  }

  for (const pending of args.pendingGrants ?? []) new PendingGrant(pending, { parent });

  const sqlDatabases = apps.flatMap(({ app, sql }) =>
    [...(sql?.databases.values() ?? [])].map((database) => declaredUsers(app.name, database)),
  );
  const jobs = platformJobs({ spec: args.platform, platform, built, parent }, apps, sqlDatabases);
  watchOver({ args, shape, platform, built, apps, jobs }, parent);
  parent.complete();

  const applications = Object.fromEntries(apps.map((app) => [app.app.name, app.outputs()]));
  return { platformOutputs, applications, sqlDatabases, ...jobs };
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
function workloadFinder(apps: readonly AppIdentities[], parent: Environment): FindWorkload {
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
