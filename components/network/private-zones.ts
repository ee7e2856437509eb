// Private DNS makes a vault's public name lead to its private address. It removes the risk of a client that quietly goes
// to the public one because a zone or its link is missing. Zones are created, or adopted from a hub.
import { Provider } from "@pulumi/azure-native/provider.js";
import * as privatedns from "../azure/privatedns.ts";
import * as pulumi from "@pulumi/pulumi";
import { parseArmId } from "../arm-id.ts";
import type { Cloud, PrivateLinkKind } from "../../facts/clouds.ts";

/** A zone that exists already, often in a hub subscription. */
export interface AdoptedZone {
  readonly id: string;
  /** Link it to the networks here; otherwise its owner does. */
  readonly link: boolean;
}

export interface PrivateZonesArgs {
  readonly cloud: Cloud;
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  /** By kind of target; the others are created. */
  readonly adopted: Readonly<Partial<Record<PrivateLinkKind, AdoptedZone>>>;
  /** Networks whose machines are to resolve the names, by a stable name. */
  readonly networks: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * The private DNS zones of vaults and SQL servers, created or adopted, and linked.
 *
 * @example
 * const zones = new PrivateZones("payments", {
 *   resourceGroupName: group.name,
 *   tags,
 *   cloud: CLOUDS.public,
 *   subscriptionId,
 *   tenantId,
 *   adopted: {},
 *   networks: { home: network.virtualNetworkId },
 * });
 */
export class PrivateZones extends pulumi.ComponentResource {
  readonly ids: Readonly<Record<PrivateLinkKind, pulumi.Output<string>>>;
  readonly #providers = new Map<string, Provider>();

  constructor(name: string, args: PrivateZonesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:network:PrivateZones", name, {}, opts);
    validateAdopted(name, args);
    this.ids = { vault: this.#zone(name, args, "vault"), sqlServer: this.#zone(name, args, "sqlServer") };
    this.registerOutputs({ ids: this.ids });
  }

  #zone(name: string, args: PrivateZonesArgs, kind: PrivateLinkKind): pulumi.Output<string> {
    const adopted = args.adopted[kind];
    if (adopted !== undefined) {
      const { subscriptionId, resourceGroupName, name: zoneName } = parseArmId(adopted.id);
      if (adopted.link) {
        const provider = this.#providerFor(name, subscriptionId, args);
        this.#link(`${name}-${kind}`, args, { name: zoneName, resourceGroupName }, { parent: this, ...provider });
      }
      return pulumi.output(adopted.id);
    }
    const { resourceGroupName, tags } = args;
    const zone = new privatedns.PrivateZone(
      `${name}-${kind}`,
      { privateZoneName: args.cloud.zones[kind], resourceGroupName, location: "global", tags },
      { parent: this },
    );
    this.#link(`${name}-${kind}`, args, { name: zone.name, resourceGroupName }, { parent: this });
    return zone.id;
  }

  #link(
    name: string,
    args: PrivateZonesArgs,
    zone: { readonly name: pulumi.Input<string>; readonly resourceGroupName: pulumi.Input<string> },
    opts: pulumi.CustomResourceOptions,
  ): void {
    for (const [networkName, id] of Object.entries(args.networks)) {
      new privatedns.VirtualNetworkLink(
        `${name}-link-${networkName}`,
        {
          virtualNetworkLinkName: `link-${networkName}`,
          privateZoneName: zone.name,
          resourceGroupName: zone.resourceGroupName,
          location: "global",
          virtualNetwork: { id },
          registrationEnabled: false,
          tags: args.tags,
        },
        opts,
      );
    }
  }

  /** Links lie beside their zone, so those of a hub are written in the hub's subscription. */
  #providerFor(name: string, subscriptionId: string, args: PrivateZonesArgs): { provider?: Provider } {
    if (subscriptionId.toLowerCase() === args.subscriptionId.toLowerCase()) return {};
    const known = this.#providers.get(subscriptionId);
    if (known !== undefined) return { provider: known };
    const provider = new Provider(
      `${name}-${subscriptionId}`,
      // Unless told, an explicit provider is in the public cloud, whatever the stack's own is (azure-native's provider.js).
      { subscriptionId, environment: args.cloud.name, tenantId: args.tenantId },
      { parent: this },
    );
    this.#providers.set(subscriptionId, provider);
    return { provider };
  }
}

const ZONE_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/privateDnsZones\/([^/]+)$/i;

/** With another zone everything deploys, and names go on leading to public addresses. */
function validateAdopted(name: string, { adopted, cloud }: PrivateZonesArgs): void {
  const problems = (["vault", "sqlServer"] as const).flatMap((kind) => {
    const id = adopted[kind]?.id;
    const wanted = cloud.zones[kind];
    if (id === undefined || ZONE_ID.exec(id)?.[1]?.toLowerCase() === wanted) return [];
    return [`PrivateZones ${name}: adopted.${kind}: "${id}" is not the ARM id of a zone "${wanted}", which is needed`];
  });
  if (problems.length > 0) throw new pulumi.RunError(problems.join("\n"));
}
