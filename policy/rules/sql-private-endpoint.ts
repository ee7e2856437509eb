// With public access off, the endpoint is the only way in.
import { controls } from "../controls.ts";
import { mustHave } from "../expect.ts";
import { connects } from "../network.ts";
import type { StackRule } from "../rule.ts";

export const sqlPrivateEndpoint: StackRule = {
  id: "sql-private-endpoint",
  title: "Every SQL server has a private endpoint",
  severity: "high",
  controls: controls("networkIsolation", { mcsb: ["NS-2"] }),
  equals: [],
  appliesTo: ["sql:Server"],
  needs: {
    "network:PrivateEndpoint": [
      "privateLinkServiceConnections.0.privateLinkServiceId",
      "privateLinkServiceConnections.0.groupIds",
    ],
  },
  help: 'add a network.PrivateEndpoint with groupIds ["sqlServer"] that points at the server',
  checkStack: (stack) =>
    mustHave(
      stack,
      ["sql:Server"],
      ["network:PrivateEndpoint"],
      (endpoint, server) => connects(stack, endpoint, server, "sqlServer"),
      "the server has no private endpoint with group sqlServer",
    ),
};
