// A subnet with its own security group and no way out that nobody asked for. It removes the risk of Azure's defaults:
// everything in the network may come in, and everything may go out to the internet.
import * as network from "../azure/network.ts";
import type * as pulumi from "@pulumi/pulumi";
import { toSecurityRules, type SecurityRule } from "./security-rules.ts";

export interface SecuredSubnetArgs {
  readonly subnetName: string;
  /** CIDR, inside the network's range. */
  readonly addressPrefix: string;
  readonly virtualNetworkName: pulumi.Input<string>;
  /** Of the network, which may be an adopted one. */
  readonly virtualNetworkResourceGroupName: pulumi.Input<string>;
  /** Where the security group goes. */
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly rules: readonly SecurityRule[];
  /** The way out to the internet, for a subnet that needs one. @default none */
  readonly natGatewayId?: pulumi.Input<string>;
}

export function securedSubnet(
  name: string,
  args: SecuredSubnetArgs,
  opts: pulumi.CustomResourceOptions,
): network.Subnet {
  const securityGroup = new network.NetworkSecurityGroup(
    `${name}-nsg`,
    {
      networkSecurityGroupName: `nsg-${args.subnetName}`,
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      securityRules: toSecurityRules(args.rules),
      tags: args.tags,
    },
    opts,
  );
  return new network.Subnet(
    name,
    {
      subnetName: args.subnetName,
      virtualNetworkName: args.virtualNetworkName,
      resourceGroupName: args.virtualNetworkResourceGroupName,
      addressPrefix: args.addressPrefix,
      networkSecurityGroup: { id: securityGroup.id },
      defaultOutboundAccess: false,
      // Without it the security group does not apply to private endpoints.
      privateEndpointNetworkPolicies: "Enabled",
      privateLinkServiceNetworkPolicies: "Enabled",
      ...(args.natGatewayId === undefined ? {} : { natGateway: { id: args.natGatewayId } }),
    },
    opts,
  );
}
