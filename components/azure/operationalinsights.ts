// The kinds of azure-native's module `operationalinsights` that are used here, each from its own file: the module itself would load all of them,
// and every start of the program waits for that.
export { SummaryLog } from "@pulumi/azure-native/operationalinsights/summaryLog.js";
export { Workspace } from "@pulumi/azure-native/operationalinsights/workspace.js";
