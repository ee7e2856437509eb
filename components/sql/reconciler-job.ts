// Users inside a database are made by somebody who reaches it, and it can be reached from inside the private network only.
// Where no self-hosted runner lives there, this job does what `strongroom sql apply` does: started after an `up`, it runs
// once, as an identity whose only power is its membership of the administrators' group, and leaves nothing running.
import * as app from "../azure/app.ts";
import * as pulumi from "@pulumi/pulumi";
import { sendLogs } from "../observability/diagnostics.ts";
import type { PlatformAudit } from "../platform.ts";
import type { DeclaredDatabase } from "./declared-users.ts";

/** `registry/repository@sha256:…`: a tag could be moved to an image that nobody has seen. */
const PINNED_IMAGE = /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9][a-z0-9._-]*)+@sha256:[0-9a-f]{64}$/;

/** Letter first, 2 to 32 lowercase letters, digits and single hyphens (learn: Container Apps, naming). */
const JOB_NAME = /^(?!.*--)[a-z][a-z0-9-]{0,30}[a-z0-9]$/;

/** Seconds; hundreds of databases, some of them paused, take minutes. */
const TIMEOUT = 3600;

/** Where the container finds what the databases should look like. */
const FOLDER = "/etc/strongroom";
const FILE = "sql-databases.json";

export interface ReconcilerJobArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly environmentName: string;
  readonly jobName: string;
  /** With this package in it, `strongroom` as its entry point, pinned by its digest. */
  readonly image: string;
  /** Registry that lets the job's identity in. @default the image is public */
  readonly registryServer?: string;
  /** Delegated to Microsoft.App/environments, /27 or wider, for nothing else (learn: Container Apps, networking). */
  readonly subnetId: pulumi.Input<string>;
  readonly identity: { readonly id: pulumi.Input<string>; readonly clientId: pulumi.Input<string> };
  readonly audit: PlatformAudit;
  /** The platform, where the same stack builds it: its resource group must be there. */
  readonly after: readonly pulumi.Resource[];
  readonly databases: readonly DeclaredDatabase[];
}

export class ReconcilerJob extends pulumi.ComponentResource {
  readonly jobName: string;

  constructor(name: string, args: ReconcilerJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:sql:ReconcilerJob", name, {}, opts);
    validate(name, args);
    const common = { resourceGroupName: args.resourceGroupName, location: args.location, tags: args.tags };

    const environment = new app.ManagedEnvironment(
      `${name}-environment`,
      {
        ...common,
        environmentName: args.environmentName,
        // Logs go out through a diagnostic setting: the other way needs the workspace's key, and that is switched off.
        appLogsConfiguration: { destination: "azure-monitor" },
        vnetConfiguration: { internal: true, infrastructureSubnetId: args.subnetId },
        publicNetworkAccess: "Disabled",
        workloadProfiles: [{ name: "Consumption", workloadProfileType: "Consumption" }],
      },
      { parent: this, dependsOn: [...args.after] },
    );
    sendLogs(
      `${name}-environment`,
      {
        target: environment.id,
        audit: args.audit,
        logs: [{ category: "ContainerAppConsoleLogs" }, { category: "ContainerAppSystemLogs" }],
        metrics: false,
      },
      { parent: this },
    );

    new app.Job(
      name,
      {
        ...common,
        jobName: args.jobName,
        environmentId: environment.id,
        workloadProfileName: "Consumption",
        identity: { type: "UserAssigned", userAssignedIdentities: [args.identity.id] },
        configuration: {
          triggerType: "Manual",
          manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 },
          replicaTimeout: TIMEOUT,
          // The command retries what is worth retrying; a run that failed is looked at first.
          replicaRetryLimit: 0,
          ...(args.registryServer === undefined
            ? {}
            : { registries: [{ server: args.registryServer, identity: args.identity.id }] }),
          // Nothing secret: names, client ids and access. A file is what the command reads, and this is how a job gets one.
          secrets: [{ name: "databases", value: pulumi.jsonStringify(args.databases) }],
        },
        template: {
          containers: [
            {
              name: "strongroom",
              image: args.image,
              args: ["sql", "apply", "--yes", "--input", `${FOLDER}/${FILE}`],
              env: [{ name: "AZURE_CLIENT_ID", value: args.identity.clientId }],
              resources: { cpu: 0.5, memory: "1Gi" },
              volumeMounts: [{ volumeName: "databases", mountPath: FOLDER }],
            },
          ],
          volumes: [{ name: "databases", storageType: "Secret", secrets: [{ secretRef: "databases", path: FILE }] }],
        },
      },
      { parent: this },
    );

    this.jobName = args.jobName;
    this.registerOutputs({ jobName: this.jobName });
  }
}

function validate(name: string, { image, jobName }: ReconcilerJobArgs): void {
  if (!PINNED_IMAGE.test(image)) {
    throw new pulumi.RunError(
      `ReconcilerJob ${name}: image: "${image}" is not pinned; write registry/repository@sha256:<64 hexadecimal digits>`,
    );
  }
  if (!JOB_NAME.test(jobName)) {
    throw new pulumi.RunError(
      `ReconcilerJob ${name}: jobName: "${jobName}" is no job name; use 2 to 32 lowercase letters, digits and single hyphens, starting with a letter`,
    );
  }
}
