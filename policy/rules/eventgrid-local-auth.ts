// A topic's access key is a password without an owner.
import { controls } from "../controls.ts";
import { mustBeTrue } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const eventgridLocalAuth: ResourceRule = {
  id: "eventgrid-local-auth",
  title: "Event Grid topics take Entra tokens only",
  severity: "medium",
  controls: controls("centralIdentity", { mcsb: ["IM-1"] }),
  equals: ["Azure.EventGrid.DisableLocalAuth"],
  appliesTo: ["eventgrid:Topic", "eventgrid:Domain"],
  needs: { "eventgrid:Topic": ["disableLocalAuth"], "eventgrid:Domain": ["disableLocalAuth"] },
  help: "set disableLocalAuth to true",
  check: (topic) => mustBeTrue(topic, "disableLocalAuth"),
};
