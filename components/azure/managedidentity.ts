// The kinds of azure-native's module `managedidentity` that are used here, each from its own file: the module itself would load all of them,
// and every start of the program waits for that.
export { FederatedIdentityCredential } from "@pulumi/azure-native/managedidentity/federatedIdentityCredential.js";
export { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
export { getUserAssignedIdentityOutput } from "@pulumi/azure-native/managedidentity/getUserAssignedIdentity.js";
