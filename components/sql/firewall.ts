// The one way to open a server to the internet: a named, justified exception with an end, and exactly the ranges in it.
import * as sql from "../azure/sql.ts";
import * as pulumi from "@pulumi/pulumi";

/** An opening of the firewall: named, justified, with an end. */
export interface SqlPublicAccess {
  /** IPv4 addresses or ranges. */
  readonly allowedCidrs: readonly string[];
  readonly reason: string;
  /** ISO date. */
  readonly until: string;
}

/** The least that a prefix may say: 256 addresses. */
const WIDEST_PREFIX = 24;

export interface AddressRange {
  readonly start: string;
  readonly end: string;
}

/** First and last address of `203.0.113.7` or `203.0.113.0/24`. */
export function rangeOf(where: string, cidr: string): AddressRange {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(cidr);
  const octets = match?.slice(1, 5).map(Number) ?? [];
  const prefix = Number(match?.[5] ?? "32");
  if (match === null || octets.some((octet) => octet > 255) || prefix > 32) {
    throw new pulumi.RunError(`${where}: "${cidr}" is no IPv4 address or range; write one such as 203.0.113.0/28`);
  }
  if (prefix < WIDEST_PREFIX) {
    throw new pulumi.RunError(
      `${where}: "${cidr}" is too wide; allowed are ranges of /${String(WIDEST_PREFIX)} and narrower`,
    );
  }
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(address / size) * size;
  // 0.0.0.0 stands for "all of Azure" in a firewall rule, customers of others included (sql-docs, firewall-configure).
  if (first === 0) {
    throw new pulumi.RunError(`${where}: "${cidr}" lets in all of Azure; name the addresses`);
  }
  return { start: dotted(first), end: dotted(first + size - 1) };
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => String(Math.floor(address / 2 ** shift) % 256)).join(".");
}

export interface FirewallArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly serverName: pulumi.Input<string>;
  readonly publicAccess: SqlPublicAccess;
}

/** One rule for each range, named after it: taking out the first does not rename the rest. */
export function openFirewall(name: string, args: FirewallArgs, opts: pulumi.CustomResourceOptions): sql.FirewallRule[] {
  return args.publicAccess.allowedCidrs.map((cidr) => {
    const { start, end } = rangeOf(`SqlServer ${name}: publicAccess.allowedCidrs`, cidr);
    const rule = `exception-${cidr.replaceAll(/[./]/g, "-")}`;
    return new sql.FirewallRule(
      `${name}-${rule}`,
      {
        resourceGroupName: args.resourceGroupName,
        serverName: args.serverName,
        firewallRuleName: rule,
        startIpAddress: start,
        endIpAddress: end,
      },
      opts,
    );
  });
}

/** What the server says about itself while the exception lasts. */
export function exceptionTags(publicAccess: SqlPublicAccess | undefined): Readonly<Record<string, string>> {
  return publicAccess === undefined
    ? {}
    : { "public-access-reason": publicAccess.reason, "public-access-until": publicAccess.until };
}
