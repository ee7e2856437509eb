// A delete lock: the last of the guards against losing something by accident, since it holds against the portal too.
import * as authorization from "../azure/authorization.ts";
import type * as pulumi from "@pulumi/pulumi";

export interface LockArgs {
  readonly of: pulumi.CustomResource;
  /** Completes "deletion is refused because …". */
  readonly because: string;
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
    opts,
  );
}
