// The network that vaults and databases are reached through. It removes the risk of an address on the internet. Each part
// is created, or adopted by id where a network team owns it already.
import * as network from "../azure/network.ts";
import * as pulumi from "@pulumi/pulumi";
import { parseArmId } from "../arm-id.ts";
import { lock } from "../authorization/lock.ts";
import { AdminPath, type AdminPathArgs } from "./admin-path.ts";
import { securedSubnet } from "./secured-subnet.ts";
import { ENDPOINT_RULES } from "./security-rules.ts";

/** Create a thing under this name, or adopt the one that exists under this id. */
export type CreateOrAdopt<T> = { readonly create: T } | { readonly adopt: { readonly id: string } };

export interface PrivateNetworkArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  /** Of the endpoints, and so of the network: Azure wants them in one. */
  readonly subscriptionId: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly virtualNetwork: CreateOrAdopt<{ readonly name: string; readonly addressPrefix: string }>;
  /** An adopted network needs an adopted subnet, or a free range for a new one. */
  readonly endpointSubnet: CreateOrAdopt<{ readonly name: string; readonly addressPrefix: string }>;
  /** How administrators and pipelines get in. @default not through here */
  readonly adminPath?: Pick<AdminPathArgs, "runners" | "bastion" | "audit">;
  /** Azure refuses to delete the network; "once-connected": from the moment on that `connected` says so. */
  readonly lock: boolean | "once-connected";
}

/**
 * A network for private endpoints, each part created or adopted.
 *
 * @example
 * const network = new PrivateNetwork("payments", {
 *   ...here,
 *   subscriptionId,
 *   virtualNetwork: { create: { name: "vnet-payments", addressPrefix: "10.20.0.0/24" } },
 *   endpointSubnet: { create: { name: "snet-endpoints", addressPrefix: "10.20.0.0/26" } },
 *   lock: true,
 * });
 */
export class PrivateNetwork extends pulumi.ComponentResource {
  readonly virtualNetworkId: pulumi.Output<string>;
  /** The network itself, where it is created here; an adopted one is its owner's to peer. */
  readonly created: network.VirtualNetwork | undefined;
  readonly endpointSubnetId: pulumi.Output<string>;
  /** Where runners go, if there is such a subnet. */
  readonly runnerSubnetId: pulumi.Output<string> | undefined;
  /** All subnets: an endpoint that is created while its network changes is refused. */
  readonly ready: readonly pulumi.Resource[];
  readonly #name: string;
  readonly #lock: PrivateNetworkArgs["lock"];

  constructor(name: string, args: PrivateNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:network:PrivateNetwork", name, {}, opts);
    const { resourceGroupName, location, tags } = args;
    validateAdopted(name, args);
    const ready: pulumi.Resource[] = [];

    const home = this.#home(name, args);
    this.virtualNetworkId = home.id;
    this.created = home.created;
    const common = {
      resourceGroupName,
      location,
      tags,
      virtualNetworkName: home.name,
      virtualNetworkResourceGroupName: home.resourceGroupName,
    };

    if ("create" in args.endpointSubnet) {
      const { name: subnetName, addressPrefix } = args.endpointSubnet.create;
      const subnet = securedSubnet(
        `${name}-endpoints`,
        { ...common, subnetName, addressPrefix, rules: ENDPOINT_RULES },
        { parent: this },
      );
      ready.push(subnet);
      this.endpointSubnetId = subnet.id;
    } else {
      this.endpointSubnetId = pulumi.output(args.endpointSubnet.adopt.id);
    }

    if (args.adminPath !== undefined) {
      const path = new AdminPath(`${name}-admin`, { ...common, ...args.adminPath, after: ready }, { parent: this });
      ready.push(...path.subnets);
      this.runnerSubnetId = path.runnerSubnetId;
    }

    this.ready = ready;
    this.#name = name;
    this.#lock = args.lock;
    if (args.lock === true) this.#lockAfter(ready);
    this.registerOutputs({ virtualNetworkId: this.virtualNetworkId, endpointSubnetId: this.endpointSubnetId });
  }

  /** What others put into the network is there, peerings for example. The lock comes after them, or it could not go first. */
  connected(by: readonly pulumi.Resource[]): void {
    if (this.#lock === "once-connected") this.#lockAfter([...this.ready, ...by]);
  }

  #lockAfter(holds: readonly pulumi.Resource[]): void {
    // An adopted network is its owner's to lock.
    if (this.created === undefined) return;
    const because = "vaults and databases are reached through it";
    lock(this.#name, { of: this.created, because, holds }, { parent: this });
  }

  #home(name: string, args: PrivateNetworkArgs): Home {
    if ("adopt" in args.virtualNetwork) {
      const { id } = args.virtualNetwork.adopt;
      const parsed = parseArmId(id);
      return { id: pulumi.output(id), name: parsed.name, resourceGroupName: parsed.resourceGroupName };
    }
    const virtualNetwork = new network.VirtualNetwork(
      name,
      {
        virtualNetworkName: args.virtualNetwork.create.name,
        resourceGroupName: args.resourceGroupName,
        location: args.location,
        addressSpace: { addressPrefixes: [args.virtualNetwork.create.addressPrefix] },
        tags: args.tags,
      },
      // Subnets are resources of their own, and peerings too, or those of whoever peers; the network returns them all the same.
      { parent: this, ignoreChanges: ["subnets", "virtualNetworkPeerings"] },
    );
    return {
      id: virtualNetwork.id,
      name: virtualNetwork.name,
      resourceGroupName: args.resourceGroupName,
      created: virtualNetwork,
    };
  }
}

interface Home {
  readonly created?: network.VirtualNetwork;
  readonly id: pulumi.Output<string>;
  readonly name: pulumi.Input<string>;
  readonly resourceGroupName: pulumi.Input<string>;
}

/** An endpoint lies in the subscription of its network (azure-docs, private-link/private-endpoint-overview.md). */
function validateAdopted(name: string, args: PrivateNetworkArgs): void {
  const problems = (["virtualNetwork", "endpointSubnet"] as const).flatMap((field) => {
    const part = args[field];
    if (!("adopt" in part)) return [];
    const { subscriptionId } = parseArmId(part.adopt.id);
    if (subscriptionId.toLowerCase() === args.subscriptionId.toLowerCase()) return [];
    return [
      `PrivateNetwork ${name}: ${field}.adopt.id: "${part.adopt.id}" lies in another subscription than "${args.subscriptionId}", where the endpoints are made; adopt a network of that one`,
    ];
  });
  if (problems.length > 0) throw new pulumi.RunError(problems.join("\n"));
}
