// A namespace's shared access key reads every log that is streamed through it.
import { controls } from "../controls.ts";
import { mustBeTrue } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const eventhubLocalAuth: ResourceRule = {
  id: "eventhub-local-auth",
  title: "Event Hubs namespaces take Entra tokens only",
  severity: "medium",
  controls: controls("centralIdentity", { mcsb: ["IM-1"] }),
  equals: [],
  appliesTo: ["eventhub:Namespace"],
  needs: { "eventhub:Namespace": ["disableLocalAuth"] },
  // A diagnostic setting reaches its event hub by an authorization rule, so a namespace for logs cannot keep this.
  level: "advisory",
  help: "set disableLocalAuth to true, unless diagnostic settings stream into the namespace",
  check: (namespace) => mustBeTrue(namespace, "disableLocalAuth"),
};
