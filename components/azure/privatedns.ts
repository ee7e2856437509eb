// The kinds of azure-native's module `privatedns` that are used here, each from its own file: the module itself would load all of them,
// and every start of the program waits for that.
export { PrivateZone } from "@pulumi/azure-native/privatedns/privateZone.js";
export { VirtualNetworkLink } from "@pulumi/azure-native/privatedns/virtualNetworkLink.js";
