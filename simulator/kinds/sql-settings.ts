// Settings of SQL servers and databases that exist as soon as their parent does. Where Azure has no DELETE for one, a
// `destroy` only returns it to its default (pulumi-azure-native, openapi/defaults/defaultResourcesState.go).
import { AzureError } from "../model/errors.ts";
import { lastSegment, parentOf } from "../model/ids.ts";
import type { Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { numberAt, textAt } from "../model/values.ts";
import { ALERT_POLICY, AUDITED } from "./sql-answers.ts";

const VERSION = "2023-08-01";
const SERVER_PATH = "Microsoft.Sql/servers/{serverName}";
const DATABASE_PATH = `${SERVER_PATH}/databases/{databaseName}`;
const DEFENDER = "azure-native:sql:ServerSecurityAlertPolicy";

export const sqlSettingsKinds: readonly Kind[] = [
  {
    type: "azure-native:sql:ExtendedServerBlobAuditingPolicy",
    path: arm(`${SERVER_PATH}/extendedAuditingSettings/{blobAuditingPolicyName}`),
    apiVersion: VERSION,
    fixedName: "default",
    required: ["state"],
    singleton: { state: "Disabled" },
    writeOnly: ["storageAccountAccessKey"],
    defaults: ({ inputs }) => ({
      retentionDays: 0,
      isStorageSecondaryKeyInUse: false,
      isAzureMonitorTargetEnabled: false,
      isManagedIdentityInUse: false,
      auditActionsAndGroups: textAt(inputs, "state") === "Enabled" ? AUDITED : [],
      storageEndpoint: "",
      storageAccountSubscriptionId: "00000000-0000-0000-0000-000000000000",
    }),
    check: ({ inputs, id }) => {
      if (textAt(inputs, "state") !== "Enabled") return;
      if (inputs["isAzureMonitorTargetEnabled"] === true || inputs["storageEndpoint"] !== undefined) return;
      throw new AzureError(
        400,
        "BlobAuditingInvalidStorageAccountCredentials",
        `Auditing of server '${lastSegment(parentOf(id) ?? "")}' is enabled without a destination: isAzureMonitorTargetEnabled or storageEndpoint is needed.`,
      );
    },
  },
  {
    type: DEFENDER,
    path: arm(`${SERVER_PATH}/securityAlertPolicies/{securityAlertPolicyName}`),
    apiVersion: VERSION,
    fixedName: "Default",
    required: ["state"],
    singleton: { state: "Disabled" },
    writeOnly: ["storageAccountAccessKey"],
    defaults: () => ALERT_POLICY,
    outputs: ({ caller, existing }) => ({
      creationTime: textAt(existing?.properties, "creationTime") ?? caller.now().toISOString(),
    }),
  },
  {
    type: "azure-native:sql:SqlVulnerabilityAssessmentsSetting",
    path: arm(`${SERVER_PATH}/sqlVulnerabilityAssessments/{vulnerabilityAssessmentName}`),
    apiVersion: VERSION,
    fixedName: "default",
    bornWith: ({ caller }) => (caller.landingZone.defenderForSql === true ? { state: "Enabled" } : undefined),
    bornDefault: { state: "Disabled" },
    check: ({ cloud, inputs, id, caller }) => {
      if (textAt(inputs, "state") !== "Enabled" || caller.landingZone.defenderForSql === true) return;
      const defender = cloud.childrenOf(parentOf(id) ?? "", DEFENDER)[0];
      if (textAt(defender?.properties, "state") === "Enabled") return;
      throw new AzureError(
        400,
        "VulnerabilityAssessmentADSIsDisabled",
        `Advanced Data Security should be enabled in order to use the vulnerability assessment of server '${lastSegment(parentOf(id) ?? "")}'.`,
      );
    },
  },
  {
    type: "azure-native:sql:TransparentDataEncryption",
    path: arm(`${DATABASE_PATH}/transparentDataEncryption/{tdeName}`),
    apiVersion: VERSION,
    fixedName: "current",
    spelled: (id) => id.replace(/\/current$/i, "/Current"),
    required: ["state"],
    singleton: null,
  },
  {
    type: "azure-native:sql:BackupShortTermRetentionPolicy",
    path: arm(`${DATABASE_PATH}/backupShortTermRetentionPolicies/{policyName}`),
    apiVersion: VERSION,
    fixedName: "default",
    singleton: { retentionDays: 7 },
    // Hours between differential backups, where the request says nothing (recorded).
    defaults: () => ({ retentionDays: 7, diffBackupIntervalInHours: 12 }),
    check: ({ inputs }) => {
      const days = numberAt(inputs, "retentionDays") ?? 7;
      const hours = numberAt(inputs, "diffBackupIntervalInHours");
      if (days < 1 || days > 35) {
        throw new AzureError(
          400,
          "InvalidBackupRetentionPeriod",
          `The specified backup retention period ${days} is not allowed: 1 to 35 days.`,
        );
      }
      if (hours !== undefined && hours !== 12 && hours !== 24) {
        throw new AzureError(
          400,
          "InvalidDiffBackupInterval",
          `The differential backup interval ${hours} is not allowed: 12 or 24 hours.`,
        );
      }
    },
  },
  {
    type: "azure-native:sql:LongTermRetentionPolicy",
    path: arm(`${DATABASE_PATH}/backupLongTermRetentionPolicies/{policyName}`),
    apiVersion: VERSION,
    fixedName: "default",
    singleton: { weeklyRetention: "PT0S", monthlyRetention: "PT0S", yearlyRetention: "PT0S", weekOfYear: 0 },
    defaults: () => ({ weeklyRetention: "PT0S", monthlyRetention: "PT0S", yearlyRetention: "PT0S", weekOfYear: 0 }),
    check: ({ inputs }) => {
      const week = numberAt(inputs, "weekOfYear");
      if ((textAt(inputs, "yearlyRetention") ?? "PT0S") === "PT0S" || (week !== undefined && week >= 1 && week <= 52))
        return;
      throw new AzureError(
        400,
        "LongTermRetentionMissingWeekOfYear",
        `WeekOfYear is required to be set between 1 and 52 in order to set yearly retention. (It is ${week ?? "not set"}.)`,
      );
    },
  },
];
