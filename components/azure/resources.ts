// The kinds of azure-native's module `resources` that are used here, each from its own file: the module itself would load all of them,
// and every start of the program waits for that.
export { Deployment } from "@pulumi/azure-native/resources/deployment.js";
export { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
