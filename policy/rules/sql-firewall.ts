// A rule from 0.0.0.0 admits all of Azure's tenants, or all of the world; a wide range admits whoever rents an address in it.
import { addressRange } from "../addresses.ts";
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import { get, isHidden, show } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const sqlFirewall: ResourceRule = {
  id: "sql-firewall",
  title: "SQL firewall rules admit few addresses",
  severity: "critical",
  controls: controls("networkIsolation", { mcsb: ["NS-2"] }),
  equals: ["CKV_AZURE_11", "AZU-0029", "AZR-000184"],
  appliesTo: ["sql:FirewallRule", "sql:IPv6FirewallRule"],
  needs: {
    "sql:FirewallRule": ["startIpAddress", "endIpAddress"],
    "sql:IPv6FirewallRule": ["startIPv6Address", "endIPv6Address"],
  },
  settings: ["firewallMaxAddresses"],
  help: "remove the rule and use the private endpoint, or name the few addresses it is for",
  check: (rule, { settings }) => {
    const family = rule.kind === "sql:FirewallRule" ? "Ip" : "IPv6";
    const [startPath, endPath] = [`start${family}Address`, `end${family}Address`];
    const [start, end] = [get(rule.props, startPath), get(rule.props, endPath)];
    if (isHidden(start) || isHidden(end)) return [];
    const range = addressRange(start, end);
    if (range === undefined) {
      return [
        finding(rule, startPath, `${startPath} ${show(start)} and ${endPath} ${show(end)} are not an address range`),
      ];
    }
    if (range.first !== 0n && range.size <= BigInt(settings.firewallMaxAddresses)) return [];
    const admits = range.first === 0n ? "every Azure tenant or the internet" : `${range.size} addresses`;
    return [
      finding(
        rule,
        startPath,
        `${show(start)} to ${show(end)} admits ${admits}, at most ${settings.firewallMaxAddresses} are allowed`,
      ),
    ];
  },
};
