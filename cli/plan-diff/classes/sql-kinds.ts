// Servers, databases, their backups and their encryption.
import { approval, becomes, harmless, narrows, notLess, subset, superset, told, type KindClasses } from "./class.ts";
import { always, fresh, gone, LABELS } from "./shared.ts";

const audit = approval("audit");
const data = approval("data");
const exposure = told("exposures", "exposure");
const size = harmless("size and price; what does not fit Azure refuses");

/** Days, weeks, months or years, as ISO 8601 writes one of them: `P5W`. */
function atLeast(before: unknown, after: unknown): boolean {
  const days = (value: unknown): number | undefined => {
    const [, count, unit = ""] = /^P(\d+)([DWMY])$/.exec(typeof value === "string" ? value : "") ?? [];
    return count === undefined ? undefined : Number(count) * ({ D: 1, W: 7, M: 30, Y: 365 }[unit] ?? 0);
  };
  const [was, is] = [before === undefined ? 0 : days(before), days(after)];
  return was !== undefined && is !== undefined && is >= was;
}

/** "1.2" before "1.3". */
function newerTls(before: unknown, after: unknown): boolean {
  const version = (value: unknown): number => Number(typeof value === "string" ? value : NaN);
  return version(after) >= (before === undefined ? 1.2 : version(before));
}

const firewall: KindClasses = {
  created: exposure,
  destroyed: exposure,
  properties: { "**": approval("exposure") },
};

export const SQL_KINDS: Readonly<Record<string, KindClasses>> = {
  "sql:Server": {
    created: ({ inputs }) => (inputs["publicNetworkAccess"] === "Disabled" ? fresh : exposure),
    destroyed: gone,
    properties: {
      ...LABELS,
      publicNetworkAccess: exposure,
      minimalTlsVersion: narrows("exposure", newerTls),
      restrictOutboundNetworkAccess: exposure,
      "administrators.**": approval("access"),
      "identity.**": approval("encryption"),
      primaryUserAssignedIdentityId: approval("encryption"),
    },
  },
  "sql:Database": {
    created: fresh,
    destroyed: gone,
    properties: {
      ...LABELS,
      autoPauseDelay: size,
      minCapacity: size,
      maxSizeBytes: size,
      "sku.**": size,
      elasticPoolId: size,
      maintenanceConfigurationId: harmless("hours of the week"),
      isLedgerOn: narrows("data", becomes(true)),
      zoneRedundant: narrows("data", becomes(true)),
      requestedBackupStorageRedundancy: data,
      "identity.**": approval("encryption"),
    },
  },
  "sql:ElasticPool": {
    created: fresh,
    destroyed: gone,
    properties: {
      ...LABELS,
      "sku.**": size,
      "perDatabaseSettings.**": size,
      maxSizeBytes: size,
      maintenanceConfigurationId: harmless("hours of the week"),
      zoneRedundant: narrows("data", becomes(true)),
    },
  },
  "sql:BackupShortTermRetentionPolicy": {
    created: fresh,
    destroyed: data,
    properties: { retentionDays: narrows("data", notLess), diffBackupIntervalInHours: data },
  },
  "sql:LongTermRetentionPolicy": {
    created: fresh,
    destroyed: data,
    properties: {
      weeklyRetention: narrows("data", atLeast),
      monthlyRetention: narrows("data", atLeast),
      yearlyRetention: narrows("data", atLeast),
      weekOfYear: harmless("which of 52 backups is the year's"),
    },
  },
  "sql:FailoverGroup": {
    created: fresh,
    destroyed: data,
    properties: { "**": data, databases: narrows("data", superset), ...LABELS },
  },
  "sql:EncryptionProtector": { ...always("encryption"), created: fresh, destroyed: told("losses", "encryption") },
  "sql:ServerKey": { ...always("encryption"), created: fresh, destroyed: told("losses", "encryption") },
  "sql:TransparentDataEncryption": { ...always("encryption"), created: fresh },
  "sql:ExtendedServerBlobAuditingPolicy": {
    created: fresh,
    destroyed: audit,
    properties: {
      "**": audit,
      retentionDays: narrows("audit", notLess),
      auditActionsAndGroups: narrows("audit", superset),
      isAzureMonitorTargetEnabled: narrows("audit", becomes(true)),
      isDevopsAuditEnabled: narrows("audit", becomes(true)),
      state: narrows("audit", becomes("Enabled")),
    },
  },
  "sql:ServerDevOpsAuditSetting": { ...always("audit"), created: fresh },
  "sql:ServerSecurityAlertPolicy": {
    created: fresh,
    destroyed: audit,
    properties: {
      "**": audit,
      disabledAlerts: narrows("audit", subset),
      emailAccountAdmins: narrows("audit", becomes(true)),
      state: narrows("audit", becomes("Enabled")),
    },
  },
  "sql:SqlVulnerabilityAssessmentsSetting": {
    created: fresh,
    destroyed: audit,
    properties: { "**": audit, state: narrows("audit", becomes("Enabled")) },
  },
  "sql:FirewallRule": firewall,
  "sql:IPv6FirewallRule": firewall,
  "sql:VirtualNetworkRule": firewall,
  "sql:OutboundFirewallRule": firewall,
};
