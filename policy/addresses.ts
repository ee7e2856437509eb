// Ranges of addresses, IPv4 and IPv6, as numbers: how many does a firewall rule admit?
import { isIPv4, isIPv6 } from "node:net";
import type { Value } from "./value.ts";

/** The range between two addresses; undefined where they are none, or of different families, or the wrong way round. */
export function addressRange(
  start: Value | undefined,
  end: Value | undefined,
): { first: bigint; size: bigint } | undefined {
  if (typeof start !== "string" || typeof end !== "string") return undefined;
  if (isIPv4(start) !== isIPv4(end)) return undefined;
  const [first, last] = [toNumber(start), toNumber(end)];
  if (first === undefined || last === undefined || last < first) return undefined;
  return { first, size: last - first + 1n };
}

function toNumber(address: string): bigint | undefined {
  if (isIPv4(address)) return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  if (!isIPv6(address) || address.includes("%")) return undefined;
  const [head = "", tail] = withoutIPv4(address).split("::");
  const [before, after] = [groups(head), groups(tail ?? "")];
  const zeros = Array<string>(8 - before.length - after.length).fill("0");
  return [...before, ...zeros, ...after].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

/** "::ffff:10.0.0.1" ends in an IPv4 address, which stands for two groups. */
function withoutIPv4(address: string): string {
  const last = address.slice(address.lastIndexOf(":") + 1);
  if (!isIPv4(last)) return address;
  const [a = 0, b = 0, c = 0, d = 0] = last.split(".").map(Number);
  const tail = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  return `${address.slice(0, -last.length)}${tail}`;
}

function groups(text: string): string[] {
  return text === "" ? [] : text.split(":");
}
