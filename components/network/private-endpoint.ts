// A private endpoint brings one vault or server into the private network. It removes two risks: traffic over the
// internet, and a name that resolves to the public address because its DNS zone is missing or the wrong one.
import * as network from "../azure/network.ts";
import * as pulumi from "@pulumi/pulumi";
import type { EndpointNetwork } from "../platform.ts";
import type { PrivateLinkKind } from "../../facts/clouds.ts";

/** Sub-resource that an endpoint connects to, by kind of target (azure-docs, private-link/private-endpoint-overview.md). */
const GROUP_IDS: Readonly<Record<PrivateLinkKind, string>> = { vault: "vault", sqlServer: "sqlServer" };

/** What Azure calls the one address of each (azure-docs, private-link/manage-private-endpoint.md; the values are those of Azure Verified Modules). */
const MEMBER_NAMES: Readonly<Record<PrivateLinkKind, string>> = { vault: "default", sqlServer: "sqlServer" };

export interface PrivateEndpointArgs {
  /** What the endpoint leads to. Its kind picks sub-resource and DNS zone, so neither can be wrong. */
  readonly target: { readonly kind: PrivateLinkKind; readonly id: pulumi.Input<string>; readonly name: string };
  readonly network: EndpointNetwork;
  readonly resourceGroupName: pulumi.Input<string>;
  /** A fixed address of the endpoint subnet. @default Azure picks one */
  readonly address?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A private endpoint for one vault or server, with its DNS record.
 *
 * @example
 * new PrivateEndpoint("payments-endpoint", {
 *   target: { kind: "vault", id: vault.id, name: "kv-payments-prod-x1" },
 *   network: { location: "westeurope", endpointSubnetId: subnet.id, zoneIds: { vault: zone.id } },
 *   resourceGroupName: group.name,
 *   tags,
 * });
 */
export class PrivateEndpoint extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;

  constructor(name: string, args: PrivateEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:network:PrivateEndpoint", name, {}, opts);
    const endpointName = `pep-${args.target.name}`;

    const endpoint = new network.PrivateEndpoint(
      name,
      {
        privateEndpointName: endpointName,
        resourceGroupName: args.resourceGroupName,
        location: args.network.location,
        customNetworkInterfaceName: `nic-${endpointName}`,
        subnet: { id: args.network.endpointSubnetId },
        privateLinkServiceConnections: [
          {
            name: args.target.name,
            privateLinkServiceId: args.target.id,
            groupIds: [GROUP_IDS[args.target.kind]],
          },
        ],
        ...(args.address === undefined
          ? {}
          : {
              ipConfigurations: [
                {
                  name: args.target.kind,
                  groupId: GROUP_IDS[args.target.kind],
                  memberName: MEMBER_NAMES[args.target.kind],
                  privateIPAddress: args.address,
                },
              ],
            }),
        tags: args.tags,
      },
      {
        parent: this,
        dependsOn: [...(args.network.ready ?? [])],
        // Azure writes both policies into the subnet it returns (pulumi-azure-native issue 1845).
        // What names it answers to Azure says at its creation, and takes back with the zone group (arm-template-whatif#61).
        ignoreChanges: [
          "subnet.privateEndpointNetworkPolicies",
          "subnet.privateLinkServiceNetworkPolicies",
          "customDnsConfigs",
        ],
      },
    );

    // An endpoint has one zone group: beside one that a policy makes, ours would be refused (azure-native#2179).
    if (args.network.zoneIds !== undefined) {
      const { [args.target.kind]: zoneId } = args.network.zoneIds;
      if (zoneId === undefined) {
        throw new pulumi.RunError(
          `PrivateEndpoint ${name}: network.zoneIds: has no "${args.target.kind}", so nobody would find the endpoint; name the private DNS zone of that kind, or leave zoneIds out where a policy registers endpoints`,
        );
      }
      new network.PrivateDnsZoneGroup(
        `${name}-dns`,
        {
          privateDnsZoneGroupName: "default",
          privateEndpointName: endpoint.name,
          resourceGroupName: args.resourceGroupName,
          privateDnsZoneConfigs: [{ name: args.target.kind, privateDnsZoneId: zoneId }],
        },
        { parent: this },
      );
    }

    this.id = endpoint.id;
    this.registerOutputs({ id: this.id });
  }
}
