// What can be reached from where, before and after, and which exceptions somebody asks for. A new way in is named whatever
// resource opens it; a change that cannot be judged counts as one that opens.
import { at, fields, text } from "../../text/values.ts";
import type { PropertyChange, ResourceChange } from "./changes.ts";
import type { ResourceRecord } from "../snapshot/records.ts";
import { isOff, joinsOwn, ownNetworks, PEERING, remoteOf } from "./peerings.ts";

export interface Exposure {
  /** `joined`: a way between the stack's own networks, which lets in nobody else. */
  readonly direction: "exposed" | "hidden" | "joined";
  readonly record: ResourceRecord;
  /** In words, values included. */
  readonly message: string;
}

/** Kinds that open a way by being there. */
const OPENS: Readonly<Record<string, string>> = {
  "sql:FirewallRule": "a firewall rule",
  "sql:IPv6FirewallRule": "an IPv6 firewall rule",
  "sql:VirtualNetworkRule": "a rule for a virtual network",
  "sql:OutboundFirewallRule": "a rule for outbound traffic",
  "network:PublicIPAddress": "a public address",
  "network:NatGateway": "a way out to the internet",
  "network:BastionHost": "a way in for administrators",
  "network:VirtualNetworkPeering": "a peering with another network",
};

/** Kinds that close one: they are hidden while these are there. */
const CLOSES: Readonly<Record<string, string>> = {
  "network:PrivateEndpoint": "the private endpoint",
  "network:PrivateDnsZoneGroup": "the private name",
};

interface Guard {
  readonly path: RegExp;
  /** Whether the value keeps strangers out. */
  readonly closed: (value: unknown) => boolean;
  readonly on?: RegExp;
}

const is =
  (...wanted: readonly string[]) =>
  (value: unknown): boolean =>
    typeof value === "string" && wanted.includes(value.toLowerCase());

const GUARDS: readonly Guard[] = [
  { path: /(^|\.)publicNetworkAccess$/, closed: is("disabled") },
  { path: /^(properties\.networkAcls|networkRuleSet)\.defaultAction$/, closed: is("deny") },
  { path: /^(properties\.networkAcls|networkRuleSet)\.bypass$/, closed: is("none") },
  {
    path: /^(properties\.networkAcls|networkRuleSet)\.(ipRules|virtualNetworkRules|resourceAccessRules)$/,
    closed: none,
  },
  { path: /(^|\.)allowBlobPublicAccess$/, closed: (value) => value === false },
  { path: /^minimalTlsVersion$/, closed: is("1.2", "1.3"), on: /^sql:/ },
  { path: /^restrictOutboundNetworkAccess$/, closed: is("enabled"), on: /^sql:/ },
  { path: /^defaultOutboundAccess$/, closed: (value) => value === false },
  {
    path: /^(allowForwardedTraffic|allowGatewayTransit|useRemoteGateways)$/,
    closed: isOff,
    on: /^network:VirtualNetworkPeering$/,
  },
  { path: /^networkSecurityGroup(\.id)?$/, closed: (value) => value !== undefined && value !== null },
];

/** A property that decides who gets in, and of which no single value is safe. */
const RULES =
  /^(securityRules|delegations|serviceEndpoints|access|sourceAddressPrefix(es)?|startIpAddress|endIpAddress)\b/;

function none(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** `there`: all that the stack will be made of. */
export function exposures(changes: readonly ResourceChange[], there: readonly ResourceRecord[]): Exposure[] {
  const own = ownNetworks(there);
  return changes.flatMap((change) => exposuresOf(change, own));
}

function exposuresOf(change: ResourceChange, own: ReadonlySet<string>): Exposure[] {
  const { record, what } = change;
  const gone = what === "destroyed" || what === "forgotten";
  const opens = OPENS[record.kind];
  const closes = CLOSES[record.kind];
  if (opens !== undefined && (gone || what === "created")) {
    if (!gone && joinsOwn(record, own)) {
      return [{ direction: "joined", record, message: "a peering between this stack's own networks is new" }];
    }
    const detail = gone ? "is gone" : `is new${rangeOf(record)}`;
    return [{ direction: gone ? "hidden" : "exposed", record, message: `${opens} ${detail}` }];
  }
  if (closes !== undefined && gone) return [{ direction: "exposed", record, message: `${closes} is gone` }];
  if (gone) return [];
  if (what === "created") return created(record);
  const opened = change.changes.flatMap((one) => changed(record, one));
  return [...opened, ...repeered(change, own), ...readdressed(change)];
}

function rangeOf({ props }: ResourceRecord): string {
  const start = text(props["startIpAddress"]);
  const end = text(props["endIpAddress"]);
  return start === undefined && end === undefined ? "" : `: ${start ?? "?"} to ${end ?? "?"}`;
}

/** Something new is closed, or it is a way in. */
function created(record: ResourceRecord): Exposure[] {
  const openings: string[] = [];
  const access = at(record.inputs, "properties.publicNetworkAccess") ?? record.inputs["publicNetworkAccess"];
  if (
    /^(keyvault:Vault|sql:Server|storage:StorageAccount|eventhub:Namespace)$/.test(record.kind) &&
    !is("disabled")(access)
  ) {
    openings.push(`can be reached from the internet (publicNetworkAccess ${text(access) ?? "not set"})`);
  }
  if (record.kind === "network:SecurityRule" && is("allow")(record.inputs["access"])) {
    openings.push(
      `a rule lets traffic in or out from ${text(record.inputs["sourceAddressPrefix"]) ?? "several places"}`,
    );
  }
  return openings.map((message) => ({ direction: "exposed", record, message }));
}

function changed(record: ResourceRecord, { path, before, after }: PropertyChange): Exposure[] {
  const guard = GUARDS.find(
    ({ path: pattern, on }) => pattern.test(path) && (on === undefined || on.test(record.kind)),
  );
  const message = `${path}: ${shown(before)} becomes ${shown(after)}`;
  if (guard !== undefined) {
    const [was, will] = [guard.closed(before), guard.closed(after)];
    const narrower = Array.isArray(before) && Array.isArray(after) && after.every((item) => has(before, item));
    return [{ direction: will || (!was && narrower) ? "hidden" : "exposed", record, message }];
  }
  if (/^network:/.test(record.kind) || /FirewallRule$/.test(record.kind)) {
    return RULES.test(path) ? [{ direction: "exposed", record, message }] : [];
  }
  return [];
}

function has(items: readonly unknown[], item: unknown): boolean {
  return items.some((other) => JSON.stringify(other) === JSON.stringify(item));
}

/** A peering that is led elsewhere; its other changes are guarded like any. */
function repeered({ record, before }: ResourceChange, own: ReadonlySet<string>): Exposure[] {
  if (record.kind !== PEERING || before === undefined || remoteOf(before) === remoteOf(record)) return [];
  const message = `leads to another network: ${remoteOf(record) ?? "not known yet"}`;
  return [{ direction: joinsOwn(record, own) ? "joined" : "exposed", record, message }];
}

/** An endpoint that is pointed elsewhere leaves its old target without one. */
function readdressed({ record, what }: ResourceChange): Exposure[] {
  return record.kind === "network:PrivateEndpoint" && what === "replaced"
    ? [{ direction: "exposed", record, message: "the private endpoint is created anew: no way in meanwhile" }]
    : [];
}

export function shown(value: unknown): string {
  if (value === undefined || value === null) return "not set";
  return typeof value === "string" ? value : JSON.stringify(value);
}

export interface ExceptionChange {
  readonly direction: "added" | "ended";
  readonly record: ResourceRecord;
  readonly reason: string;
  readonly until: string;
}

/** The tags by which a component says that somebody asked for an opening, and until when. */
export function exceptionChanges(changes: readonly ResourceChange[]): ExceptionChange[] {
  return changes.flatMap((change): ExceptionChange[] => {
    const { record, what, before } = change;
    const gone = what === "destroyed" || what === "forgotten";
    const was = what === "created" ? undefined : exceptionOf(before);
    const is = gone ? undefined : exceptionOf(record);
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return [
      ...(is === undefined ? [] : [{ direction: "added" as const, record, ...is }]),
      ...(was !== undefined && is === undefined ? [{ direction: "ended" as const, record, ...was }] : []),
    ];
  });
}

function exceptionOf(record: ResourceRecord | undefined): { reason: string; until: string } | undefined {
  const tags = fields(record?.inputs["tags"]);
  const reason = text(tags["public-access-reason"]);
  const until = text(tags["public-access-until"]);
  if (reason === undefined && until === undefined) return undefined;
  return { reason: reason ?? "no reason", until: until ?? "no end" };
}
