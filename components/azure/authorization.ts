// The kinds of azure-native's module `authorization` that are used here, each from its own file: the module itself would load all of them,
// and every start of the program waits for that.
export { ManagementLockByScope } from "@pulumi/azure-native/authorization/managementLockByScope.js";
export { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
export { RoleDefinition } from "@pulumi/azure-native/authorization/roleDefinition.js";
