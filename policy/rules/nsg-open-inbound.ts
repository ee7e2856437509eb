// A rule that admits everybody makes the group a decoration.
import { items } from "../answers.ts";
import { controls } from "../controls.ts";
import { admitsEverybody } from "../network.ts";
import { get } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const nsgOpenInbound: ResourceRule = {
  id: "nsg-open-inbound",
  title: "No network security group admits everybody",
  severity: "high",
  controls: controls("networkIsolation", { mcsb: ["NS-1"] }),
  equals: ["AZU-0047"],
  appliesTo: ["network:NetworkSecurityGroup", "network:SecurityRule"],
  needs: {
    "network:NetworkSecurityGroup": ["securityRules.0.sourceAddressPrefix"],
    "network:SecurityRule": ["sourceAddressPrefix"],
  },
  help: "name the addresses, the service tag or the application security group that may come in",
  check: (resource) => {
    if (resource.kind === "network:SecurityRule") return admitsEverybody(resource, resource.props, "");
    const path = "securityRules";
    return (items(get(resource.props, path)) ?? []).flatMap((rule, index) =>
      admitsEverybody(resource, rule, `${path}.${index}.`),
    );
  },
};
