// The kinds of azure-native's module `keyvault` that are used here, each from its own file: the module itself would load all of them,
// and every start of the program waits for that.
export { Key } from "@pulumi/azure-native/keyvault/key.js";
export { Secret } from "@pulumi/azure-native/keyvault/secret.js";
export { Vault } from "@pulumi/azure-native/keyvault/vault.js";
