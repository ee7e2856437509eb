// Inside a vault things are done by somebody who reaches it, and it can be reached from inside the private network only. Where
// no self-hosted runner lives there, this job does what `strongroom vault apply` does: started after an `up`, it runs once,
// as an identity that keeps objects without reading their values, and leaves nothing running.
import * as pulumi from "@pulumi/pulumi";
import type { DeclaredVault } from "../vault/declared.ts";
import { byApplication } from "./by-application.ts";
import { operationsJob, type OperationsJobArgs } from "./operations-job.ts";

/** Seconds; an authority takes minutes to sign a certificate. */
const TIMEOUT = 3600;

export interface VaultReconcilerJobArgs extends OperationsJobArgs {
  readonly vaults: readonly DeclaredVault[];
}

/**
 * Makes what vaults hold what is declared, inside the network, whenever it is started.
 *
 * @example
 * new VaultReconcilerJob("vaults", {
 *   ...here,
 *   environmentName: "cae-vaults",
 *   jobName: "vaults",
 *   image: "registry.contoso.com/strongroom@sha256:…",
 *   subnetId: subnet.id,
 *   identity: keeper,
 *   audit,
 *   after: [],
 *   vaults: [vault.declareContents()],
 * });
 */
export class VaultReconcilerJob extends pulumi.ComponentResource {
  readonly jobName: string;

  constructor(name: string, { vaults, ...args }: VaultReconcilerJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:operations:VaultReconcilerJob", name, {}, opts);
    operationsJob(
      name,
      args,
      {
        component: "VaultReconcilerJob",
        subject: "vaults",
        file: "vaults.json",
        declared: byApplication(vaults),
        command: ["vault", "apply", "--yes"],
        timeout: TIMEOUT,
      },
      this,
    );
    this.jobName = args.jobName;
    this.registerOutputs({ jobName: this.jobName });
  }
}
