// Template deployments: a PUT of several resources at once, which neither asks whether they exist nor deletes them later.
// Only what the program deploys this way is known.
import { AzureError, ProviderError } from "../model/errors.ts";
import { GUID, guidOf, keyOf, lastSegment, parentOf } from "../model/ids.ts";
import type { Deployed, Draft, Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { isObject, textAt } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";
import { SECRET } from "./keyvault.ts";
import { parametersShown, resourcesIn } from "./template.ts";
import type { TemplateResource } from "./template.ts";

/** Children of a server that are no kinds of their own here: how each changes the server that the name begins with. */
const OF_A_SERVER: Readonly<Record<string, (properties: Props) => Props>> = {
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

/** Kinds of their own: what the same request would be without a template. */
const KINDS: Readonly<Record<string, (resource: TemplateResource) => Deployed>> = {
  "Microsoft.KeyVault/vaults/secrets": ({ names: [vaultName = "", secretName = ""], body }) => ({
    type: SECRET,
    inputs: { ...body, vaultName, secretName, properties: sdkProperties(body["properties"]) },
    secrets: new Set(["properties.value"]),
  }),
  "Microsoft.Sql/servers/sqlVulnerabilityAssessments": ({ names: [serverName = "", name = ""], body }) => ({
    type: "azure-native:sql:SqlVulnerabilityAssessmentsSetting",
    inputs: {
      serverName,
      vulnerabilityAssessmentName: name,
      ...(isObject(body["properties"]) ? body["properties"] : {}),
    },
    secrets: new Set(),
  }),
};

/** Characters (learn: Naming rules and restrictions for Azure resources, Microsoft.Resources). */
const MAX_NAME_LENGTH = 64;

export const deploymentKinds: readonly Kind[] = [
  {
    type: "azure-native:resources:Deployment",
    path: arm("Microsoft.Resources/deployments/{deploymentName}"),
    apiVersion: "2024-03-01",
    required: ["properties"],
    replaceOn: ["location"],
    // Azure keeps a hash of the template, and returns that; parameters come back with their types.
    writeOnly: ["properties.template", "properties.parameters"],
    defaults: () => ({ properties: { mode: "Incremental" } }),
    outputs: (draft) => ({
      properties: {
        provisioningState: "Succeeded",
        ...(Object.keys(parametersShown(draft)).length > 0 && { parameters: parametersShown(draft) }),
        ...recordOf(draft),
      },
    }),
    check: (draft) => {
      checkName(lastSegment(draft.id));
      changes(draft);
    },
    deploys: (draft) =>
      resourcesIn(draft).flatMap((resource) => {
        const deployed = KINDS[resource.type]?.(resource);
        const resourceGroupName = draft.names["resourceGroupName"] ?? "";
        return deployed === undefined ? [] : [{ ...deployed, inputs: { ...deployed.inputs, resourceGroupName } }];
      }),
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

/** What Azure writes down of a deployment itself. */
function recordOf(draft: Draft): Props {
  if (draft.preview) return {};
  const resources = resourcesIn(draft);
  const providers = [...new Set(resources.map(({ type }) => type.split("/")[0] ?? ""))];
  return {
    templateHash: String(Number.parseInt(guidOf("template", JSON.stringify(resources)).slice(0, 12), 16)),
    timestamp: draft.caller.now().toISOString(),
    duration: "PT1S",
    correlationId: guidOf("deployment", draft.id, draft.caller.now().toISOString()),
    providers: providers.map((namespace) => ({
      namespace,
      resourceTypes: [
        ...new Set(
          resources
            .filter(({ type }) => type.startsWith(`${namespace}/`))
            .map(({ type }) => type.slice(namespace.length + 1)),
        ),
      ].map((resourceType) => ({ resourceType })),
    })),
    dependencies: [],
    ...onError(draft),
    outputResources: resources.map(({ type, names }) => ({
      id: `${parentOf(draft.id) ?? ""}/providers/${idOf(type, names)}`,
    })),
  };
}

/** What would be deployed again after a failure: the group's last deployment that succeeded. */
function onError({ cloud, id, inputs, kind }: Draft): Props {
  const asked = isObject(inputs["properties"]) ? inputs["properties"]["onErrorDeployment"] : undefined;
  if (!isObject(asked) || asked["type"] !== "LastSuccessful") return {};
  const before = cloud.childrenOf(parentOf(id) ?? "", kind.type).filter((other) => keyOf(other.id) !== keyOf(id));
  const last = before.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0];
  return last ? { onErrorDeployment: { ...asked, deploymentName: lastSegment(last.id) } } : {};
}

/** `Microsoft.Sql/servers/s/administrators/a` */
function idOf(type: string, names: readonly string[]): string {
  const [namespace = "", ...types] = type.split("/");
  return [namespace, ...types.flatMap((one, at) => [one, names[at] ?? ""])].join("/");
}

function checkName(name: string): void {
  if (name.length > MAX_NAME_LENGTH) {
    throw new AzureError(
      400,
      "InvalidDeploymentName",
      `The provided deployment name '${name}' has a length of '${name.length}' which exceeds the maximum length of '${MAX_NAME_LENGTH}'.`,
    );
  }
  if (!/^[-\w._()]+$/.test(name)) {
    throw new AzureError(
      400,
      "InvalidDeploymentName",
      `The provided deployment name '${name}' is invalid: letters, digits, underscores, periods, parentheses and hyphens are allowed.`,
    );
  }
}

/** What the template would do to servers; what nobody here knows how to deploy is refused. */
function changes(draft: Draft): { readonly serverId: string; readonly properties: Props }[] {
  const group = parentOf(draft.id) ?? "";
  return resourcesIn(draft).flatMap(({ type, names, body }) => {
    if (type in KINDS) return [];
    const deploy = OF_A_SERVER[type];
    if (deploy === undefined) {
      const known = [...Object.keys(OF_A_SERVER), ...Object.keys(KINDS)].join(", ");
      throw new ProviderError(`simulated Azure does not know how a template deploys ${type}; it knows ${known}`);
    }
    const serverId = `${group}/providers/Microsoft.Sql/servers/${names[0] ?? ""}`;
    if (!draft.cloud.get(serverId)) {
      throw new AzureError(
        404,
        "ParentResourceNotFound",
        `Failed to perform 'write' on resource(s) of type '${type.split("/").slice(1).join("/")}', because the parent resource '${serverId}' could not be found.`,
      );
    }
    const properties = body["properties"];
    return [{ serverId, properties: deploy(isObject(properties) ? properties : {}) }];
  });
}

/** A template has Azure's own names of a secret's times (Azure's REST definitions, keyvault Secret). */
const TIMES: Readonly<Record<string, string>> = { exp: "expires", nbf: "notBefore" };

/** The properties with the names that the SDK, and so the rest of simulated Azure, gives them. */
function sdkProperties(properties: Value | undefined): Props {
  if (!isObject(properties)) return {};
  const { attributes } = properties;
  if (!isObject(attributes)) return properties;
  const named = Object.entries(attributes).map(([key, value]): [string, Value] => {
    if (Object.values(TIMES).includes(key)) {
      throw new AzureError(
        400,
        "InvalidRequestContent",
        `The request content was invalid and could not be deserialized: Could not find member '${key}' on object of type 'Attributes'.`,
      );
    }
    return [TIMES[key] ?? key, value];
  });
  return { ...properties, attributes: Object.fromEntries(named) };
}
