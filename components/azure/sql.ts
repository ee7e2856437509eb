// The kinds of azure-native's module `sql` that are used here, each from its own file: the module itself would load all of them,
// and every start of the program waits for that.
export { BackupShortTermRetentionPolicy } from "@pulumi/azure-native/sql/backupShortTermRetentionPolicy.js";
export { Database, type DatabaseArgs } from "@pulumi/azure-native/sql/database.js";
export { ElasticPool } from "@pulumi/azure-native/sql/elasticPool.js";
export { EncryptionProtector } from "@pulumi/azure-native/sql/encryptionProtector.js";
export { ExtendedServerBlobAuditingPolicy } from "@pulumi/azure-native/sql/extendedServerBlobAuditingPolicy.js";
export { FailoverGroup } from "@pulumi/azure-native/sql/failoverGroup.js";
export { FirewallRule } from "@pulumi/azure-native/sql/firewallRule.js";
export { LongTermRetentionPolicy } from "@pulumi/azure-native/sql/longTermRetentionPolicy.js";
export { Server } from "@pulumi/azure-native/sql/server.js";
export { ServerKey } from "@pulumi/azure-native/sql/serverKey.js";
export { ServerSecurityAlertPolicy } from "@pulumi/azure-native/sql/serverSecurityAlertPolicy.js";
export { SqlVulnerabilityAssessmentsSetting } from "@pulumi/azure-native/sql/sqlVulnerabilityAssessmentsSetting.js";
export { TransparentDataEncryption } from "@pulumi/azure-native/sql/transparentDataEncryption.js";
