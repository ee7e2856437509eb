// Azure accepts these names only; a wrong one fails in the middle of a deployment.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import { nameProperty } from "../shapes.ts";
import type { ResourceRule } from "../rule.ts";

export const secretName: ResourceRule = {
  id: "secret-name",
  title: "Secret and key names are Azure's and chosen by the program",
  severity: "low",
  controls: controls("configuration", { mcsb: ["AM-2"] }),
  equals: [],
  appliesTo: ["keyvault:Secret", "keyvault:Key"],
  needs: { "keyvault:Secret": ["secretName"], "keyvault:Key": ["keyName"] },
  help: "name it with 1 to 127 letters, digits and hyphens",
  check: (resource) =>
    must(
      resource,
      nameProperty(resource.kind),
      "1 to 127 letters, digits and hyphens",
      (name) => typeof name === "string" && /^[A-Za-z0-9-]{1,127}$/.test(name),
    ),
};
