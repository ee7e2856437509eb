// Logs that nobody looks at are found after the damage. This file removes that risk: rules ask the workspace by themselves, and
// who has to know hears of it (docs/watching.md).
import * as pulumi from "@pulumi/pulumi";
import * as monitor from "../azure/monitor.ts";
import { ALERT_RULES, queryOf, type AlertRule, type Severity } from "./alert-rules.ts";
import { queryText, type ParameterValues } from "./queries.ts";

/** How many rules an environment wants: what must not go unseen, or all of them. */
export type AlertLevel = "essential" | "full";

export interface AlertsArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Region of the workspace. */
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly subscriptionId: string;
  /** `prod`, or `prod-cell1` in a cell: what the rules' names end in. */
  readonly suffix: string;
  readonly workspaceId: pulumi.Input<string>;
  readonly level: AlertLevel;
  /** Whether an alert here gets somebody up at night. */
  readonly urgency: "production" | "other";
  /** E-mail addresses that hear of every alert, at least one. */
  readonly receivers: readonly string[];
  /** "platform": what is asked of the whole environment; "applications": what is asked of each stack that holds some. */
  readonly about: readonly ("platform" | "applications")[];
  /** What the rules are given, such as who is declared. */
  readonly values: pulumi.Input<ParameterValues>;
}

/**
 * What nobody does in a quiet year, the pipeline included. Azure tells of it without a workspace, so that it is heard when the
 * logs are what was switched off. Names: azure-docs, resource provider operations.
 */
const NEVER = [
  "Microsoft.KeyVault/vaults/delete",
  "Microsoft.KeyVault/locations/deletedVaults/purge/action",
  "Microsoft.Authorization/elevateAccess/action",
  "Microsoft.OperationalInsights/workspaces/delete",
  "Microsoft.OperationalInsights/workspaces/purge/action",
  "Microsoft.Sql/servers/delete",
] as const;

/** The subscription's own log, by its categories (azure-monitor-docs, activity log, categories). */
const ACTIVITY_CATEGORIES = ["Administrative", "Security", "Policy", "Alert"] as const;

export class Alerts extends pulumi.ComponentResource {
  readonly actionGroupId: pulumi.Output<string>;
  /** What is asked, in the order of the list. */
  readonly rules: readonly AlertRule[];

  constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:observability:Alerts", name, {}, opts);
    const { resourceGroupName, tags, suffix, subscriptionId } = args;
    if (args.receivers.length === 0) throw new pulumi.RunError(`Alerts ${name}: receivers is empty; name at least one`);
    this.rules = rulesOf(args);

    const group = new monitor.ActionGroup(
      `${name}-platform`,
      {
        actionGroupName: `ag-strongroom-${suffix}`,
        groupShortName: "strongroom",
        resourceGroupName,
        location: "Global",
        enabled: true,
        emailReceivers: args.receivers.map((emailAddress, index) => ({
          name: `receiver-${index + 1}`,
          emailAddress,
          useCommonAlertSchema: true,
        })),
        tags,
      },
      { parent: this },
    );
    this.actionGroupId = group.id;
    for (const rule of this.rules) this.#rule(name, rule, args);
    if (args.about.includes("platform")) this.#subscription(name, args, subscriptionId);
    this.registerOutputs({ actionGroupId: this.actionGroupId });
  }

  #rule(name: string, rule: AlertRule, args: AlertsArgs): void {
    const { workspaceId, location, resourceGroupName, tags, suffix } = args;
    new monitor.ScheduledQueryRule(
      `${name}-${rule.name}`,
      {
        ruleName: `alert-${rule.name}-${suffix}`,
        resourceGroupName,
        location,
        kind: "LogAlert",
        displayName: `${rule.title} (${suffix})`,
        description: queryOf(rule).what,
        severity: severityOf(rule, args.urgency),
        enabled: true,
        scopes: [workspaceId],
        evaluationFrequency: isoMinutes(rule.frequencyMinutes),
        windowSize: isoMinutes(rule.windowMinutes),
        criteria: {
          allOf: [
            {
              query: pulumi.output(args.values).apply((values) => queryText(rule.name, values)),
              timeAggregation: "Count",
              operator: "GreaterThan",
              threshold: 0,
              failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
              dimensions: rule.split.map((column) => ({ name: column, operator: "Include", values: ["*"] })),
              ...(rule.resourceColumn === undefined ? {} : { resourceIdColumn: rule.resourceColumn }),
            },
          ],
        },
        // One alert while it lasts: without this, each evaluation whose window still holds the row would tell of it again.
        autoMitigate: true,
        // Tables that nobody has written to yet are no error (a new workspace has none).
        skipQueryValidation: true,
        actions: { actionGroups: [this.actionGroupId] },
        tags,
      },
      { parent: this },
    );
  }

  /** What the subscription itself tells: into the workspace, for the rules, and by alerts of its own. */
  #subscription(name: string, args: AlertsArgs, subscriptionId: string): void {
    const scope = `/subscriptions/${subscriptionId}`;
    new monitor.DiagnosticSetting(
      `${name}-activity-logs`,
      {
        name: `strongroom-${args.suffix}`,
        resourceUri: scope,
        workspaceId: args.workspaceId,
        logs: ACTIVITY_CATEGORIES.map((category) => ({ category, enabled: true })),
      },
      { parent: this, deleteBeforeReplace: true },
    );
    new monitor.ActivityLogAlert(
      `${name}-never`,
      {
        activityLogAlertName: `alert-never-${args.suffix}`,
        resourceGroupName: args.resourceGroupName,
        location: "Global",
        description:
          "A vault, a server or the workspace was deleted or purged, or somebody raised themselves to all of the tenant",
        enabled: true,
        scopes: [scope],
        condition: {
          allOf: [
            { field: "category", equals: "Administrative" },
            { anyOf: NEVER.map((operation) => ({ field: "operationName", equals: operation })) },
          ],
        },
        actions: { actionGroups: [{ actionGroupId: this.actionGroupId }] },
        tags: args.tags,
      },
      { parent: this },
    );
  }
}

function rulesOf({ level, about }: AlertsArgs): readonly AlertRule[] {
  return ALERT_RULES.filter(
    (rule) => (level === "full" || rule.level === "essential") && about.includes(rule.of ?? "applications"),
  );
}

/** As the rule says in production; elsewhere one less urgent, and nothing there is worse than 2. */
export function severityOf({ severity }: AlertRule, urgency: "production" | "other"): Severity {
  if (urgency === "production") return severity;
  return severity <= 1 ? 2 : 3;
}

/** ISO 8601, as Azure writes such durations. */
function isoMinutes(minutes: number): string {
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const time = `${hours > 0 ? `${hours}H` : ""}${rest > 0 ? `${rest}M` : ""}`;
  return `P${days > 0 ? `${days}D` : ""}${time === "" ? "" : `T${time}`}`;
}
