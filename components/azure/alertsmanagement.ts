// The kinds of azure-native's module `alertsmanagement` that are used here, each from its own file: the module itself would load all of
// them, and every start of the program waits for that.
export { AlertProcessingRuleByName } from "@pulumi/azure-native/alertsmanagement/alertProcessingRuleByName.js";
