// What Azure allows of a kind in one subscription, network or region, counted over every stack before the deployment that would
// fail half-way. Sources: azure-docs, role-based-access-control/limits.md (4,000 role assignments), private-link-limits.md (1,000
// endpoints in a network, 400 vaults with endpoints; of 2020), entra-docs, workload-identity-federation-considerations.md (20);
// sql-docs, resource-limits-logical-server.md (20 servers by default, 250 at most, in a subscription and region).
import { MAX_FEDERATED_CREDENTIALS } from "../../components/identity/federation.ts";
import { at, list, order, text } from "../../text/values.ts";
import { scopeOf } from "./objects.ts";
import type { ResourceRecord, Snapshot } from "../snapshot/records.ts";

/** The part of a limit from which the plan warns. */
const WARN_AT = 0.8;

export interface LimitUse {
  readonly what: string;
  /** The subscription, network, region or identity that it is counted for. */
  readonly where: string;
  readonly count: number;
  readonly limit: number;
  /** What the limit can be raised to on request, where it can. */
  readonly atMost?: number;
  readonly status: "ok" | "warning" | "exceeded";
}

interface Rule {
  readonly what: string;
  readonly limit: number;
  readonly atMost?: number;
  /** Where a record counts; undefined where it does not. */
  readonly where: (record: ResourceRecord, subscription: string) => string | undefined;
}

const RULES: readonly Rule[] = [
  {
    what: "role assignments",
    limit: 4000,
    // A declared reader of a certificate becomes one as well.
    where: ({ kind }, subscription) =>
      kind === "authorization:RoleAssignment" || kind === "strongroom:vault:CertificateReader"
        ? `subscription ${subscription}`
        : undefined,
  },
  {
    what: "private endpoints",
    limit: 1000,
    where: ({ kind, props, inputs }) => {
      if (kind !== "network:PrivateEndpoint") return undefined;
      const subnet = text(at(props, "subnet.id")) ?? text(at(inputs, "subnet.id"));
      return subnet === undefined ? undefined : `network ${scopeOf(subnet).within ?? "?"} of ${groupOf(subnet)}`;
    },
  },
  {
    what: "vaults with private endpoints",
    limit: 400,
    where: ({ kind, props, inputs }, subscription) => {
      if (kind !== "network:PrivateEndpoint") return undefined;
      const connections = list(props["privateLinkServiceConnections"] ?? inputs["privateLinkServiceConnections"]);
      const target = text(at(connections[0], "privateLinkServiceId"));
      return target !== undefined && /\/providers\/microsoft\.keyvault\/vaults\//i.test(target)
        ? `subscription ${subscription}`
        : undefined;
    },
  },
  {
    what: "SQL servers",
    limit: 20,
    atMost: 250,
    where: ({ kind, props }, subscription) =>
      kind === "sql:Server" ? `${text(props["location"]) ?? "?"} in subscription ${subscription}` : undefined,
  },
  {
    what: "federated credentials",
    limit: MAX_FEDERATED_CREDENTIALS,
    where: ({ kind, inputs, props }) =>
      kind === "managedidentity:FederatedIdentityCredential"
        ? `identity ${text(inputs["resourceName"]) ?? text(props["resourceName"]) ?? "?"}`
        : undefined,
  },
];

/** Whether a limit counts it, or asks it for its subscription. */
export function isCounted(record: ResourceRecord): boolean {
  return record.kind === "resources:ResourceGroup" || RULES.some(({ where }) => where(record, "?") !== undefined);
}

/** Each limit that is in use, the fullest first. */
export function limitUses(snapshots: readonly Snapshot[]): LimitUse[] {
  return RULES.flatMap((rule) => {
    const places = snapshots.flatMap((snapshot) => {
      const subscription = subscriptionOf(snapshot) ?? "?";
      return snapshot.resources.flatMap(
        (record) => rule.where(record, subscriptionIn(record.id) ?? subscription) ?? [],
      );
    });
    return [...Map.groupBy(places, (place) => place)].map(([where, { length: count }]): LimitUse => {
      const { what, limit, atMost } = rule;
      const status = count > limit ? "exceeded" : count >= limit * WARN_AT ? "warning" : "ok";
      return { what, where, count, limit, ...(atMost === undefined ? {} : { atMost }), status };
    });
  }).sort((a, b) => b.count / b.limit - a.count / a.limit || order(a.what, b.what) || order(a.where, b.where));
}

/** The subscription that most of the stack's resources are in. */
export function subscriptionOf({ resources }: Snapshot): string | undefined {
  const counts = new Map<string, number>();
  for (const { id, kind } of resources) {
    const subscription = kind === "resources:ResourceGroup" ? subscriptionIn(id) : undefined;
    if (subscription !== undefined) counts.set(subscription, (counts.get(subscription) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || order(a, b))[0]?.[0];
}

function subscriptionIn(id: string | undefined): string | undefined {
  return /^\/subscriptions\/([^/]+)/i.exec(id ?? "")?.[1]?.toLowerCase();
}

function groupOf(id: string): string {
  return /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? "?";
}
