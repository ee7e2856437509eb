// What the network rules share: which target an endpoint connects, which subnets a resource holds, whom a rule lets in.
import { anyItem, best, both, holds, items, type Answer } from "./answers.ts";
import { finding } from "./expect.ts";
import type { Finding } from "./rule.ts";
import type { Resource } from "./shapes.ts";
import { azureName, type Stack } from "./stack.ts";
import { get, isHidden, isList, isText, sameText, show, type Value } from "./value.ts";

/** Whether an endpoint connects a target by one of its group ids. Manual connections wait for somebody and do not count. */
export function connects(stack: Stack, endpoint: Resource, target: Resource, groupId: string): Answer {
  const property = "privateLinkServiceConnections";
  const connections = items(get(endpoint.props, property));
  if (connections === undefined) return stack.refers(endpoint, property, target);
  return best(
    connections.map((connection, index) =>
      both(
        stack.refers(endpoint, `${property}.${index}.privateLinkServiceId`, target),
        anyItem(get(connection, "groupIds"), (group) => holds(group, (text) => sameText(text, groupId))),
      ),
    ),
  );
}

/** Subnets that Azure gives no group to (Microsoft Learn, the pages of the gateway, firewall and route server). */
export const NO_GROUP_POSSIBLE: ReadonlySet<string> = new Set([
  "GatewaySubnet",
  "AzureFirewallSubnet",
  "AzureFirewallManagementSubnet",
  "RouteServerSubnet",
]);

/** A subnet resource is one; a network may hold several. `prefix` leads to the subnet's properties. */
export function subnetsOf(resource: Resource): { readonly name: string; readonly prefix: string }[] {
  if (resource.kind === "network:Subnet") {
    const name = azureName(resource);
    return [{ name: typeof name === "string" ? name : "", prefix: "" }];
  }
  return (items(get(resource.props, "subnets")) ?? []).flatMap((subnet, index) => {
    const name = get(subnet, "name");
    return isHidden(subnet) ? [] : [{ name: typeof name === "string" ? name : "", prefix: `subnets.${index}.` }];
  });
}

const EVERYBODY = new Set(["*", "any", "internet", "0.0.0.0", "0.0.0.0/0", "::", "::/0"]);

/** A finding where an inbound rule that allows names nobody in particular as its source. */
export function admitsEverybody(resource: Resource, rule: Value, prefix: string): Finding[] {
  const read = (key: string) => get(rule, key);
  const [access, direction] = [read("access"), read("direction")];
  // What is not said counts as said in the worst way; what is not known yet does not.
  if (isHidden(access) || isHidden(direction) || sameText(access, "Deny") || sameText(direction, "Outbound")) return [];
  const sources = [read("sourceAddressPrefix"), ...listed(read("sourceAddressPrefixes"))].filter(
    (source) => isText(source) || isHidden(source),
  );
  const groups = read("sourceApplicationSecurityGroups");
  const named = sources.length > 0 || isHidden(groups) || (isList(groups) && groups.length > 0);
  if (!named)
    return [
      finding(
        resource,
        `${prefix}sourceAddressPrefix`,
        `${prefix}sourceAddressPrefix names nobody, so the rule admits everybody`,
      ),
    ];
  return sources
    .filter((source) => isText(source) && EVERYBODY.has(source.toLowerCase().trim()))
    .map((source) =>
      finding(
        resource,
        `${prefix}sourceAddressPrefix`,
        `${prefix}sourceAddressPrefix is ${show(source)}, the rule admits everybody`,
      ),
    );
}

function listed(value: Value | undefined): readonly (Value | undefined)[] {
  return isList(value) ? value : [value];
}

/** How the zone of a service's endpoints begins, in every cloud. Source: Microsoft Learn, "Azure private endpoint private DNS zone values". */
const ZONES: Readonly<Record<string, string>> = { vault: "privatelink.vaultcore.", sqlserver: "privatelink.database." };

/** A finding where every zone of a group is known and none is that of the endpoint's service. */
export function wrongZone(group: Resource, endpoint: Resource): Finding[] {
  const wanted = (items(get(endpoint.props, "privateLinkServiceConnections")) ?? [])
    .flatMap((connection) => items(get(connection, "groupIds")) ?? [])
    .flatMap((id) => (typeof id === "string" ? (ZONES[id.toLowerCase()] ?? []) : []));
  const zones = (items(get(group.props, "privateDnsZoneConfigs")) ?? []).map((zone) => get(zone, "privateDnsZoneId"));
  const known = zones.filter((zone) => typeof zone === "string").map((zone) => zone.split("/").at(-1) ?? "");
  if (zones.length === 0 || known.length < zones.length) return [];
  return wanted
    .filter((start) => !known.some((zone) => zone.toLowerCase().startsWith(start)))
    .map((start) => ({
      urn: endpoint.urn,
      message: `the endpoint's zones are ${known.map(show).join(", ")}, one must start with ${show(start)}`,
    }));
}
