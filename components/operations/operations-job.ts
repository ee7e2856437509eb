// What has to run inside the private network runs as a Container Apps job: one image with this package in it, a job and an
// identity for each duty, so that whoever administers databases writes no secret, and the other way round. A job gets what
// is declared as a file, and its identity's rights are all that it can do.
import * as app from "../azure/app.ts";
import * as pulumi from "@pulumi/pulumi";
import { sendLogs } from "../observability/diagnostics.ts";
import type { PlatformAudit } from "../platform.ts";

/** `registry/repository@sha256:…`: a tag could be moved to an image that nobody has seen. */
const PINNED_IMAGE = /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9][a-z0-9._-]*)+@sha256:[0-9a-f]{64}$/;

/** Letter first, 2 to 32 lowercase letters, digits and single hyphens (learn: Container Apps, naming). */
const JOB_NAME = /^(?!.*--)[a-z][a-z0-9-]{0,30}[a-z0-9]$/;

/** Where the container finds what is declared. */
const FOLDER = "/etc/strongroom";

export interface OperationsJobArgs {
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
}

/** What a job does. */
export interface Duty {
  /** Of the component, as its errors name it. */
  readonly component: string;
  /** Of the job's file and secret: `databases`. */
  readonly subject: string;
  readonly file: string;
  /** What the command is told, as JSON. Nothing secret: names, client ids and what is declared. */
  readonly declared: pulumi.Input<unknown>;
  /** The command's arguments before the file. */
  readonly command: readonly string[];
  /** Five fields, in UTC. @default somebody starts it */
  readonly schedule?: string;
  /** Seconds that a run may take. */
  readonly timeout: number;
}

/** Builds the job, in a Container Apps environment of its own. */
export function operationsJob(
  name: string,
  args: OperationsJobArgs,
  duty: Duty,
  parent: pulumi.ComponentResource,
): void {
  validate(name, args, duty);
  const { subject, file, schedule } = duty;
  const common = { resourceGroupName: args.resourceGroupName, location: args.location, tags: args.tags };
  const once = { parallelism: 1, replicaCompletionCount: 1 };
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
    { parent, dependsOn: [...args.after] },
  );
  sendLogs(
    `${name}-environment`,
    {
      target: environment.id,
      audit: args.audit,
      logs: [{ category: "ContainerAppConsoleLogs" }, { category: "ContainerAppSystemLogs" }],
      metrics: false,
    },
    { parent },
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
        ...(schedule === undefined
          ? { triggerType: "Manual", manualTriggerConfig: once }
          : { triggerType: "Schedule", scheduleTriggerConfig: { cronExpression: schedule, ...once } }),
        replicaTimeout: duty.timeout,
        // The command retries what is worth retrying; a run that failed is looked at first.
        replicaRetryLimit: 0,
        ...(args.registryServer === undefined
          ? {}
          : { registries: [{ server: args.registryServer, identity: args.identity.id }] }),
        // A file is what the command reads, and this is how a job gets one.
        secrets: [{ name: subject, value: pulumi.jsonStringify(duty.declared) }],
      },
      template: {
        containers: [
          {
            name: "strongroom",
            image: args.image,
            args: [...duty.command, "--input", `${FOLDER}/${file}`],
            env: [{ name: "AZURE_CLIENT_ID", value: args.identity.clientId }],
            resources: { cpu: 0.5, memory: "1Gi" },
            volumeMounts: [{ volumeName: subject, mountPath: FOLDER }],
          },
        ],
        volumes: [{ name: subject, storageType: "Secret", secrets: [{ secretRef: subject, path: file }] }],
      },
    },
    { parent },
  );
}

function validate(name: string, { image, jobName }: OperationsJobArgs, { component }: Duty): void {
  if (!PINNED_IMAGE.test(image)) {
    throw new pulumi.RunError(
      `${component} ${name}: image: "${image}" is not pinned; write registry/repository@sha256:<64 hexadecimal digits>`,
    );
  }
  if (!JOB_NAME.test(jobName)) {
    throw new pulumi.RunError(
      `${component} ${name}: jobName: "${jobName}" is no job name; use 2 to 32 lowercase letters, digits and single hyphens, starting with a letter`,
    );
  }
}
