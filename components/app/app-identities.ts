// Of one application only what others name: its identities. A plan of a part builds it for the neighbours of that part; it is the
// same component by type and name, so that what depends on an identity depends on the very one that a whole plan has.
import * as resources from "../azure/resources.ts";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadIdentity } from "../identity/workload-identity.ts";
import type { Platform } from "../platform.ts";
import type { AppSpec } from "./app-spec.ts";
import { appWorkloads } from "./app-workloads.ts";

export interface AppIdentities {
  readonly app: AppSpec;
  readonly workloads: ReadonlyMap<string, WorkloadIdentity>;
}

export function appIdentities(
  { platform, app }: { readonly platform: Platform; readonly app: AppSpec },
  opts?: pulumi.ComponentResourceOptions,
): AppIdentities {
  const { name, tags } = app;
  const parent = new pulumi.ComponentResource("strongroom:app:AppEnvironment", name, {}, opts);
  const group = new resources.ResourceGroup(
    name,
    { resourceGroupName: app.resourceGroupName, location: platform.location, tags },
    { parent },
  );
  const common = { resourceGroupName: group.name, tags };
  return { app, workloads: appWorkloads(name, { platform, app, common }, parent) };
}
