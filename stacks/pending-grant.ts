// A grant that waits for a workload which another cell has not deployed yet. It is written down as a resource, so that a
// preview, the state and `strongroom access` say what is missing; it is deleted by the `up` that makes the grant.
import * as pulumi from "@pulumi/pulumi";

export interface PendingGrantArgs {
  /** Application that lets the workload in. */
  readonly app: string;
  /** Where its manifest says so: `databases.ledger.access.read`. */
  readonly object: string;
  /** `reporting/etl`. */
  readonly workload: string;
}

export class PendingGrant extends pulumi.ComponentResource {
  constructor(args: PendingGrantArgs, opts?: pulumi.ComponentResourceOptions) {
    const { app, object, workload } = args;
    super("strongroom:stack:PendingGrant", `${app}-${object}-${workload}`.replace(/[./]/g, "-"), args, opts);
    this.registerOutputs();
  }
}
