// A deployment that fetches its template from elsewhere creates what nobody can judge beforehand, and tomorrow something else.
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";
import { get, isHidden, isList, isProps, show } from "../value.ts";

export const deploymentReadable: ResourceRule = {
  id: "deployment-readable",
  title: "Template deployments carry their template with them",
  severity: "medium",
  controls: controls("configuration", { mcsb: ["DS-6"] }),
  equals: [],
  appliesTo: ["resources:Deployment"],
  needs: { "resources:Deployment": ["properties.template.resources"] },
  help: "write the template into properties.template, or better, use Pulumi's resources",
  check: (deployment) => {
    const resources = get(deployment.props, "properties.template.resources");
    if (isHidden(resources) || isList(resources) || isProps(resources)) return [];
    const path = "properties.template.resources";
    return [finding(deployment, path, `${path} is ${show(resources)}, it must be written here`)];
  },
};
