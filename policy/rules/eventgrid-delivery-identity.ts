// A subscription that does not use the topic's identity needs a key to its destination.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const eventgridDeliveryIdentity: ResourceRule = {
  id: "eventgrid-delivery-identity",
  title: "Event Grid delivers as an identity",
  severity: "medium",
  controls: controls("centralIdentity", { mcsb: ["IM-3"] }),
  equals: [],
  appliesTo: ["eventgrid:SystemTopicEventSubscription"],
  needs: { "eventgrid:SystemTopicEventSubscription": ["deliveryWithResourceIdentity.identity.type"] },
  help: "move destination into deliveryWithResourceIdentity, with the topic's identity",
  check: (subscription) =>
    must(
      subscription,
      "deliveryWithResourceIdentity.identity.type",
      "SystemAssigned or UserAssigned",
      (type) => typeof type === "string" && /assigned/i.test(type),
    ),
};
