// IPv4 ranges in CIDR notation, compared as numbers: a subnet outside its network and a firewall open to everybody are found
// here, not by Azure half-way through a deployment.

export interface AddressRange {
  /** First address, as a 32-bit number. */
  readonly first: number;
  readonly last: number;
  /** Bits of the prefix, 0 to 32. */
  readonly prefix: number;
}

/** `10.0.0.0/16`, or one address; undefined when it is neither, or when it has bits beyond its prefix. */
export function parseRange(text: string): AddressRange | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text);
  if (match === null) return undefined;
  const octets = match.slice(1, 5);
  if (octets.some((octet) => Number(octet) > 255 || String(Number(octet)) !== octet)) return undefined;
  const prefix = match[5] === undefined ? 32 : Number(match[5]);
  if (prefix > 32 || (match[5] !== undefined && String(prefix) !== match[5])) return undefined;
  const first = octets.reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { first, last: first + size - 1, prefix } : undefined;
}

export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** RFC 1918. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].flatMap((text) => parseRange(text) ?? []);

export function isPrivate(range: AddressRange): boolean {
  return PRIVATE.some((outer) => contains(outer, range));
}
