// Who answers for an application hears what is said about it: an alert names the vault or server that it is about, and
// whatever is in the application's resource group is also sent to its owner.
import * as pulumi from "@pulumi/pulumi";
import * as alertsmanagement from "../azure/alertsmanagement.ts";
import * as monitor from "../azure/monitor.ts";

export interface OwnerAlertsArgs {
  /** What of it is told of: alerts about what is in this group. */
  readonly resourceGroupName: pulumi.Input<string>;
  readonly subscriptionId: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The application. */
  readonly app: string;
  readonly environment: string;
  /** E-mail address. */
  readonly owner: string;
}

/** The longest short name that Azure takes, which mails and messages begin with (learn: action groups). */
const SHORT_NAME_LENGTH = 12;

/**
 * Sends alerts about an application's resource group to its owner.
 *
 * @example
 * new OwnerAlerts("payments", {
 *   resourceGroupName: group.name,
 *   subscriptionId,
 *   tags,
 *   app: "payments",
 *   environment: "prod",
 *   owner: "payments-team@contoso.com",
 * });
 */
export class OwnerAlerts extends pulumi.ComponentResource {
  readonly actionGroupId: pulumi.Output<string>;

  constructor(name: string, args: OwnerAlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:observability:OwnerAlerts", name, {}, opts);
    const { app, environment, owner, resourceGroupName, subscriptionId, tags } = args;

    const owners = new monitor.ActionGroup(
      `${name}-owner`,
      {
        actionGroupName: `ag-${app}-${environment}`,
        groupShortName: app.slice(0, SHORT_NAME_LENGTH),
        resourceGroupName,
        location: "Global",
        enabled: true,
        emailReceivers: [{ name: "owner", emailAddress: owner, useCommonAlertSchema: true }],
        tags,
      },
      { parent: this },
    );
    new alertsmanagement.AlertProcessingRuleByName(
      `${name}-owner-rule`,
      {
        alertProcessingRuleName: `apr-${app}-${environment}-owner`,
        resourceGroupName,
        location: "Global",
        properties: {
          description: `What is said about ${app} in ${environment} is also sent to its owner`,
          scopes: [pulumi.interpolate`/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`],
          actions: [{ actionType: "AddActionGroups", actionGroupIds: [owners.id] }],
          enabled: true,
        },
        tags,
      },
      { parent: this },
    );
    this.actionGroupId = owners.id;
    this.registerOutputs({ actionGroupId: this.actionGroupId });
  }
}
