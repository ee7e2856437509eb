// Who rotates, and what it is granted: the identity of the rotation job gets exactly what the strategies of the manifests
// need, on each secret, account and application that one of them names.
import * as managedidentity from "../components/azure/managedidentity.ts";
import * as pulumi from "@pulumi/pulumi";
import type { AppEnvironment } from "../components/app/app-environment.ts";
import type { WorkloadGrantee } from "../components/authorization/grantee.ts";
import { RotationJob } from "../components/operations/rotation-job.ts";
import type { Platform } from "../components/platform.ts";
import type { BuiltPlatform } from "./built-platform.ts";
import type { PlatformSpec } from "./platform-spec.ts";

/** The job that rotates; it runs by itself. */
export interface RotationJobOutput {
  readonly name: string;
  readonly resourceGroup: string;
}

/** The identity as a grant takes it, and as a job runs as it. */
export interface Rotator extends WorkloadGrantee {
  readonly clientId: pulumi.Input<string>;
}

/** Built here, or by the stack that holds the platform. */
export function rotatorOf(
  { rotator, resourceGroupName }: PlatformSpec,
  built: BuiltPlatform | undefined,
  parent: pulumi.Resource,
): Rotator | undefined {
  if (rotator === undefined) return undefined;
  const { principalId, clientId } =
    built?.rotator ??
    managedidentity.getUserAssignedIdentityOutput(
      { resourceName: rotator.identityName, resourceGroupName },
      { parent },
    );
  return { granteeName: "rotator", principalType: "ServicePrincipal", principalId, clientId };
}

export interface RotationContext {
  readonly spec: PlatformSpec;
  readonly platform: Platform;
  readonly built: BuiltPlatform | undefined;
  readonly rotator: Rotator | undefined;
  readonly apps: readonly AppEnvironment[];
  readonly parent: pulumi.Resource;
}

/** Only where there is something to rotate: a platform alone has no secrets. */
export function rotationJob(context: RotationContext): RotationJobOutput | undefined {
  const { spec, platform, built, rotator, apps, parent } = context;
  const { rotatorJob: job, resourceGroupName } = spec;
  const vaults = apps.flatMap(({ vaults: { declared } }) => declared);
  const rotates = vaults.some(({ secrets }) => secrets.some(({ rotation }) => rotation !== undefined));
  if (job === undefined || !rotates) return undefined;
  if (rotator === undefined || spec.rotator === undefined) {
    throw new pulumi.RunError("rotatorJob: needs rotator, the identity that the job runs as");
  }
  const { identityName } = spec.rotator;
  const group = `/subscriptions/${spec.subscriptionId}/resourceGroups/${resourceGroupName}`;
  const { jobName } = new RotationJob(
    "rotation-job",
    {
      ...job,
      resourceGroupName,
      location: spec.location,
      tags: spec.tags,
      identity: {
        id: pulumi
          .output(rotator.clientId)
          .apply(() => `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identityName}`),
        clientId: rotator.clientId,
      },
      audit: platform.audit,
      after: built === undefined ? [] : [built],
      vaults,
    },
    { parent },
  );
  return { name: jobName, resourceGroup: resourceGroupName };
}
