// Where the answer to "who read this secret on that day" is kept: one Log Analytics workspace per environment, created or
// adopted. Local keys are off, so that the log itself can only be read by identities.
import * as operationalinsights from "../azure/operationalinsights.ts";
import * as pulumi from "@pulumi/pulumi";
import { lock } from "../authorization/lock.ts";
import type { CreateOrAdopt } from "../network/private-network.ts";
import { sendLogs } from "./diagnostics.ts";
import type { PlatformAudit, Protection, SiemHub } from "../platform.ts";

export interface AuditTrailArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  /** `retentionDays`: how long logs stay searchable, 30 to 730 (learn: Log Analytics, data retention). */
  readonly workspace: CreateOrAdopt<{ readonly name: string; readonly retentionDays: number }>;
  /** Event hub that a SIEM reads, and that of the paired region. @default none */
  readonly siem?: SiemHub & { readonly paired?: SiemHub };
  readonly protection: Protection;
}

/**
 * The workspace that logs go to, created or adopted.
 *
 * @example
 * const audit = new AuditTrail("audit", {
 *   ...here,
 *   workspace: { create: { name: "log-payments", retentionDays: 365 } },
 *   protection: { protect: true, lock: true },
 * });
 */
export class AuditTrail extends pulumi.ComponentResource implements PlatformAudit {
  readonly workspaceId: pulumi.Output<string>;
  readonly siem?: SiemHub & { readonly paired?: SiemHub };

  constructor(name: string, args: AuditTrailArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:observability:AuditTrail", name, {}, opts);

    if ("create" in args.workspace) {
      const workspace = new operationalinsights.Workspace(
        name,
        {
          workspaceName: args.workspace.create.name,
          resourceGroupName: args.resourceGroupName,
          location: args.location,
          sku: { name: "PerGB2018" },
          retentionInDays: args.workspace.create.retentionDays,
          features: { disableLocalAuth: true },
          tags: args.tags,
        },
        { parent: this, protect: args.protection.protect },
      );
      this.workspaceId = workspace.id;
      if (args.siem !== undefined) this.siem = args.siem;
      // Who asks the logs is logged, too (azure-monitor-docs, logs/query-audit: LAQueryLogs).
      const own = sendLogs(
        name,
        { target: workspace.id, audit: this, logs: [{ category: "Audit" }], metrics: false },
        { parent: this },
      );
      if (args.protection.lock) {
        lock(name, { of: workspace, because: "the audit trail is kept here", holds: own }, { parent: this });
      }
    } else {
      this.workspaceId = pulumi.output(args.workspace.adopt.id);
      if (args.siem !== undefined) this.siem = args.siem;
    }

    this.registerOutputs({ workspaceId: this.workspaceId });
  }
}
