// The kinds of azure-native's module `app` that are used here, each from its own file: the module itself would load all of them,
// and every start of the program waits for that.
export { Job } from "@pulumi/azure-native/app/job.js";
export { ManagedEnvironment } from "@pulumi/azure-native/app/managedEnvironment.js";
