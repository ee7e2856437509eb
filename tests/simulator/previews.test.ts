// In a preview nearly nothing is known, and what Azure makes of a request must not fall over it.
import { expect } from "chai";
import { KINDS } from "../../simulator/kinds/index.ts";
import { parametersOf } from "../../simulator/model/ids.ts";
import { UNKNOWN } from "../../simulator/model/values.ts";
import type { Props, Value } from "../../simulator/model/values.ts";
import { Azure } from "./harness.ts";

/** Inputs that some kinds take apart: unknown as a whole, and unknown inside. */
const TAKEN_APART = [
  "properties",
  "sku",
  "subnets",
  "subnet",
  "addressSpace",
  "identity",
  "databases",
  "partnerServers",
];
const MORE = ["destination", "filter", "configuration", "template", "permissions", "encryption", "networkRuleSet"];
const LISTS = ["securityRules", "ipConfigurations", "privateLinkServiceConnections", "privateDnsZoneConfigs", "logs"];

describe("simulated Azure in a preview", () => {
  let azure: Azure;

  before(async () => {
    azure = await Azure.start();
  });
  after(async () => {
    await azure.stop();
  });

  for (const kind of [...KINDS.values()].filter(({ type }) => type.startsWith("azure-native:"))) {
    for (const [what, value] of [
      ["nothing", UNKNOWN],
      ["half", { name: UNKNOWN, id: UNKNOWN, tier: UNKNOWN }],
      ["lists of the unknown", [UNKNOWN]],
    ] satisfies [string, Value][]) {
      it(`answers ${kind.type} of which ${what} is known`, async () => {
        const keys = [...TAKEN_APART, ...MORE, ...LISTS, ...(kind.required ?? [])];
        const inputs: Props = Object.fromEntries(keys.map((key) => [key, value]));
        for (const name of parametersOf(kind.path)) inputs[name] = UNKNOWN;

        const made = await azure.preview(kind.type, inputs);

        expect(made.outputs).to.be.an("object");
      });
    }
  }
});
