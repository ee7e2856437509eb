// Whether an address lies on the internet. An address that a certificate names is chosen by whoever made the certificate, and
// the machine that would call it stands inside the private network: everything that is not public is refused.
import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** Where a request really goes. */
export interface Road {
  readonly address: string;
  readonly port: number;
}

export type FindRoad = (url: URL) => Promise<Road>;

/** An address is not called, whatever the network would say. */
export class RefusedAddress extends Error {
  override readonly name = "RefusedAddress";
}

/** Not reachable from the internet (IANA, IPv4 Special-Purpose Address Registry), multicast, and reserved. */
const NOT_PUBLIC_IPV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
  // Azure's own services to a virtual machine (learn: "What is IP address 168.63.129.16?").
  ["168.63.129.16", 32],
];

/** Of what is assigned to the internet at all (2000::/3), that which is not (IANA, IPv6 Special-Purpose Address Registry). */
const NOT_PUBLIC_IPV6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const notPublic = new BlockList();
for (const [net, prefix] of NOT_PUBLIC_IPV4) notPublic.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of NOT_PUBLIC_IPV6) notPublic.addSubnet(net, prefix, "ipv6");
const assigned = new BlockList();
assigned.addSubnet("2000::", 3, "ipv6");

export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublic.check(address, "ipv4");
    case 6:
      return assigned.check(address, "ipv6") && !notPublic.check(address, "ipv6");
    default:
      return false;
  }
}

/** The address behind a name, looked up once: what was judged is what is called. */
export async function publicRoad(url: URL): Promise<Road> {
  if (url.port !== "") throw new RefusedAddress(`names port ${url.port}; only the usual one is called`);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = (await lookup(host, { all: true })).map(({ address }) => address);
  const hidden = addresses.find((address) => !isPublic(address));
  if (hidden !== undefined)
    throw new RefusedAddress(`leads to ${hidden}, which is no public address, and is not called`);
  const [address] = addresses;
  if (address === undefined) throw new RefusedAddress("leads to no address");
  return { address, port: url.protocol === "https:" ? 443 : 80 };
}
