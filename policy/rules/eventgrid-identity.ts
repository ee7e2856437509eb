// A topic that delivers without an identity delivers with a key, or to anybody's address.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const eventgridIdentity: ResourceRule = {
  id: "eventgrid-identity",
  title: "Event Grid topics have an identity",
  severity: "medium",
  controls: controls("centralIdentity", { mcsb: ["IM-3"] }),
  equals: ["Azure.EventGrid.ManagedIdentity"],
  appliesTo: ["eventgrid:SystemTopic", "eventgrid:Topic", "eventgrid:Domain"],
  needs: {
    "eventgrid:SystemTopic": ["identity.type"],
    "eventgrid:Topic": ["identity.type"],
    "eventgrid:Domain": ["identity.type"],
  },
  help: "set identity.type to SystemAssigned or UserAssigned",
  check: (topic) =>
    must(
      topic,
      "identity.type",
      "SystemAssigned or UserAssigned",
      (type) => typeof type === "string" && /assigned/i.test(type),
    ),
};
