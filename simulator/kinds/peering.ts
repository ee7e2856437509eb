// Peerings of virtual networks. Each network has its own; both together connect (azure-docs: virtual-network-manage-peering,
// requirements and constraints).
import { overlaps, rangeOf } from "../model/addresses.ts";
import type { Cloud, Resource } from "../model/cloud.ts";
import { AzureError } from "../model/errors.ts";
import { guidOf, keyOf, lastSegment, parentOf } from "../model/ids.ts";
import type { Draft, Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { requireName, requireReference } from "../model/references.ts";
import { textAt, textsAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";
import { requireProvisioned } from "./network.ts";

const PEERING = "azure-native:network:VirtualNetworkPeering";

/** azure-docs: resource-name-rules, Microsoft.Network/virtualNetworks/virtualNetworkPeerings. */
const NAME = /^[a-z0-9](?:[\w.-]{0,78}\w)?$/i;

type State = "Initiated" | "Connected" | "Disconnected";

/** What Azure says in each (Microsoft Learn shows the first two in its exercise of SalesVNet and MarketingVNet; _unsure_ of the last one's level). */
const SAYS: Readonly<Record<State, { readonly peeringState: State; readonly peeringSyncLevel: string }>> = {
  Initiated: { peeringState: "Initiated", peeringSyncLevel: "RemoteNotInSync" },
  Connected: { peeringState: "Connected", peeringSyncLevel: "FullyInSync" },
  Disconnected: { peeringState: "Disconnected", peeringSyncLevel: "RemoteNotInSync" },
};

export const peeringKinds: readonly Kind[] = [
  {
    type: PEERING,
    path: arm(
      "Microsoft.Network/virtualNetworks/{virtualNetworkName}/virtualNetworkPeerings/{virtualNetworkPeeringName}",
    ),
    apiVersion: "2024-05-01",
    queue: (id) => keyOf(parentOf(id) ?? ""),
    parentMissing: (parent) => new AzureError(404, "NotFound", `Resource ${parent} not found.`),
    deleteMissing: "resource",
    // azure-native takes the state for an input, so that it is no computed value here: a refresh sees it change.
    defaults: (draft) => ({
      allowVirtualNetworkAccess: true,
      allowForwardedTraffic: false,
      allowGatewayTransit: false,
      useRemoteGateways: false,
      doNotVerifyRemoteGateways: false,
      peerCompleteVnets: true,
      ...SAYS[stateOf(draft)],
      ...spacesOf(draft),
    }),
    outputs: ({ id }) => ({ provisioningState: "Succeeded", resourceGuid: guidOf("peering", keyOf(id)) }),
    check: checkPeering,
    written: (draft, peering) => {
      const { cloud } = draft;
      // Whatever was sent: the state is Azure's, and a write brings one that was `Disconnected` back.
      setState(cloud, peering, stateOf(draft));
      const back = backOf(cloud, peering.id, remoteOf(peering));
      if (back) setState(cloud, back, "Connected");
    },
    remove: (peering, cloud) => {
      const back = backOf(cloud, peering.id, remoteOf(peering));
      if (back) setState(cloud, back, "Disconnected");
    },
  },
];

/** The address spaces of both ends, as they are when the peering is written. */
function spacesOf({ cloud, id, inputs }: Draft): Props {
  const space = (vnet: string): Props => ({
    addressPrefixes: textsAt(cloud.get(vnet)?.properties, "addressSpace.addressPrefixes"),
    ipamPoolPrefixAllocations: [],
  });
  const remote = space(textAt(inputs, "remoteVirtualNetwork.id") ?? "");
  const local = space(parentOf(id) ?? "");
  const encryption = cloud.get(textAt(inputs, "remoteVirtualNetwork.id") ?? "")?.properties["encryption"];
  return {
    remoteAddressSpace: remote,
    remoteVirtualNetworkAddressSpace: remote,
    ...(encryption !== undefined && { remoteVirtualNetworkEncryption: encryption }),
    // Only a peering of single subnets says which of this side take part.
    ...(inputs["peerCompleteVnets"] === false && { localAddressSpace: local, localVirtualNetworkAddressSpace: local }),
  };
}

function remoteOf({ properties }: Pick<Resource, "properties">): string {
  return textAt(properties, "remoteVirtualNetwork.id") ?? "";
}

/** The peering of the other network that leads back. */
function backOf(cloud: Cloud, id: string, remote: string): Resource | undefined {
  const here = keyOf(parentOf(id) ?? "");
  return cloud.childrenOf(remote, PEERING).find((other) => keyOf(remoteOf(other)) === here);
}

function stateOf({ cloud, id, inputs }: Draft): State {
  return backOf(cloud, id, remoteOf({ properties: inputs })) ? "Connected" : "Initiated";
}

function setState(cloud: Cloud, peering: Resource, state: State): void {
  cloud.put({ ...peering, properties: { ...peering.properties, ...SAYS[state] } });
}

function checkPeering({ cloud, id, inputs, existing }: Draft): void {
  requireName(id, NAME, "InvalidResourceName", "1 to 80 letters, digits, '_', '.' and '-', from a letter or digit on");
  const here = parentOf(id) ?? "";
  const remote = remoteOf({ properties: inputs });
  if (remote === "") {
    throw new AzureError(400, "InvalidRequestFormat", `Peering '${lastSegment(id)}' names no remote virtual network.`);
  }
  requireReference(cloud, remote);
  for (const network of [here, remote]) requireProvisioned(cloud, network, id);
  const cannot = `Cannot create or update peering ${id}.`;
  if (keyOf(remote) === keyOf(here)) {
    throw new AzureError(
      400,
      "CannotPeerVirtualNetworkWithItself",
      `${cannot} A virtual network has no peering with itself.`,
    );
  }
  if (existing && keyOf(remoteOf(existing)) !== keyOf(remote)) {
    throw new AzureError(
      400,
      "ChangingRemoteVirtualNetworkNotAllowed",
      `${cannot} Remote virtual network of an existing peering cannot be changed from ${remoteOf(existing)} to ${remote}.`,
    );
  }
  const twin = cloud
    .childrenOf(here, PEERING)
    .find((other) => keyOf(other.id) !== keyOf(id) && keyOf(remoteOf(other)) === keyOf(remote));
  if (twin) {
    throw new AzureError(
      400,
      "AnotherPeeringAlreadyReferencesRemoteVnet",
      `Peering ${twin.id} already references remote virtual network ${remote}. Cannot add another peering referencing the same remote virtual network.`,
    );
  }
  requireApart(cloud, cannot, here, remote);
  const back = backOf(cloud, id, remote);
  if (back && textAt(back.properties, "peeringState") === "Disconnected") {
    throw new AzureError(
      400,
      "RemotePeeringIsDisconnected",
      `Cannot create or update peering ${id} because remote peering ${back.id} referencing parent virtual network ${here} is in Disconnected state. Update or re-create the remote peering to get it back to Initiated state. Peering gets Disconnected when remote vnet or remote peering is deleted and re-created.`,
    );
  }
}

function requireApart(cloud: Cloud, cannot: string, here: string, remote: string): void {
  const prefixes = (vnet: string): string[] => textsAt(cloud.get(vnet)?.properties, "addressSpace.addressPrefixes");
  const others = prefixes(remote).flatMap((prefix) => rangeOf(prefix) ?? []);
  const shared = prefixes(here).filter((prefix) => {
    const range = rangeOf(prefix);
    return range !== undefined && others.some((other) => overlaps(range, other));
  });
  if (shared.length === 0) return;
  throw new AzureError(
    400,
    "VnetAddressSpacesOverlap",
    `${cannot} Virtual networks ${here} and ${remote} cannot be peered because their address spaces overlap. Overlapping address prefixes: ${shared.join(", ")}.`,
  );
}
