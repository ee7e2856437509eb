// Users inside a database are made by somebody who reaches it, and it can be reached from inside the private network only.
// Where no self-hosted runner lives there, this job does what `strongroom sql apply` does: started after an `up`, it runs
// once, as an identity whose only power is its membership of the administrators' group, and leaves nothing running.
import * as pulumi from "@pulumi/pulumi";
import { operationsJob, type OperationsJobArgs } from "../operations/operations-job.ts";
import type { DeclaredDatabase } from "./declared-users.ts";

/** Seconds; hundreds of databases, some of them paused, take minutes. */
const TIMEOUT = 3600;

export interface ReconcilerJobArgs extends OperationsJobArgs {
  readonly databases: readonly DeclaredDatabase[];
}

/**
 * Makes the users of databases what is declared, inside the network, whenever it is started.
 *
 * @example
 * new ReconcilerJob("sql-users", {
 *   ...here,
 *   environmentName: "cae-sql",
 *   jobName: "sql-users",
 *   image: "registry.contoso.com/strongroom@sha256:…",
 *   subnetId: subnet.id,
 *   identity: reconciler,
 *   audit,
 *   after: [],
 *   databases,
 * });
 */
export class ReconcilerJob extends pulumi.ComponentResource {
  readonly jobName: string;

  constructor(name: string, { databases, ...args }: ReconcilerJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:sql:ReconcilerJob", name, {}, opts);
    operationsJob(
      name,
      args,
      {
        component: "ReconcilerJob",
        subject: "databases",
        file: "sql-databases.json",
        declared: databases,
        command: ["sql", "apply", "--yes"],
        timeout: TIMEOUT,
      },
      this,
    );
    this.jobName = args.jobName;
    this.registerOutputs({ jobName: this.jobName });
  }
}
