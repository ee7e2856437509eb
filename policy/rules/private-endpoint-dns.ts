// Without a zone group the name keeps resolving to the public address, and the endpoint is never used.
import { anyItem, both, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { mustHave } from "../expect.ts";
import { get, isText } from "../value.ts";
import type { StackRule } from "../rule.ts";

export const privateEndpointDns: StackRule = {
  id: "private-endpoint-dns",
  title: "Every private endpoint registers itself in DNS",
  severity: "high",
  controls: controls("networkIsolation", { mcsb: ["NS-2", "NS-10"] }),
  equals: ["POL-ac673a9a"],
  appliesTo: ["network:PrivateEndpoint"],
  needs: {
    "network:PrivateDnsZoneGroup": [
      "privateEndpointName",
      "privateDnsZoneConfigs",
      "privateDnsZoneConfigs.0.privateDnsZoneId",
    ],
  },
  help: "add a network.PrivateDnsZoneGroup to the endpoint, with the zone of its service",
  checkStack: (stack) =>
    mustHave(
      stack,
      ["network:PrivateEndpoint"],
      ["network:PrivateDnsZoneGroup"],
      (group, endpoint) =>
        both(
          stack.refers(group, "privateEndpointName", endpoint),
          anyItem(get(group.props, "privateDnsZoneConfigs"), (zone) => holds(get(zone, "privateDnsZoneId"), isText)),
        ),
      "the endpoint has no DNS zone group",
    ).filter(({ urn }) => {
      // The classic provider writes the group on the endpoint itself.
      const endpoint = stack.ofKind("network:PrivateEndpoint").find((candidate) => candidate.urn === urn);
      return endpoint === undefined || get(endpoint.props, "privateDnsZoneGroup") === undefined;
    }),
};
