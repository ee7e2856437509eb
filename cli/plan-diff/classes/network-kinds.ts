// Networks, names and ways in.
import { list, text, at } from "../../../text/values.ts";
import type { ResourceRecord } from "../../snapshot/records.ts";
import { approval, becomes, harmless, narrows, told, type Class, type KindClasses } from "./class.ts";
import { always, fresh, LABELS } from "./shared.ts";

const network = approval("network");
const exposure = told("exposures", "exposure");
const opening: KindClasses = {
  created: exposure,
  destroyed: told("exposures", "network"),
  properties: { "**": approval("exposure"), ...LABELS },
};

/** Zones that a name is written into. */
function zonesOf({ inputs }: ResourceRecord): string[] {
  return list(inputs["privateDnsZoneConfigs"]).map((config) => {
    const { privateDnsZoneId: id } = config as { readonly privateDnsZoneId?: unknown };
    return text(id)?.toLowerCase() ?? JSON.stringify(id);
  });
}

const off = narrows("exposure", becomes(false));
const on = narrows("exposure", becomes(true));

export const NETWORK_KINDS: Readonly<Record<string, KindClasses>> = {
  "network:PrivateEndpoint": {
    created: (record, { before }): Class => {
      const subnet = text(at(record.inputs, "subnet.id"));
      const known = before.some(
        ({ kind, inputs }) => kind === "network:PrivateEndpoint" && text(at(inputs, "subnet.id")) === subnet,
      );
      return known ? fresh : network;
    },
    destroyed: exposure,
    replaced: exposure,
    properties: { ...LABELS, "**": network, customNetworkInterfaceName: harmless("a label") },
  },
  "network:PrivateDnsZoneGroup": {
    // Into a zone that names stood in before.
    created: (record, { before }): Class => {
      const known = before.filter(({ kind }) => kind === "network:PrivateDnsZoneGroup").flatMap(zonesOf);
      return zonesOf(record).every((zone) => known.includes(zone)) ? fresh : network;
    },
    destroyed: exposure,
    properties: { "**": network },
  },
  "privatedns:PrivateZone": always("network"),
  "privatedns:VirtualNetworkLink": always("network"),
  "network:VirtualNetwork": always("network"),
  "network:Subnet": {
    created: network,
    destroyed: network,
    properties: {
      "**": network,
      defaultOutboundAccess: exposure,
      // Of another one nobody knows what it lets in.
      "networkSecurityGroup.**": narrows("exposure", (before, after) => before === undefined && after !== undefined),
      privateEndpointNetworkPolicies: narrows("exposure", becomes("Enabled")),
    },
  },
  "network:NetworkSecurityGroup": {
    created: harmless("it closes; the subnet that it is for is told"),
    destroyed: approval("exposure"),
    properties: { "**": approval("exposure"), ...LABELS, securityRules: exposure },
  },
  "network:SecurityRule": {
    created: approval("exposure"),
    destroyed: approval("exposure"),
    properties: { "**": approval("exposure") },
  },
  "network:PublicIPAddress": opening,
  "network:NatGateway": opening,
  "network:BastionHost": {
    ...opening,
    properties: {
      "**": approval("exposure"),
      ...LABELS,
      disableCopyPaste: on,
      enableFileCopy: off,
      enableIpConnect: off,
      enableShareableLink: off,
      enableTunneling: off,
      enableSessionRecording: on,
    },
  },
  "network:VirtualNetworkPeering": {
    ...opening,
    properties: {
      "**": approval("exposure"),
      "remoteVirtualNetwork.**": exposure,
      remoteVirtualNetwork: exposure,
      allowForwardedTraffic: exposure,
      allowGatewayTransit: exposure,
      useRemoteGateways: exposure,
      peeringState: harmless("how far Azure is"),
      peeringSyncLevel: harmless("how far Azure is"),
    },
  },
};
