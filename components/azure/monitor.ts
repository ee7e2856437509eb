// The kinds of azure-native's module `monitor` that are used here, each from its own file: the module itself would load all of them,
// and every start of the program waits for that.
export { ActionGroup } from "@pulumi/azure-native/monitor/actionGroup.js";
export { ActivityLogAlert } from "@pulumi/azure-native/monitor/activityLogAlert.js";
export { DiagnosticSetting } from "@pulumi/azure-native/monitor/diagnosticSetting.js";
export { ScheduledQueryRule } from "@pulumi/azure-native/monitor/scheduledQueryRule.js";
