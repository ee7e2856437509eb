// A delete lock: the last of the guards against losing something by accident, since it holds against the portal too. What lies
// in a locked resource inherits the lock (learn: Lock your Azure resources to protect your infrastructure), so a lock is made
// after all that it holds. Pulumi deletes in the opposite order: what is taken down as a whole loses its lock first.
import * as authorization from "../azure/authorization.ts";
import type * as pulumi from "@pulumi/pulumi";

export interface LockArgs {
  readonly of: pulumi.CustomResource;
  /** Completes "deletion is refused because …". */
  readonly because: string;
  /** What lies in it; what these wait for themselves need not be named. */
  readonly holds: readonly pulumi.Resource[];
}

export function lock(
  name: string,
  args: LockArgs,
  opts: pulumi.CustomResourceOptions,
): authorization.ManagementLockByScope {
  return new authorization.ManagementLockByScope(
    `${name}-lock`,
    {
      lockName: "strongroom-no-delete",
      level: "CanNotDelete",
      scope: args.of.id,
      notes: `Deletion is refused because ${args.because}. Managed by Pulumi.`,
    },
    { ...opts, dependsOn: [...args.holds] },
  );
}
