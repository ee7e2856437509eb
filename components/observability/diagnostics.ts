// What a resource does is worth nothing to an auditor unless it is written down. This file sends a resource's logs to the
// workspace, and to the event hub of a SIEM where there is one.
import * as monitor from "../azure/monitor.ts";
import type * as pulumi from "@pulumi/pulumi";
import type { PlatformAudit } from "../platform.ts";

export interface DiagnosticsArgs {
  /** ARM id of what is watched. */
  readonly target: pulumi.Input<string>;
  readonly audit: PlatformAudit;
  /** Category groups or single categories; those that exist differ by kind of resource. */
  readonly logs: readonly ({ readonly group: "audit" | "allLogs" } | { readonly category: string })[];
  /** Also send all metrics. */
  readonly metrics: boolean;
}

/**
 * Where what lives in the paired region writes to. An event hub takes logs of its own region only (azure-monitor-docs,
 * diagnostic settings, destinations): without one there a SIEM reads them in the workspace.
 */
export function auditIn(place: "home" | "paired", audit: PlatformAudit): PlatformAudit {
  const siem = place === "home" ? audit.siem : audit.siem?.paired;
  return { workspaceId: audit.workspaceId, ...(siem === undefined ? {} : { siem }) };
}

/** One setting per destination: Azure refuses a second one with the same, and a setting cannot name two of a kind. */
export function sendLogs(name: string, args: DiagnosticsArgs, opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
  const what = {
    resourceUri: args.target,
    logs: args.logs.map((log) =>
      "group" in log ? { categoryGroup: log.group, enabled: true } : { category: log.category, enabled: true },
    ),
    ...(args.metrics ? { metrics: [{ category: "AllMetrics", enabled: true }] } : {}),
  };
  // A setting outlives its destination in Azure, and a second one to the same destination conflicts: delete first.
  // Azure takes the kind of destination and may answer none (azure-rest-api-specs#22400): said once, it is not asked about.
  const deleteFirst = { ...opts, deleteBeforeReplace: true, ignoreChanges: ["logAnalyticsDestinationType"] };

  const settings: pulumi.Resource[] = [
    new monitor.DiagnosticSetting(
      `${name}-logs`,
      {
        ...what,
        name: "strongroom-workspace",
        workspaceId: args.audit.workspaceId,
        // Tables of their own instead of the shared AzureDiagnostics.
        logAnalyticsDestinationType: "Dedicated",
      },
      deleteFirst,
    ),
  ];
  if (args.audit.siem !== undefined) {
    settings.push(
      new monitor.DiagnosticSetting(
        `${name}-siem`,
        {
          ...what,
          name: "strongroom-siem",
          eventHubAuthorizationRuleId: args.audit.siem.authorizationRuleId,
          eventHubName: args.audit.siem.eventHubName,
        },
        deleteFirst,
      ),
    );
  }
  return settings;
}
