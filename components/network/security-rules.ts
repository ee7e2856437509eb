// What may enter and leave each subnet. Azure's own default rules let the whole network in on every port and everything
// out to the internet; these leave what a subnet is for.
import type { types } from "@pulumi/azure-native/index.js";

/** One rule, without what is the same in all of them. */
export interface SecurityRule {
  readonly name: string;
  readonly direction: "Inbound" | "Outbound";
  readonly access: "Allow" | "Deny";
  readonly protocol: "Tcp" | "*";
  /** Service tag, `*`, or ranges. */
  readonly from: string | readonly string[];
  readonly to: string;
  readonly ports: readonly string[];
}

const denyOtherInbound: SecurityRule = {
  name: "deny-everything-else",
  direction: "Inbound",
  access: "Deny",
  protocol: "*",
  from: "*",
  to: "*",
  ports: ["*"],
};

/** Private endpoints answer on two ports: vaults on 443, SQL on 1433. */
export const ENDPOINT_RULES: readonly SecurityRule[] = [
  {
    name: "allow-tls-and-sql-from-network",
    direction: "Inbound",
    access: "Allow",
    protocol: "Tcp",
    from: "VirtualNetwork",
    to: "VirtualNetwork",
    ports: ["443", "1433"],
  },
  denyOtherInbound,
];

/** A self-hosted runner calls out and is never called, but by Bastion for maintenance. */
export const RUNNER_RULES: readonly SecurityRule[] = [
  {
    name: "allow-ssh-from-network",
    direction: "Inbound",
    access: "Allow",
    protocol: "Tcp",
    from: "VirtualNetwork",
    to: "VirtualNetwork",
    ports: ["22"],
  },
  denyOtherInbound,
];

/**
 * All of them are required: with one missing Bastion gets no updates (azure-docs, bastion/bastion-nsg.md, which also says
 * that the source of the first may be a set of addresses instead of the whole internet: here it always is).
 */
export const bastionRules = (allowedCidrs: readonly string[]): readonly SecurityRule[] => [
  { ...tcp("allow-https-in", "Inbound", allowedCidrs, "*"), ports: ["443"] },
  { ...tcp("allow-gateway-manager-in", "Inbound", "GatewayManager", "*"), ports: ["443"] },
  { ...tcp("allow-load-balancer-in", "Inbound", "AzureLoadBalancer", "*"), ports: ["443"] },
  {
    ...tcp("allow-bastion-hosts-in", "Inbound", "VirtualNetwork", "VirtualNetwork"),
    protocol: "*",
    ports: ["8080", "5701"],
  },
  denyOtherInbound,
  { ...tcp("allow-ssh-and-rdp-out", "Outbound", "*", "VirtualNetwork"), protocol: "*", ports: ["22", "3389"] },
  { ...tcp("allow-azure-out", "Outbound", "*", "AzureCloud"), ports: ["443"] },
  {
    ...tcp("allow-bastion-hosts-out", "Outbound", "VirtualNetwork", "VirtualNetwork"),
    protocol: "*",
    ports: ["8080", "5701"],
  },
  { ...tcp("allow-session-checks-out", "Outbound", "*", "Internet"), protocol: "*", ports: ["80"] },
];

function tcp(
  name: string,
  direction: "Inbound" | "Outbound",
  from: string | readonly string[],
  to: string,
): Omit<SecurityRule, "ports"> {
  return { name, direction, access: "Allow", protocol: "Tcp", from, to };
}

/** As Azure wants them: in the order given, the last place (4096) for a denial of everything. */
export function toSecurityRules(rules: readonly SecurityRule[]): types.input.network.SecurityRuleArgs[] {
  return rules.map((rule, index) => ({
    name: rule.name,
    priority: rule.access === "Deny" ? 4096 : 100 + index * 10,
    direction: rule.direction,
    access: rule.access,
    protocol: rule.protocol,
    ...(typeof rule.from === "string" ? { sourceAddressPrefix: rule.from } : { sourceAddressPrefixes: [...rule.from] }),
    sourcePortRange: "*",
    destinationAddressPrefix: rule.to,
    ...(rule.ports.length === 1 && rule.ports[0] !== undefined
      ? { destinationPortRange: rule.ports[0] }
      : { destinationPortRanges: [...rule.ports] }),
  }));
}
