// Resources that are simply there before an exchange is played: the group, the parents, and what a request names. A recording
// does not show them; what request and answer say of them is true of them.
import type { Cloud } from "../../simulator/model/cloud.ts";
import { guidOf, keyOf, lastSegment, parentOf, resourceGroupOf, subscriptionOf } from "../../simulator/model/ids.ts";
import type { Kind } from "../../simulator/model/kind.ts";
import { at, isObject, textAt, textsAt } from "../../simulator/model/values.ts";
import type { Props, Value } from "../../simulator/model/values.ts";
import { kindOf } from "./kinds.ts";
import { refusalOf } from "./recordings.ts";
import type { Recorded } from "./recordings.ts";

export interface World {
  readonly cloud: Cloud;
  readonly exchange: Recorded;
  readonly kind: Kind;
  readonly id: string;
}

/** A region for what a recording names without one. */
const SOMEWHERE = "westus";
export const BORN = "2020-01-01T00:00:00.000Z";

/** A resource that is simply there. What the exchange shows of it is true of it. */
export function exist(cloud: Cloud, id: string, location: string, exchange: Recorded, own: Props = {}): void {
  if (cloud.get(id) || /^\/subscriptions\/[^/]+$/i.test(id)) return;
  const kind = kindOf(id);
  const type = kind?.type ?? "recorded:index:Resource";
  const shown = shownOf(exchange, id);
  const spelled = textsAll(exchange.response).find((text) => keyOf(text) === keyOf(id)) ?? id;
  cloud.put({
    id: spelled,
    type,
    properties: { location, ...(PLAIN[type]?.(id, exchange) ?? {}), ...shown, name: lastSegment(id), ...own },
    computed: [],
    createdAt: BORN,
  });
}

export const SERVER_PRINCIPAL = guidOf("identity of the server");

/** Ends of a peering lie apart, where its answer says; any other network holds every range. */
function spaceOf(id: string, { file, path, response }: Recorded): string[] {
  if (!file.endsWith("virtualNetworkPeerings")) return ["0.0.0.0/0"];
  const local = keyOf(path).startsWith(`${keyOf(id)}/`);
  const shown = isObject(response)
    ? textsAt(response, `properties.${local ? "local" : "remote"}AddressSpace.addressPrefixes`)
    : [];
  return shown.length > 0 ? shown : [local ? "172.30.0.0/16" : "172.31.0.0/16"];
}

/** Encryption of the other side, as a peering's answer shows it. */
function encryptionOf(id: string, { path, response }: Recorded): Props {
  const shown = isObject(response) ? at(response, "properties.remoteVirtualNetworkEncryption") : undefined;
  return isObject(shown) && !keyOf(path).startsWith(`${keyOf(id)}/`) ? { encryption: shown } : {};
}

/** The names of an endpoint, as the records show them that its zone group made. */
function namesIn(response: Value): Props[] {
  return objectsIn(response).flatMap((item) => {
    const fqdn = textAt(item, "fqdn");
    if (fqdn === undefined || item["recordSetName"] === undefined) return [];
    const known = fqdn.replace(".privatelink.vaultcore.", ".vault.").replace(".privatelink.", ".");
    return [{ fqdn: known, ipAddresses: textsAt(item, "ipAddresses") }];
  });
}

/** How long a vault keeps what was deleted, as its keys say it. */
function protectionIn(response: Value): Props {
  const level = textsIn(response, "recoveryLevel")[0];
  if (level === undefined) return {};
  return {
    softDeleteRetentionInDays: level.startsWith("Customized") ? 7 : 90,
    ...(!level.endsWith("Purgeable") && { enablePurgeProtection: true }),
  };
}

/** The region that service endpoints of a subnet say. */
function placeIn(response: Value): Props {
  const own = objectsIn(response).filter((item) => textAt(item, "service") === "Microsoft.Sql");
  const location = own.flatMap((item) => textsAt(item, "locations"))[0];
  return location === undefined ? {} : { location };
}

/** What rules ask of resources of a kind, in its plainest form. */
const PLAIN: Readonly<Record<string, (id: string, exchange: Recorded) => Props>> = {
  "azure-native:network:VirtualNetwork": (id, exchange) => ({
    addressSpace: { addressPrefixes: spaceOf(id, exchange) },
    ...encryptionOf(id, exchange),
    ...placeIn(exchange.response),
  }),
  // Its databases say the pool's tier.
  "azure-native:sql:ElasticPool": (_id, { response }) => {
    const tier = isObject(response) ? textAt(response, "sku.tier") : undefined;
    const byCores = isObject(response) && (textAt(response, "kind") ?? "").includes("vcore");
    return tier === undefined ? {} : { sku: { tier, ...(byCores && { name: "GP_Gen5" }) } };
  },
  "azure-native:storage:StorageAccount": (_id, exchange) => ({
    ...(refusalOf(exchange) === undefined && { allowBlobPublicAccess: true }),
  }),
  // Its jobs say whether it has profiles.
  "azure-native:app:ManagedEnvironment": (_id, { response }) => ({
    ...(textsIn(response, "workloadProfileName").length > 0 && { workloadProfiles: [{ name: "Consumption" }] }),
  }),
  "azure-native:sql:Database": (id, { body, response }) => ({
    databaseId: guidOf("database", id),
    // A copy that asked for no size, and for no place of its backups, has its source's.
    ...(isObject(body) &&
      isObject(response) &&
      at(body, "properties.requestedBackupStorageRedundancy") === undefined && {
        requestedBackupStorageRedundancy: textAt(response, "properties.requestedBackupStorageRedundancy") ?? "Geo",
      }),
    ...(isObject(body) &&
      body["sku"] === undefined &&
      isObject(response) &&
      isObject(response["sku"]) && { sku: response["sku"] }),
  }),
  "azure-native:network:PrivateEndpoint": (_id, { response }) => ({ customDnsConfigs: namesIn(response) }),
  "azure-native:network:PublicIPAddress": () => ({ sku: { name: "Standard" }, provisioningState: "Succeeded" }),
  "azure-native:managedidentity:UserAssignedIdentity": (id) => ({
    principalId: guidOf("principal", id),
    clientId: guidOf("client", id),
  }),
  "azure-native:sql:Server": (_id, exchange) => ({
    publicNetworkAccess: "Enabled",
    identity: { type: "SystemAssigned", principalId: SERVER_PRINCIPAL },
    ...(/\/outboundFirewallRules\//i.test(exchange.path) && { restrictOutboundNetworkAccess: "Enabled" }),
    ...(!/\/administrators\//i.test(exchange.path) && {
      administrators: { sid: guidOf("administrator"), login: "dba", administratorType: "ActiveDirectory" },
    }),
  }),
  "azure-native:keyvault:Vault": (_id, { file, response }) => ({
    properties: {
      sku: { name: "premium" },
      publicNetworkAccess: "Enabled",
      ...protectionIn(response),
      // Without it, Azure SQL would not have taken a key.
      ...(file.startsWith("Microsoft.Sql") && { enablePurgeProtection: true }),
    },
  }),
  // A site says the tier of its plan.
  "azure-native:web:AppServicePlan": (_id, { response }) => {
    const tier = isObject(response) ? textAt(response, "properties.sku") : undefined;
    const reserved = isObject(response) && at(response, "properties.reserved") === true;
    return { ...(tier !== undefined && { sku: { tier } }), reserved };
  },
  "azure-native:privatedns:PrivateZone": () => ({ location: "global" }),
};

/** The ids that lie above, the group first; a group is above what is in it. */
export function above(id: string): string[] {
  const parent = parentOf(id);
  if (parent === undefined || keyOf(parent).split("/").length <= 3) return [];
  return [...above(parent), parent];
}

/** Every resource that a request names by its id; roles are there by themselves, and so is what no scope holds. */
export function idsIn(value: Value): string[] {
  if (typeof value === "string") {
    if (!/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.test(value)) return [];
    return /roleDefinitions|publicMaintenanceConfigurations/i.test(value) ? [] : [value.replace(/\/+$/, "")];
  }
  if (Array.isArray(value)) return value.flatMap(idsIn);
  return isObject(value) ? [...Object.keys(value).flatMap(idsIn), ...Object.values(value).flatMap(idsIn)] : [];
}

export function locationOf({ body, response }: Recorded): string {
  const texts = [body, response].map((side) => (isObject(side) ? textAt(side, "location") : undefined));
  return texts.find((text) => text !== undefined && text.toLowerCase() !== "global") ?? SOMEWHERE;
}

/** What request and answer show of another resource: its region, mostly. */
function shownOf({ body, response }: Recorded, id: string): Props {
  const found = [body, response]
    .flatMap((side) => objectsIn(side))
    .filter((item) => keyOf(textAt(item, "id") ?? "-") === keyOf(id));
  const location = found.map((item) => textAt(item, "location")).find((text) => text !== undefined);
  return location === undefined ? {} : { location };
}

export function objectsIn(value: Value): Props[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

/** The resource group of an id, as an id. */
export function groupOf(id: string): string {
  return `/subscriptions/${subscriptionOf(id) ?? ""}/resourceGroups/${resourceGroupOf(id) ?? ""}`;
}

function textsAll(value: Value): string[] {
  if (typeof value === "string") return value.startsWith("/subscriptions/") ? [value] : [];
  return Array.isArray(value) ? value.flatMap(textsAll) : isObject(value) ? Object.values(value).flatMap(textsAll) : [];
}

export function textsIn(value: Value, key: string): string[] {
  return objectsIn(value).flatMap((item) => (typeof item[key] === "string" ? [item[key]] : []));
}
