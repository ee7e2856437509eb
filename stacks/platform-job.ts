// What every job of the platform is built from: where it runs, as whom, and what has to be there before.
import * as managedidentity from "../components/azure/managedidentity.ts";
import * as pulumi from "@pulumi/pulumi";
import type { OperationsJobArgs } from "../components/operations/operations-job.ts";
import type { Platform } from "../components/platform.ts";
import type { BuiltPlatform } from "./built-platform.ts";
import type { PlatformSpec } from "./platform-spec.ts";

/** By which pipelines and people find a job. */
export interface JobOutput {
  readonly name: string;
  readonly resourceGroup: string;
}

export interface JobContext {
  readonly spec: PlatformSpec;
  readonly platform: Platform;
  /** Undefined where another stack holds the platform. */
  readonly built: BuiltPlatform | undefined;
  readonly parent: pulumi.Resource;
}

type JobIdentity = "sqlReconciler" | "vaultReconciler" | "rotator";
type Job = `${JobIdentity}Job`;

/** Undefined where the settings ask for no such job. */
export function jobArgs(
  { spec, platform, built, parent }: JobContext,
  key: JobIdentity,
): OperationsJobArgs | undefined {
  const setting: Job = `${key}Job`;
  const job = spec[setting];
  if (job === undefined) return undefined;
  const identity = spec[key];
  if (identity === undefined) {
    throw new pulumi.RunError(`${setting}: needs ${key}, the identity that the job runs as`);
  }
  const { resourceGroupName } = spec;
  const { identityName } = identity;
  const { clientId } =
    built?.outputs().identities[key] ??
    managedidentity.getUserAssignedIdentityOutput({ resourceName: identityName, resourceGroupName }, { parent });
  const group = `/subscriptions/${spec.subscriptionId}/resourceGroups/${resourceGroupName}`;
  return {
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
  };
}
