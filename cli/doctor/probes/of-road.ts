// The private way as Azure has it: the endpoint's addresses, its zone group, the zone's record and its links.
import { z } from "zod";
import type { Asked, EndpointConnection, Present, RoadSeen } from "../evidence.ts";
import { unseen } from "../evidence.ts";
import type { Arm } from "./arm.ts";

/** Microsoft.Network, and its private DNS (azure-rest-api-specs). */
const NETWORK = "2023-09-01";
const PRIVATE_DNS = "2020-06-01";

const endpoint = z.object({
  properties: z.object({
    subnet: z.object({ id: z.string() }),
    networkInterfaces: z.array(z.object({ id: z.string() })).default([]),
    customDnsConfigs: z.array(z.object({ ipAddresses: z.array(z.string()) })).default([]),
  }),
});
const nic = z.object({
  properties: z.object({
    ipConfigurations: z.array(z.object({ properties: z.object({ privateIPAddress: z.string().optional() }) })),
  }),
});
const group = z.object({
  properties: z.object({
    privateDnsZoneConfigs: z.array(z.object({ properties: z.object({ privateDnsZoneId: z.string() }) })).default([]),
  }),
});
const record = z.object({
  properties: z.object({ aRecords: z.array(z.object({ ipv4Address: z.string() })).default([]) }),
});
const link = z.object({
  properties: z.object({
    virtualNetwork: z.object({ id: z.string() }),
    virtualNetworkLinkState: z.string().optional(),
  }),
});

/** `name`: of the vault or server, as its zone has it. */
export async function readRoad(
  arm: Arm,
  connections: readonly EndpointConnection[],
  name: string,
  zone: string,
): Promise<Asked<Present<RoadSeen>>> {
  const approved = connections.filter(({ status, endpointId }) => status === "Approved" && endpointId !== "");
  const [first] = approved;
  if (first === undefined) return { seen: "absent" };
  const found = await arm.get(first.endpointId, NETWORK, endpoint);
  if ("unseen" in found) return found;
  if (found.seen === "absent") return unseen("the private endpoint lies where who runs this cannot see it");
  const { subnet, networkInterfaces, customDnsConfigs } = found.seen.properties;
  const addresses = customDnsConfigs.flatMap(({ ipAddresses }) => ipAddresses);
  for (const { id } of addresses.length > 0 ? [] : networkInterfaces) {
    const seenNic = await arm.get(id, NETWORK, nic);
    if ("unseen" in seenNic) return seenNic;
    if (seenNic.seen === "absent") continue;
    addresses.push(
      ...seenNic.seen.properties.ipConfigurations.flatMap(({ properties }) => properties.privateIPAddress ?? []),
    );
  }
  const groups = await arm.list(`${first.endpointId}/privateDnsZoneGroups`, NETWORK, group);
  if ("unseen" in groups) return groups;
  const zoneId = groups.seen
    .flatMap(({ properties }) => properties.privateDnsZoneConfigs)
    .map(({ properties }) => properties.privateDnsZoneId)
    .find((id) => id.toLowerCase().endsWith(`/${zone}`));
  const networkId = subnet.id.replace(/\/subnets\/[^/]+$/i, "");
  if (zoneId === undefined) return { seen: { addresses, zoneId, record: "absent", linked: [], networkId } };
  const [a, links] = await Promise.all([
    arm.get(`${zoneId}/A/${name}`, PRIVATE_DNS, record),
    arm.list(`${zoneId}/virtualNetworkLinks`, PRIVATE_DNS, link),
  ]);
  if ("unseen" in a) return a;
  if ("unseen" in links) return links;
  return {
    seen: {
      addresses,
      zoneId,
      record: a.seen === "absent" ? "absent" : a.seen.properties.aRecords.map(({ ipv4Address }) => ipv4Address),
      linked: links.seen
        .filter(({ properties }) => properties.virtualNetworkLinkState !== "InProgress")
        .map(({ properties }) => properties.virtualNetwork.id),
      networkId,
    },
  };
}
