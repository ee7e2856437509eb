// The jobs that work inside the private network, each where the stack has something for it to do: a platform alone has neither
// databases nor vaults.
import type { AppEnvironment } from "../components/app/app-environment.ts";
import { RotationJob } from "../components/operations/rotation-job.ts";
import { VaultReconcilerJob } from "../components/operations/vault-reconciler-job.ts";
import type { DeclaredDatabase } from "../components/sql/declared-users.ts";
import { ReconcilerJob } from "../components/sql/reconciler-job.ts";
import { jobArgs, type JobContext, type JobOutput } from "./platform-job.ts";

export interface PlatformJobs {
  readonly sqlReconcilerJob: JobOutput | undefined;
  readonly vaultReconcilerJob: JobOutput | undefined;
  readonly rotationJob: JobOutput | undefined;
}

export function platformJobs(
  context: JobContext,
  apps: readonly AppEnvironment[],
  databases: readonly DeclaredDatabase[],
): PlatformJobs {
  const { parent, spec } = context;
  const vaults = apps.flatMap(({ vaults: { declared } }) => declared);
  const rotates = vaults.some(({ secrets }) => secrets.some(({ rotation }) => rotation !== undefined));
  const named = ({ jobName }: { readonly jobName: string }): JobOutput => ({
    name: jobName,
    resourceGroup: spec.resourceGroupName,
  });

  const sql = databases.length === 0 ? undefined : jobArgs(context, "sqlReconciler");
  const vault = vaults.length === 0 ? undefined : jobArgs(context, "vaultReconciler");
  const rotation = rotates ? jobArgs(context, "rotator") : undefined;
  return {
    sqlReconcilerJob: sql && named(new ReconcilerJob("sql-reconciler-job", { ...sql, databases }, { parent })),
    vaultReconcilerJob:
      vault && named(new VaultReconcilerJob("vault-reconciler-job", { ...vault, vaults }, { parent })),
    rotationJob: rotation && named(new RotationJob("rotation-job", { ...rotation, vaults }, { parent })),
  };
}
