// Whether a peering stays at home: both of its networks are made by the stack itself, and it carries nothing of what lies
// behind them. Who reaches one network then reaches the other, and nobody else does.
import { at, text } from "../../text/values.ts";
import type { ResourceRecord } from "../snapshot/records.ts";

export const PEERING = "network:VirtualNetworkPeering";
const NETWORK = "network:VirtualNetwork";

/** What lets in who is in neither network. */
const BEHIND = ["allowForwardedTraffic", "allowGatewayTransit", "useRemoteGateways"] as const;

/** Ids of the networks that the stack makes, in small letters. */
export function ownNetworks(records: readonly ResourceRecord[]): ReadonlySet<string> {
  return new Set(records.flatMap(({ kind, id }) => (kind === NETWORK && id !== undefined ? [id.toLowerCase()] : [])));
}

/** The network that a peering leads to, where that is known. */
export function remoteOf({ inputs }: ResourceRecord): string | undefined {
  return text(at(inputs, "remoteVirtualNetwork.id"))?.toLowerCase();
}

/** What is not known is no own network. */
export function joinsOwn(record: ResourceRecord, own: ReadonlySet<string>): boolean {
  if (record.kind !== PEERING) return false;
  const here = record.id?.toLowerCase().split("/virtualnetworkpeerings/")[0];
  const remote = remoteOf(record);
  return (
    here !== undefined &&
    remote !== undefined &&
    own.has(here) &&
    own.has(remote) &&
    BEHIND.every((key) => isOff(record.inputs[key]))
  );
}

/** Azure's default is off; a value that is not known yet may be on. */
export function isOff(value: unknown): boolean {
  return value === undefined || value === null || value === false;
}
