// A value that nobody remembers to replace is replaced by nobody. This job looks every hour at what the vaults say is due,
// inside the private network, as an identity that may write those secrets alone which the manifests have it rotate. A run
// that is missed costs an hour: no event has to arrive, and none can be lost (docs/adr/0039).
import * as pulumi from "@pulumi/pulumi";
import type { DeclaredVault } from "../vault/declared.ts";
import { byApplication } from "./by-application.ts";
import { operationsJob, type OperationsJobArgs } from "./operations-job.ts";

/** Every hour, a while after the hour, when many other schedules begin. */
const HOURLY = "17 * * * *";
/** Seconds; less than the hour, so that a run of the schedule has ended when the next begins. */
const TIMEOUT = 3300;

export interface RotationJobArgs extends OperationsJobArgs {
  /** What the vaults hold, of which it takes the secrets that rotate. */
  readonly vaults: readonly DeclaredVault[];
}

/**
 * Runs `strongroom rotate --due` every hour, inside the network.
 *
 * @example
 * new RotationJob("rotation", {
 *   ...here,
 *   environmentName: "cae-rotation",
 *   jobName: "rotation",
 *   image: "registry.contoso.com/strongroom@sha256:…",
 *   subnetId: subnet.id,
 *   identity: rotator,
 *   audit,
 *   after: [],
 *   vaults: [vault.declareContents()],
 * });
 */
export class RotationJob extends pulumi.ComponentResource {
  readonly jobName: string;

  constructor(name: string, { vaults, ...args }: RotationJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:operations:RotationJob", name, {}, opts);
    operationsJob(
      name,
      args,
      {
        component: "RotationJob",
        subject: "vaults",
        file: "vaults.json",
        declared: byApplication(vaults.map(onlyRotating)),
        command: ["rotate", "--due"],
        schedule: HOURLY,
        timeout: TIMEOUT,
      },
      this,
    );
    this.jobName = args.jobName;
    this.registerOutputs({ jobName: this.jobName });
  }
}

/** Without what a rotation does not need. */
function onlyRotating(vault: DeclaredVault): DeclaredVault {
  const secrets = vault.secrets.filter(({ rotation }) => rotation !== undefined);
  return { ...vault, secrets, keys: [], connections: [], certificates: [], readers: [] };
}
