// A value that Pulumi does not know to be secret is written into the state, the plan and the log in the clear; one that a
// template's parameter does not know to be secret, into the deployment history, for whoever may read the resource group.
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import { SENSITIVE } from "../sensitive.ts";
import { get, isHidden, isList, isProps, SECRET, show, type Value } from "../value.ts";
import type { Kind } from "../kinds.ts";
import type { Finding, ResourceRule } from "../rule.ts";
import type { Resource } from "../shapes.ts";

const DEPLOYMENT: Kind = "resources:Deployment";

export const secretsMarked: ResourceRule = {
  id: "secrets-marked",
  title: "Secret values are Pulumi secrets",
  severity: "critical",
  controls: controls("secretHandling", { mcsb: ["IM-8"] }),
  equals: ["AZR-000316", "AZR-000408"],
  appliesTo: [...(Object.keys(SENSITIVE) as Kind[]), DEPLOYMENT],
  needs: {},
  refuses: SENSITIVE,
  help: "wrap the value in pulumi.secret and give it to a template as a securestring, or better, do not pass a value through Pulumi at all",
  check: (resource) => {
    if (resource.marksSecrets === false) return [];
    if (resource.kind === DEPLOYMENT) return openParameters(resource);
    return (SENSITIVE[resource.kind] ?? []).flatMap((path) => {
      const value = get(resource.props, path);
      // The message must not repeat what should never have been readable.
      return value === undefined || value === "" || isHidden(value)
        ? []
        : [finding(resource, path, `${path} holds a value in the clear, it must be a secret`)];
    });
  },
};

function openParameters(deployment: Resource): Finding[] {
  const parameters = get(deployment.props, "properties.parameters");
  if (!isProps(parameters)) return [];
  return Object.entries(parameters).flatMap(([name, given]) => {
    const path = `properties.template.parameters.${name}.type`;
    const type = get(deployment.props, path);
    // What no template declares, Azure refuses by itself.
    if (typeof type !== "string" || /^secure/i.test(type) || !holdsSecret(given)) return [];
    return [finding(deployment, path, `${path} is ${show(type)}, it must be "securestring" or "secureObject"`)];
  });
}

function holdsSecret(value: Value): boolean {
  if (isList(value)) return value.some(holdsSecret);
  return value === SECRET || (isProps(value) && Object.values(value).some(holdsSecret));
}
