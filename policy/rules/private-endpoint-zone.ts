// An endpoint in the wrong zone answers to a name that nobody asks for.
import { controls } from "../controls.ts";
import { wrongZone } from "../network.ts";
import type { StackRule } from "../rule.ts";

export const privateEndpointZone: StackRule = {
  id: "private-endpoint-zone",
  title: "Private endpoints use their service's zone",
  severity: "medium",
  controls: controls("networkIsolation", { mcsb: ["NS-10"] }),
  equals: [],
  appliesTo: ["network:PrivateEndpoint"],
  needs: {},
  shows: { "network:PrivateDnsZoneGroup": ["privateEndpointName", "privateDnsZoneConfigs"] },
  help: "use privatelink.vaultcore… for vaults and privatelink.database… for SQL servers",
  checkStack: (stack) =>
    stack.ofKind("network:PrivateDnsZoneGroup").flatMap((group) =>
      stack
        .ofKind("network:PrivateEndpoint")
        .filter((endpoint) => stack.refers(group, "privateEndpointName", endpoint) === "yes")
        .flatMap((endpoint) => wrongZone(group, endpoint)),
    ),
};
