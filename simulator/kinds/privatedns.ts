// Private DNS zones and the networks that see them.
import { AzureError } from "../model/errors.ts";
import { guidOf, keyOf, lastSegment, parentOf } from "../model/ids.ts";
import type { Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { isObject, textAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";
import { requireReference } from "../model/references.ts";

const ZONE = "azure-native:privatedns:PrivateZone";
const LINK = "azure-native:privatedns:VirtualNetworkLink";
const VERSION = "2024-06-01";

export const privatednsKinds: readonly Kind[] = [
  {
    type: ZONE,
    path: arm("Microsoft.Network/privateDnsZones/{privateZoneName}"),
    apiVersion: VERSION,
    located: true,
    replaceOn: ["location"],
    outputs: ({ cloud, id }) => ({
      provisioningState: "Succeeded",
      internalId: Buffer.from(`ImmutableZoneIdentity;${guidOf("zone", keyOf(id))};0`).toString("base64"),
      // The record of the zone's own beginning.
      numberOfRecordSets: 1,
      numberOfVirtualNetworkLinks: cloud.childrenOf(id, LINK).length,
      numberOfVirtualNetworkLinksWithRegistration: cloud
        .childrenOf(id, LINK)
        .filter(({ properties }) => properties["registrationEnabled"] === true).length,
      maxNumberOfRecordSets: 25000,
      maxNumberOfVirtualNetworkLinks: 1000,
      maxNumberOfVirtualNetworkLinksWithRegistration: 100,
    }),
    check: ({ id, inputs }) => {
      requireGlobal(lastSegment(id), textAt(inputs, "location"));
      requireTagNames(inputs);
    },
    checkDelete: (zone, cloud) => {
      const link = cloud.childrenOf(zone.id, LINK)[0];
      if (link) {
        throw new AzureError(
          409,
          "CannotDeleteResource",
          `Can not delete resource before nested resources are deleted. (${lastSegment(zone.id)} has the link ${lastSegment(link.id)})`,
        );
      }
    },
  },
  {
    type: LINK,
    path: arm("Microsoft.Network/privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}"),
    apiVersion: VERSION,
    located: true,
    replaceOn: ["location"],
    defaults: () => ({ registrationEnabled: false }),
    outputs: () => ({ provisioningState: "Succeeded", virtualNetworkLinkState: "Completed" }),
    check: ({ cloud, id, inputs }) => {
      requireGlobal(lastSegment(id), textAt(inputs, "location"));
      requireTagNames(inputs);
      const vnet = textAt(inputs, "virtualNetwork.id") ?? "";
      requireReference(cloud, vnet);
      const zone = lastSegment(parentOf(id) ?? "").toLowerCase();
      const twin = cloud
        .ofType(LINK)
        .find(
          (other) =>
            keyOf(other.id) !== keyOf(id) &&
            lastSegment(parentOf(other.id) ?? "").toLowerCase() === zone &&
            keyOf(textAt(other.properties, "virtualNetwork.id") ?? "-") === keyOf(vnet),
        );
      if (twin) {
        throw new AzureError(
          400,
          "BadRequest",
          `A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual network with '${zone}' and '${zone}' zones. ('${lastSegment(vnet)}' is linked by '${twin.id}'.)`,
        );
      }
    },
  },
];

/** azure-docs, tag-resources, limitations: no spaces, no digit first, no special or Unicode characters; the code was seen nowhere. */
function requireTagNames(inputs: Props): void {
  const tags = inputs["tags"];
  const wrong = Object.keys(isObject(tags) ? tags : {}).find((name) => !/^[A-Za-z][A-Za-z0-9._-]*$/.test(name));
  if (wrong === undefined) return;
  throw new AzureError(400, "InvalidTagNameCharacters", `The tag name '${wrong}' is not valid for a DNS zone.`);
}

function requireGlobal(name: string, location: string | undefined): void {
  if (location === undefined || location.toLowerCase() === "global") return;
  throw new AzureError(
    400,
    "LocationNotAvailableForResourceType",
    `The provided location '${location}' is not available for resource type 'Microsoft.Network/privateDnsZones' ('${name}'). List of available regions for the resource type is 'global'.`,
  );
}
