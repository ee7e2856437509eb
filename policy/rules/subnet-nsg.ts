// A subnet without a group lets its neighbours talk to each other about anything.
import { controls } from "../controls.ts";
import { mustBeSet } from "../expect.ts";
import { NO_GROUP_POSSIBLE, subnetsOf } from "../network.ts";
import type { ResourceRule } from "../rule.ts";

export const subnetNsg: ResourceRule = {
  id: "subnet-nsg",
  title: "Every subnet has a network security group",
  severity: "medium",
  controls: controls("networkIsolation", { mcsb: ["NS-1"] }),
  equals: ["AZR-000263", "CKV2_AZURE_31"],
  appliesTo: ["network:Subnet", "network:VirtualNetwork"],
  needs: {
    "network:Subnet": ["networkSecurityGroup.id"],
    "network:VirtualNetwork": ["subnets.0.networkSecurityGroup.id"],
  },
  help: "set networkSecurityGroup to { id } of a group",
  check: (resource) =>
    subnetsOf(resource)
      .filter(({ name }) => !NO_GROUP_POSSIBLE.has(name))
      .flatMap(({ prefix }) =>
        mustBeSet(resource, `${prefix}networkSecurityGroup.id`, "the id of a network security group"),
      ),
};
