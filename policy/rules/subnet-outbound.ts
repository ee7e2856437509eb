// Azure's default outbound access gives every machine a way to the internet that nobody configured and nothing logs.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import { subnetsOf } from "../network.ts";
import type { ResourceRule } from "../rule.ts";

export const subnetOutbound: ResourceRule = {
  id: "subnet-outbound",
  title: "Subnets have no default way to the internet",
  severity: "medium",
  controls: controls("networkIsolation", { mcsb: ["NS-1"] }),
  equals: ["AZR-000447", "POL-7bca8353"],
  appliesTo: ["network:Subnet", "network:VirtualNetwork"],
  needs: { "network:Subnet": ["defaultOutboundAccess"], "network:VirtualNetwork": ["subnets.0.defaultOutboundAccess"] },
  help: "set defaultOutboundAccess to false and add a NAT gateway or a firewall where a way out is needed",
  check: (resource) =>
    subnetsOf(resource).flatMap(({ prefix }) =>
      must(resource, `${prefix}defaultOutboundAccess`, "false", (value) => value === false),
    ),
};
