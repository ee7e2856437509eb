// Questions that a program asks without creating anything.
import type { Cloud, Resource } from "../model/cloud.ts";
import { AzureError, ProviderError } from "../model/errors.ts";
import { GUID, formatId, guidOf, lastSegment } from "../model/ids.ts";
import type { Caller, Kind } from "../model/kind.ts";
import { textAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";
import { GROUP_TYPES } from "../kinds/azuread.ts";

/** `azure-native:keyvault:getVault` and the kind that it reads. */
const GETTERS = [
  "azure-native:keyvault:Vault",
  "azure-native:keyvault:Secret",
  "azure-native:keyvault:Key",
  "azure-native:managedidentity:UserAssignedIdentity",
  "azure-native:managedidentity:FederatedIdentityCredential",
  "azure-native:resources:ResourceGroup",
  "azure-native:network:VirtualNetwork",
  "azure-native:network:Subnet",
  "azure-native:network:NetworkSecurityGroup",
  "azure-native:network:PrivateEndpoint",
  "azure-native:privatedns:PrivateZone",
  "azure-native:operationalinsights:Workspace",
  "azure-native:monitor:ActionGroup",
  "azure-native:eventhub:Namespace",
  "azure-native:sql:Server",
  "azure-native:sql:Database",
  "azure-native:storage:StorageAccount",
  "azure-native:app:ManagedEnvironment",
];

const BY_TOKEN = new Map(
  GETTERS.map((type) => {
    const [provider, module, name] = type.split(":");
    return [`${provider ?? ""}:${module ?? ""}:get${name ?? ""}`, type];
  }),
);

export function invoke(
  token: string,
  args: Props,
  cloud: Cloud,
  kinds: ReadonlyMap<string, Kind>,
  caller: Caller,
): Props {
  switch (token) {
    case "azure-native:authorization:getClientConfig":
      return {
        clientId: caller.clientId,
        objectId: caller.objectId,
        subscriptionId: caller.subscriptionId,
        tenantId: caller.tenantId,
        ...caller.signedIn,
      };
    case "azure-native:authorization:getClientToken":
      throw new ProviderError("simulated Azure gives out no tokens: nothing real could be reached with one");
    case "azuread:index/getClientConfig:getClientConfig": {
      const tenantId = caller.entraTenantId ?? caller.tenantId;
      return { id: tenantId, clientId: caller.clientId, objectId: caller.objectId, tenantId };
    }
    case "azuread:index/getGroup:getGroup":
      return findGroup(args, cloud);
    case "azuread:index/getUser:getUser":
      return findUser(args);
    case "azuread:index/getServicePrincipal:getServicePrincipal":
      return findServicePrincipal(args, cloud);
    default:
  }
  const type = BY_TOKEN.get(token);
  const kind = type === undefined ? undefined : kinds.get(type);
  if (!kind) throw new ProviderError(`simulated Azure does not know the function ${token}`);
  const names = Object.fromEntries(
    Object.entries(args).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
  );
  const id = formatId(kind.path, { subscriptionId: caller.subscriptionId, ...names });
  const resource = cloud.get(id);
  if (!resource) throw new AzureError(404, "ResourceNotFound", `The Resource '${id}' was not found.`);
  return { id: resource.id, ...resource.properties };
}

function directory(
  cloud: Cloud,
  types: readonly string[],
  test: (resource: Resource) => boolean,
): Resource | undefined {
  return types.flatMap((type) => cloud.ofType(type)).find(test);
}

function findGroup(args: Props, cloud: Cloud): Props {
  const name = textAt(args, "displayName");
  const objectId = textAt(args, "objectId");
  const found = directory(cloud, GROUP_TYPES, ({ id, properties }) =>
    objectId === undefined ? textAt(properties, "displayName") === name : lastSegment(id) === objectId,
  );
  if (found) return { id: found.id, ...found.properties };
  if (objectId === undefined || !GUID.test(objectId)) {
    throw new ProviderError(`no group found with display name "${name ?? ""}"`);
  }
  return {
    id: `/groups/${objectId}`,
    ...adopted(objectId, "group"),
    mailNickname: "adopted",
    members: [],
    owners: [],
    securityEnabled: true,
  };
}

function findUser(args: Props): Props {
  const principalName = textAt(args, "userPrincipalName") ?? textAt(args, "mail");
  const objectId = textAt(args, "objectId") ?? guidOf("user", principalName ?? "");
  return {
    id: `/users/${objectId}`,
    ...adopted(objectId, "user"),
    userPrincipalName: principalName ?? `${objectId.slice(0, 8)}@contoso.onmicrosoft.com`,
    accountEnabled: true,
  };
}

function findServicePrincipal(args: Props, cloud: Cloud): Props {
  const clientId = textAt(args, "clientId");
  const found = directory(
    cloud,
    ["azuread:index/servicePrincipal:ServicePrincipal"],
    ({ properties }) => textAt(properties, "clientId") === clientId,
  );
  if (found) return { id: found.id, ...found.properties };
  const objectId =
    textAt(args, "objectId") ?? guidOf("service principal", clientId ?? textAt(args, "displayName") ?? "");
  return {
    id: `/servicePrincipals/${objectId}`,
    ...adopted(objectId, "servicePrincipal"),
    clientId: clientId ?? guidOf("client", objectId),
  };
}

/** An object of the directory that was there before anything was deployed. */
function adopted(objectId: string, what: string): Props {
  return { objectId, displayName: `adopted-${what}-${objectId.slice(0, 8)}` };
}
