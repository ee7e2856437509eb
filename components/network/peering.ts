// The way between the network here and that of the paired region. It removes the risk of a failover that ends at home: the
// listener then leads to a private address in the other network, which nothing here would reach.
import * as network from "../azure/network.ts";
import type * as pulumi from "@pulumi/pulumi";

export interface PeerNetworksArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly home: network.VirtualNetwork;
  readonly paired: network.VirtualNetwork;
  /** All subnets of both: a network takes one change at a time. */
  readonly after: readonly pulumi.Resource[];
}

/**
 * What a peering is to become. Azure says it, and azure-native takes it for an input: the first of two is `Initiated`, and
 * `Connected` with the second (azure-docs: virtual-network-manage-peering). Left unsaid, the first refresh would find a change
 * that nobody made; said, one that is `Disconnected` is written again by the next `up`. Public templates send both values.
 */
const UP = { peeringState: "Connected", peeringSyncLevel: "FullyInSync" };

/** The ranges of both sides, which the networks say. */
const SAID_BY_NETWORKS = [
  "localAddressSpace",
  "localVirtualNetworkAddressSpace",
  "remoteAddressSpace",
  "remoteVirtualNetworkAddressSpace",
];

/** One peering in each network: a single one connects nothing. */
export function peerNetworks(
  name: string,
  { resourceGroupName, home, paired, after }: PeerNetworksArgs,
  opts: pulumi.CustomResourceOptions,
): readonly network.VirtualNetworkPeering[] {
  const peer = (
    to: "home" | "paired",
    from: network.VirtualNetwork,
    remote: network.VirtualNetwork,
    before: readonly pulumi.Resource[],
  ): network.VirtualNetworkPeering =>
    new network.VirtualNetworkPeering(
      `${name}-to-${to}`,
      {
        virtualNetworkPeeringName: `to-${to}`,
        resourceGroupName,
        virtualNetworkName: from.name,
        remoteVirtualNetwork: { id: remote.id },
        allowVirtualNetworkAccess: true,
        // The two networks and nothing behind either of them.
        allowForwardedTraffic: false,
        allowGatewayTransit: false,
        useRemoteGateways: false,
        ...UP,
      },
      {
        ...opts,
        dependsOn: [...before],
        ignoreChanges: SAID_BY_NETWORKS,
        // Where one network is made anew, what is left in the other is `Disconnected`, and Azure refuses a second beside it.
        replaceWith: [remote],
        deleteBeforeReplace: true,
      },
    );
  const out = peer("paired", home, paired, after);
  return [out, peer("home", paired, home, [...after, out])];
}
