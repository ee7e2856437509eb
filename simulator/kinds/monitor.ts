// Diagnostics, alerts and the workspace that holds the logs.
import type { Cloud } from "../model/cloud.ts";
import { AzureError } from "../model/errors.ts";
import { GUID, guidOf, keyOf, lastSegment, parentOf, resourceTypeOf, scopesOf } from "../model/ids.ts";
import type { Draft, Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import {
  groupAnswer,
  insightsId,
  settingAnswer,
  tomorrow,
  workbookAnswer,
  workspaceAnswer,
} from "./monitor-answers.ts";
import { assignedIdentities, requireReference } from "../model/references.ts";
import { requireScope } from "../model/rules.ts";
import { at, numberAt, objectsAt, textAt, textsAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";

const SETTING = "azure-native:monitor:DiagnosticSetting";
const ACTIVITY_ALERT = "azure-native:monitor:ActivityLogAlert";

/** Diagnostic settings per resource (Azure Native New Relic documentation). */
const MAX_SETTINGS = 5;
/** Activity log alerts per subscription (azure-docs: azure-monitor-limits-alerts.md). */
const MAX_ACTIVITY_ALERTS = 100;

/** Sizes that a summary rule's bin may have, in minutes, and the rules of a workspace (azure-monitor-docs: summary rules). */
const SUMMARY_BINS: readonly number[] = [20, 30, 60, 120, 180, 360, 720, 1440];
const MAX_SUMMARY_RULES = 30;

interface Categories {
  readonly logs: readonly string[];
  readonly metrics: readonly string[];
}

/**
 * Log and metric categories by type. SQL databases: supported-logs/microsoft-sql-servers-databases-logs.md; vaults, event
 * hubs, storage and sites: public code. A type that is not here takes any category.
 */
const CATEGORIES: Record<string, Categories> = {
  "microsoft.keyvault/vaults": { logs: ["AuditEvent", "AzurePolicyEvaluationDetails"], metrics: ["AllMetrics"] },
  "microsoft.sql/servers/databases": {
    logs: [
      "SQLSecurityAuditEvents",
      "DevOpsOperationsAudit",
      "SQLInsights",
      "AutomaticTuning",
      "QueryStoreRuntimeStatistics",
      "QueryStoreWaitStatistics",
      "Errors",
      "DatabaseWaitStatistics",
      "Timeouts",
      "Blocks",
      "Deadlocks",
    ],
    metrics: ["Basic", "InstanceAndAppAdvanced", "WorkloadManagement", "AllMetrics"],
  },
  "microsoft.sql/servers": { logs: [], metrics: [] },
  "microsoft.storage/storageaccounts": { logs: [], metrics: ["Transaction", "Capacity", "AllMetrics"] },
  ...Object.fromEntries(
    ["blob", "queue", "table", "file"].map((part) => [
      `microsoft.storage/storageaccounts/${part}services`,
      { logs: ["StorageRead", "StorageWrite", "StorageDelete"], metrics: ["Transaction", "Capacity", "AllMetrics"] },
    ]),
  ),
  "microsoft.web/sites": {
    logs: [
      "FunctionAppLogs",
      "AppServiceAuthenticationLogs",
      "AppServiceHTTPLogs",
      "AppServiceConsoleLogs",
      "AppServiceAppLogs",
      "AppServiceAuditLogs",
      "AppServiceIPSecAuditLogs",
      "AppServicePlatformLogs",
    ],
    metrics: ["AllMetrics"],
  },
  "microsoft.network/networksecuritygroups": {
    logs: ["NetworkSecurityGroupEvent", "NetworkSecurityGroupRuleCounter"],
    metrics: [],
  },
  "microsoft.operationalinsights/workspaces": { logs: ["Audit", "SummaryLogs", "Jobs"], metrics: ["AllMetrics"] },
};

export const monitorKinds: readonly Kind[] = [
  {
    type: SETTING,
    path: "/{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
    apiVersion: "2021-05-01-preview",
    extension: true,
    // azure-rest-api-specs#22400; whether for every kind of target was not confirmed.
    forgets: ["logAnalyticsDestinationType"],
    spelled: (id) =>
      `${id.slice(0, id.lastIndexOf("/diagnosticSettings/")).toLowerCase()}/diagnosticSettings/${lastSegment(id)}`,
    returns: settingAnswer,
    outputs: () => ({ type: "Microsoft.Insights/diagnosticSettings" }),
    check: checkSetting,
  },
  {
    type: "azure-native:monitor:ActionGroup",
    path: arm("Microsoft.Insights/actionGroups/{actionGroupName}"),
    apiVersion: "2024-10-01-preview",
    located: true,
    required: ["enabled", "groupShortName"],
    spelled: insightsId,
    returns: groupAnswer,
    outputs: () => ({ type: "Microsoft.Insights/ActionGroups" }),
    check: ({ inputs }) => {
      const short = textAt(inputs, "groupShortName") ?? "";
      if (short.length < 1 || short.length > 12) {
        throw new AzureError(
          400,
          "InvalidRequestContent",
          `groupShortName '${short}' has ${short.length} characters; 1 to 12 are allowed.`,
        );
      }
    },
  },
  {
    type: ACTIVITY_ALERT,
    path: arm("Microsoft.Insights/activityLogAlerts/{activityLogAlertName}"),
    apiVersion: "2020-10-01",
    located: true,
    required: ["actions", "condition", "scopes"],
    defaults: () => ({ enabled: true }),
    outputs: () => ({ type: "Microsoft.Insights/ActivityLogAlerts" }),
    check: ({ cloud, inputs, existing }) => {
      for (const scope of textsAt(inputs, "scopes")) requireScope(cloud, scope);
      for (const group of objectsAt(inputs, "actions.actionGroups"))
        requireReference(cloud, textAt(group, "actionGroupId"));
      if (!existing && cloud.count(ACTIVITY_ALERT) >= MAX_ACTIVITY_ALERTS) {
        throw new AzureError(
          400,
          "QuotaExceeded",
          `The subscription has ${MAX_ACTIVITY_ALERTS} activity log alerts, which is the maximum.`,
        );
      }
    },
  },
  {
    type: "azure-native:monitor:ScheduledQueryRule",
    path: arm("Microsoft.Insights/scheduledQueryRules/{ruleName}"),
    apiVersion: "2025-01-01-preview",
    located: true,
    replaceOn: ["location"],
    spelled: (id) => insightsId(id).replace("/scheduledQueryRules/", "/scheduledqueryrules/"),
    defaults: () => ({ enabled: true }),
    outputs: () => ({
      createdWithApiVersion: "2025-01-01-preview",
      type: "Microsoft.Insights/scheduledQueryRules",
    }),
    check: ({ cloud, inputs }) => {
      for (const scope of textsAt(inputs, "scopes")) requireScope(cloud, scope);
      for (const group of textsAt(inputs, "actions.actionGroups")) requireReference(cloud, group);
      requireReader(cloud, inputs);
    },
  },
  {
    type: "azure-native:operationalinsights:Workspace",
    path: arm("Microsoft.OperationalInsights/workspaces/{workspaceName}"),
    apiVersion: "2023-09-01",
    located: true,
    replaceOn: ["location"],
    defaults: ({ inputs }) => ({
      // Days; of the old price by node 31 (recorded in 2025).
      retentionInDays: textAt(inputs, "sku.name") === "Standalone" ? 31 : 30,
      publicNetworkAccessForIngestion: "Enabled",
      publicNetworkAccessForQuery: "Enabled",
      workspaceCapping: { dailyQuotaGb: -1 },
      features: { legacy: 0, searchVersion: 1, enableLogAccessUsingOnlyResourcePermissions: true },
    }),
    returns: workspaceAnswer,
    outputs: ({ id, cloud, existing, caller }) => ({
      workspaceCapping: { quotaNextResetTime: tomorrow(caller.now()), dataIngestionStatus: "RespectQuota" },
      sku: { lastSkuUpdate: textAt(existing?.properties, "createdDate") ?? caller.now().toISOString() },
      modifiedDate: caller.now().toISOString(),
      customerId: guidOf("workspace", keyOf(id), cloud.generation(id)),
      provisioningState: "Succeeded",
      createdDate: textAt(existing?.properties, "createdDate") ?? caller.now().toISOString(),
    }),
    check: ({ inputs }) => {
      const days = numberAt(inputs, "retentionInDays");
      if (days !== undefined && (days < 30 || days > 730)) {
        throw new AzureError(400, "InvalidParameter", `retentionInDays ${days} is not allowed: 30 to 730 days.`);
      }
    },
  },
  {
    type: "azure-native:alertsmanagement:AlertProcessingRuleByName",
    path: arm("Microsoft.AlertsManagement/actionRules/{alertProcessingRuleName}"),
    apiVersion: "2021-08-08",
    located: true,
    check: ({ cloud, inputs }) => {
      const scopes = textsAt(inputs, "properties.scopes");
      if (scopes.length === 0) throw bad("An alert processing rule needs at least one scope.");
      for (const scope of scopes) requireScope(cloud, scope);
      for (const action of objectsAt(inputs, "properties.actions")) {
        for (const group of textsAt(action, "actionGroupIds")) requireReference(cloud, group);
      }
    },
  },
  {
    type: "azure-native:operationalinsights:SummaryLog",
    path: arm("Microsoft.OperationalInsights/workspaces/{workspaceName}/summaryLogs/{summaryLogsName}"),
    apiVersion: "2025-02-01",
    outputs: () => ({ provisioningState: "Succeeded", isActive: true }),
    check: ({ cloud, inputs, id, existing }) => {
      const table = textAt(inputs, "ruleDefinition.destinationTable") ?? "";
      if (!table.endsWith("_CL")) throw bad(`The destination table '${table}' of a summary rule must end in _CL.`);
      const minutes = numberAt(inputs, "ruleDefinition.binSize") ?? 0;
      if (!SUMMARY_BINS.includes(minutes)) {
        throw bad(`binSize ${minutes} is not allowed: ${SUMMARY_BINS.join(", ")} minutes.`);
      }
      const others = cloud.childrenOf(parentOf(id) ?? "", "azure-native:operationalinsights:SummaryLog");
      if (!existing && others.length >= MAX_SUMMARY_RULES) {
        throw bad(`The workspace has ${MAX_SUMMARY_RULES} summary rules, which is the maximum.`);
      }
    },
  },
  {
    type: "azure-native:applicationinsights:Workbook",
    path: arm("Microsoft.Insights/workbooks/{resourceName}"),
    apiVersion: "2023-06-01",
    located: true,
    autoName: "uuid",
    required: ["category", "displayName", "serializedData"],
    replaceOn: ["location"],
    spelled: (id) =>
      id
        .replace(/\/resourceGroups\//i, "/resourcegroups/")
        .replace(/\/providers\/.*\/workbooks\//i, "/providers/microsoft.insights/workbooks/"),
    returns: workbookAnswer,
    outputs: ({ id, caller }) => ({
      revision: guidOf("workbook", keyOf(id)).replaceAll("-", ""),
      timeModified: caller.now().toISOString(),
      userId: caller.objectId,
    }),
    check: ({ id }) => {
      if (GUID.test(lastSegment(id))) return;
      throw new AzureError(400, "BadRequest", `The workbook name '${lastSegment(id)}' is not a GUID.`);
    },
  },
  {
    type: "azure-native:applicationinsights:Component",
    path: arm("Microsoft.Insights/components/{resourceName}"),
    apiVersion: "2020-02-02",
    located: true,
    required: ["applicationType", "kind"],
    spelled: insightsId,
    defaults: ({ inputs, id, caller }) => ({
      retentionInDays: 90,
      publicNetworkAccessForIngestion: "Enabled",
      publicNetworkAccessForQuery: "Enabled",
      ingestionMode: "LogAnalytics",
      ...(inputs["workspaceResourceId"] === undefined && { workspaceResourceId: managedWorkspace(id, caller) }),
      tags: {},
    }),
    outputs: ({ id, names, caller, existing }) => ({
      type: "microsoft.insights/components",
      ver: "v2",
      creationDate: textAt(existing?.properties, "creationDate") ?? caller.now().toISOString(),
      appId: guidOf("appId", keyOf(id)),
      applicationId: names["resourceName"] ?? "",
      instrumentationKey: guidOf("instrumentation", keyOf(id)),
      connectionString: `InstrumentationKey=${guidOf("instrumentation", keyOf(id))}`,
      provisioningState: "Succeeded",
      tenantId: caller.tenantId,
    }),
    check: ({ cloud, inputs }) => {
      requireReference(cloud, textAt(inputs, "workspaceResourceId"));
    },
  },
];

/** Whoever names no workspace gets one that Azure manages, since there are no components without any more (recorded in 2025). */
function managedWorkspace(id: string, { subscriptionId }: { readonly subscriptionId: string }): string {
  const name = lastSegment(id);
  const group = `ai_${name}_${guidOf("appId", keyOf(id))}_managed`;
  return `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.OperationalInsights/workspaces/managed-${name}-ws`;
}

/** A rule with an identity of its own looks at once whether that may read what it asks (recorded). */
function requireReader(cloud: Cloud, inputs: Props): void {
  for (const identity of assignedIdentities(inputs)) {
    const principal = textAt(cloud.get(identity)?.properties, "principalId");
    const may = textsAt(inputs, "scopes").every((scope) =>
      scopesOf(scope)
        .flatMap((above) => cloud.childrenOf(above, "azure-native:authorization:RoleAssignment"))
        .some(({ properties }) => textAt(properties, "principalId") === principal),
    );
    if (!may) throw bad("The provided credentials have insufficient access to perform the requested operation.");
  }
}

function conflict(message: string): AzureError {
  return new AzureError(409, "Conflict", message);
}

function bad(message: string): AzureError {
  return new AzureError(400, "BadRequest", message);
}

function destinationsOf(properties: Props): string[] {
  const hub = textAt(properties, "eventHubAuthorizationRuleId");
  const ids = ["workspaceId", "storageAccountId", "marketplacePartnerId", "serviceBusRuleId"].flatMap(
    (key) => textAt(properties, key) ?? [],
  );
  return [
    ...ids.map(keyOf),
    ...(hub === undefined ? [] : [`${keyOf(hub)} ${textAt(properties, "eventHubName") ?? ""}`]),
  ];
}

function categoriesOf(properties: Props): string[] {
  return [...objectsAt(properties, "logs"), ...objectsAt(properties, "metrics")].flatMap((entry) => {
    const category = textAt(entry, "category") ?? textAt(entry, "categoryGroup");
    return category === undefined ? [] : [category];
  });
}

function checkSetting(draft: Draft): void {
  const { cloud, id, inputs, names } = draft;
  const target = names["resourceUri"] ?? "";
  requireScope(cloud, target);
  checkDestinations(cloud, inputs, id);
  checkCategories(target, inputs, id);
  const others = cloud.childrenOf(target, SETTING).filter((other) => keyOf(other.id) !== keyOf(id));
  if (others.length >= MAX_SETTINGS) {
    throw bad(
      `The limit of ${MAX_SETTINGS} diagnostic settings was reached. To create new diagnostic setting, please delete an existing one.`,
    );
  }
  for (const other of others) {
    const sink = destinationsOf(inputs).find((destination) => destinationsOf(other.properties).includes(destination));
    if (sink === undefined) continue;
    throw conflict(
      `Data sink '${sink.split(" ")[0] ?? sink}' is already used in diagnostic setting '${lastSegment(other.id)}' for category '${categoriesOf(other.properties)[0] ?? ""}'. Data sinks can't be reused in different settings on the same category for the same resource.`,
    );
  }
}

/** A setting that sends nothing is accepted (recorded). */
function checkDestinations(cloud: Cloud, inputs: Props, id: string): void {
  if (destinationsOf(inputs).length === 0)
    throw bad(`At least one data sink needs to be specified. (${lastSegment(id)})`);
  for (const key of ["workspaceId", "storageAccountId"]) requireReference(cloud, textAt(inputs, key));
  const partner = textAt(inputs, "marketplacePartnerId");
  if (partner !== undefined && !cloud.get(partner)) {
    throw bad(
      `The marketplace partner resource: ${partner.toLowerCase()} was not found or does not support the required functionality.`,
    );
  }
  const rule = textAt(inputs, "eventHubAuthorizationRuleId");
  if (rule !== undefined) {
    const root = lastSegment(rule) === "RootManageSharedAccessKey";
    requireReference(cloud, root ? parentOf(rule) : rule);
  }
}

function checkCategories(target: string, inputs: Props, id: string): void {
  const allowed = CATEGORIES[resourceTypeOf(target).toLowerCase()];
  for (const kind of ["logs", "metrics"] as const) {
    for (const entry of objectsAt(inputs, kind)) {
      const category = textAt(entry, "category");
      const group = textAt(entry, "categoryGroup");
      if ((category === undefined) === (group === undefined)) {
        throw bad(`Each entry of '${kind}' in '${lastSegment(id)}' needs exactly one of category and categoryGroup.`);
      }
      if (at(entry, "retentionPolicy.enabled") === true) {
        throw bad(`Diagnostic settings does not support retention for new diagnostic settings. (${lastSegment(id)})`);
      }
      if (group !== undefined && group !== "audit" && group !== "allLogs") {
        throw bad(`Category group '${group}' is not supported: 'audit' and 'allLogs' are.`);
      }
      if (category !== undefined && allowed && !allowed[kind].includes(category)) {
        throw bad(
          `Category '${category}' is not supported by '${resourceTypeOf(target)}': ${allowed[kind].join(", ") || "there is none"}.`,
        );
      }
      if (group !== undefined && allowed?.logs.length === 0) {
        throw bad(
          `Category group '${group}' is not supported by '${resourceTypeOf(target)}', which has no logs of its own.`,
        );
      }
    }
  }
}
