// The identities of an application's workloads, the same wherever they are built.
import type * as pulumi from "@pulumi/pulumi";
import { WorkloadIdentity } from "../identity/workload-identity.ts";
import type { Platform } from "../platform.ts";
import type { AppSpec } from "./app-spec.ts";

export interface AppWorkloadsArgs {
  readonly platform: Platform;
  readonly app: AppSpec;
  readonly common: {
    readonly resourceGroupName: pulumi.Input<string>;
    readonly tags: Readonly<Record<string, string>>;
  };
}

/** By the manifest's key. */
export function appWorkloads(
  name: string,
  { platform, app, common }: AppWorkloadsArgs,
  parent: pulumi.ComponentResource,
): ReadonlyMap<string, WorkloadIdentity> {
  return new Map(
    Object.entries(app.workloads).map(([key, workload]) => [
      key,
      new WorkloadIdentity(
        `${name}-${key}`,
        {
          ...common,
          tags: workload.purpose === undefined ? app.tags : { ...app.tags, purpose: workload.purpose },
          identityName: workload.identityName,
          location: platform.location,
          federation: Object.fromEntries(
            Object.entries(workload.federation).map(([credential, { issuer, subject, audiences }]) => [
              credential,
              { issuer, subject, audiences: audiences ?? [platform.cloud.tokenExchangeAudience] },
            ]),
          ),
        },
        { parent },
      ),
    ]),
  );
}
