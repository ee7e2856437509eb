// The kinds of azure-native's module `network` that are used here, each from its own file: the module itself would load all of them,
// and every start of the program waits for that.
export { BastionHost } from "@pulumi/azure-native/network/bastionHost.js";
export { NatGateway } from "@pulumi/azure-native/network/natGateway.js";
export { NetworkSecurityGroup } from "@pulumi/azure-native/network/networkSecurityGroup.js";
export { PrivateDnsZoneGroup } from "@pulumi/azure-native/network/privateDnsZoneGroup.js";
export { PrivateEndpoint } from "@pulumi/azure-native/network/privateEndpoint.js";
export { PublicIPAddress } from "@pulumi/azure-native/network/publicIPAddress.js";
export { Subnet } from "@pulumi/azure-native/network/subnet.js";
export { VirtualNetwork } from "@pulumi/azure-native/network/virtualNetwork.js";
export { VirtualNetworkPeering } from "@pulumi/azure-native/network/virtualNetworkPeering.js";
