// Every access to the data is written down, and whoever tries something is noticed: auditing into the workspace, Defender
// for SQL with somebody to write to, and a vulnerability assessment of every database.
import * as resources from "../azure/resources.ts";
import * as sql from "../azure/sql.ts";
import * as pulumi from "@pulumi/pulumi";
import { sendLogs } from "../observability/diagnostics.ts";
import type { PlatformAudit } from "../platform.ts";
import type { DefenderForSql } from "./sql-shape.ts";

/**
 * The first three are what the benchmarks ask for (CIS Azure 4.1, Azure Policy 7ff426e2); the others make a change of
 * permissions an event of its own instead of a statement among many (sql-docs, auditing-overview).
 */
export const AUDIT_ACTION_GROUPS: readonly string[] = [
  "SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP",
  "FAILED_DATABASE_AUTHENTICATION_GROUP",
  "BATCH_COMPLETED_GROUP",
  "DATABASE_PRINCIPAL_CHANGE_GROUP",
  "DATABASE_PERMISSION_CHANGE_GROUP",
  "DATABASE_ROLE_MEMBER_CHANGE_GROUP",
  "SCHEMA_OBJECT_PERMISSION_CHANGE_GROUP",
];

/**
 * Days, of a copy in a storage account. The workspace keeps the events for as long as its own retention says; scanners
 * look here, and take only more than 90 (Checkov CKV_AZURE_24).
 */
const RETENTION_DAYS = 365;

const ASSESSMENT = {
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  parameters: { serverName: { type: "string" } },
  resources: [
    {
      type: "Microsoft.Sql/servers/sqlVulnerabilityAssessments",
      apiVersion: "2023-08-01",
      name: "[concat(parameters('serverName'), '/default')]",
      properties: { state: "Enabled" },
    },
  ],
};

export interface ServerAuditArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly server: sql.Server;
  readonly serverName: string;
  /** @default "per-server" */
  readonly defenderForSql?: DefenderForSql;
  readonly audit: PlatformAudit;
  /** Whom Defender for SQL writes to. */
  readonly alertEmails: readonly string[];
}

/** Both are needed: the policy produces the events, the setting on `master` carries them to the workspace. */
export function auditServer(
  name: string,
  args: ServerAuditArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const inServer = { resourceGroupName: args.resourceGroupName, serverName: args.server.name };

  const policy = new sql.ExtendedServerBlobAuditingPolicy(
    `${name}-auditing`,
    {
      ...inServer,
      blobAuditingPolicyName: "default",
      state: "Enabled",
      isAzureMonitorTargetEnabled: true,
      // What Microsoft's support engineers do on the server (sql-docs, auditing-microsoft-support-operations). Azure's definition of
      // 2023-08-01 says that this "will soon be deprecated" for a resource of its own (servers/devOpsAuditingSettings), of which
      // azure-native 3.28.0 has no class: it moves there when there is one.
      isDevopsAuditEnabled: true,
      auditActionsAndGroups: [...AUDIT_ACTION_GROUPS],
      retentionDays: RETENTION_DAYS,
    },
    opts,
  );
  const logs = sendLogs(
    `${name}-master`,
    {
      target: pulumi.interpolate`${args.server.id}/databases/master`,
      audit: args.audit,
      logs: [{ category: "SQLSecurityAuditEvents" }, { category: "DevOpsOperationsAudit" }],
      metrics: false,
    },
    { ...opts, dependsOn: policy },
  );

  const defender = new sql.ServerSecurityAlertPolicy(
    `${name}-defender`,
    {
      ...inServer,
      securityAlertPolicyName: "Default",
      state: "Enabled",
      disabledAlerts: [],
      emailAccountAdmins: true,
      emailAddresses: [...args.alertEmails],
    },
    opts,
  );
  // The assessment is a part of Defender, and refused where that is off.
  const assessment = assess(name, args, { ...opts, dependsOn: defender });
  return [policy, ...logs, defender, assessment];
}

/**
 * Where the plan has switched it on already, azure-native refuses to create the setting ("cannot create already existing
 * subresource", azure-native#3934: it takes over one that is off), and a template brings it to what is said here.
 */
function assess(name: string, args: ServerAuditArgs, opts: pulumi.CustomResourceOptions): pulumi.Resource {
  if (args.defenderForSql !== "subscription") {
    return new sql.SqlVulnerabilityAssessmentsSetting(
      `${name}-assessment`,
      {
        resourceGroupName: args.resourceGroupName,
        serverName: args.server.name,
        vulnerabilityAssessmentName: "default",
        state: "Enabled",
      },
      opts,
    );
  }
  return new resources.Deployment(
    `${name}-assessment`,
    {
      resourceGroupName: args.resourceGroupName,
      // A deployment's name has 64 characters at most, a server's 63.
      deploymentName: `va-${args.serverName}`.slice(0, 64),
      properties: {
        mode: "Incremental",
        template: ASSESSMENT,
        parameters: { serverName: { value: args.serverName } },
      },
    },
    opts,
  );
}
