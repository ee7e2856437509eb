// Template deployments: a PUT of several resources at once, which neither asks whether they exist nor deletes them later.
// Only what the program deploys this way is known, and only the expressions that it needs.
import { AzureError, ProviderError } from "../model/errors.ts";
import { GUID, lastSegment, parentOf } from "../model/ids.ts";
import type { Draft, Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { at, isObject, objectsAt, textAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";

/** What a template may deploy: how it changes the server that the name begins with. */
const DEPLOYABLE: Readonly<Record<string, (properties: Props) => Props>> = {
  "Microsoft.Sql/servers/administrators": (properties) => {
    const sid = textAt(properties, "sid") ?? "";
    if (!GUID.test(sid)) {
      throw new AzureError(
        400,
        "InvalidParameterValue",
        `Invalid value given for parameter sid: '${sid}' is not a GUID.`,
      );
    }
    return properties;
  },
  "Microsoft.Sql/servers/azureADOnlyAuthentications": (properties) => properties,
};

export const deploymentKinds: readonly Kind[] = [
  {
    type: "azure-native:resources:Deployment",
    path: arm("Microsoft.Resources/deployments/{deploymentName}"),
    apiVersion: "2024-03-01",
    required: ["properties"],
    replaceOn: ["location"],
    // Azure keeps a hash of the template, and returns that.
    writeOnly: ["properties.template"],
    outputs: () => ({ properties: { provisioningState: "Succeeded" } }),
    check: (draft) => {
      changes(draft);
    },
    written: (draft) => {
      for (const { serverId, properties } of changes(draft)) {
        const server = draft.cloud.get(serverId);
        if (!server) continue;
        const before = server.properties["administrators"];
        const administrators = { ...(isObject(before) ? before : {}), ...properties };
        draft.cloud.put({ ...server, properties: { ...server.properties, administrators } });
      }
    },
  },
];

/** What the template would do, its expressions evaluated. */
function changes({ id, inputs, cloud }: Draft): { readonly serverId: string; readonly properties: Props }[] {
  const group = parentOf(id) ?? "";
  const parameters = at(inputs, "properties.parameters");
  return objectsAt(inputs, "properties.template.resources").map((resource) => {
    const type = textAt(resource, "type") ?? "";
    const deploy = DEPLOYABLE[type];
    if (deploy === undefined) {
      throw new ProviderError(
        `simulated Azure does not know how a template deploys ${type}; it knows ${Object.keys(DEPLOYABLE).join(", ")}`,
      );
    }
    const name = evaluate(textAt(resource, "name") ?? "", parameters);
    const serverId = `${group}/providers/Microsoft.Sql/servers/${name.split("/")[0] ?? ""}`;
    if (!cloud.get(serverId)) {
      throw new AzureError(
        404,
        "ParentResourceNotFound",
        `Failed to perform 'write' on resource(s) of type '${type.split("/").slice(1).join("/")}', because the parent resource '${serverId}' could not be found.`,
      );
    }
    const sent = at(resource, "properties");
    const properties = Object.fromEntries(
      Object.entries(isObject(sent) ? sent : {}).map(([key, value]) => [
        key,
        typeof value === "string" ? evaluate(value, parameters) : value,
      ]),
    );
    return { serverId, properties: deploy(properties) };
  });
}

/** `[parameters('x')]` and `[concat(parameters('x'), 'text')]`; anything else in brackets is refused by name. */
function evaluate(text: string, parameters: unknown): string {
  if (!text.startsWith("[")) return text;
  const body = text.slice(1, -1);
  const parts = /^concat\((.*)\)$/.exec(body)?.[1]?.split(/,\s*/) ?? [body];
  return parts
    .map((part) => {
      const literal = /^'([^']*)'$/.exec(part)?.[1];
      if (literal !== undefined) return literal;
      const name = /^parameters\('([^']+)'\)$/.exec(part)?.[1];
      const value = name !== undefined && isObject(parameters) ? at(parameters, `${name}.value`) : undefined;
      if (typeof value !== "string") {
        throw new ProviderError(`simulated Azure cannot evaluate the template expression ${lastSegment(text)}`);
      }
      return value;
    })
    .join("");
}
