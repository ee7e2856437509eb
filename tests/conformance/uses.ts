// What an accepted request used without naming it by an id: who is granted something, a key, the other side of a peering.
import { guidOf, lastSegment, parentOf } from "../../simulator/model/ids.ts";
import { isObject, objectsAt, textAt, textsAt } from "../../simulator/model/values.ts";
import { BORN, SERVER_PRINCIPAL, exist, groupOf, idsIn, objectsIn, textsIn } from "./existing.ts";
import { kindOf } from "./kinds.ts";
import type { World } from "./existing.ts";
import { refusalOf } from "./recordings.ts";

/** Each looks whether it concerns the exchange. */
export const USES: readonly ((world: World, location: string) => void)[] = [
  // Who is granted something exists, and has for some time.
  ({ cloud, exchange, kind }) => {
    if (!kind.type.endsWith(":RoleAssignment") || refusalOf(exchange)?.code === "PrincipalNotFound") return;
    const principalId = textsIn(exchange.body, "principalId")[0] ?? "";
    const type = textsIn(exchange.response, "principalType")[0] ?? "ServicePrincipal";
    const known: Readonly<Record<string, string>> = {
      Group: "azuread:index/group:Group",
      User: "azuread:index/user:User",
    };
    cloud.put({
      id: `/principals/${principalId}`,
      type: known[type] ?? "azure-native:managedidentity:UserAssignedIdentity",
      properties: { principalId, objectId: principalId },
      computed: [],
      createdAt: BORN,
    });
  },
  // A key of a vault, which the server may use.
  ({ cloud, exchange, id }, location) => {
    for (const uri of textsIn(exchange.body, "uri")) {
      const match = /^https:\/\/([^.]+)\.vault\.[^/]+\/keys\/([^/]+)\/([^/]+)$/.exec(uri);
      if (!match) continue;
      const vault = `${groupOf(id)}/providers/Microsoft.KeyVault/vaults/${match[1] ?? ""}`;
      exist(cloud, vault, location, exchange);
      exist(cloud, `${vault}/keys/${match[2] ?? ""}`, location, exchange, { kty: "RSA", keySize: 2048 });
      const key = cloud.get(`${vault}/keys/${match[2] ?? ""}`);
      if (key) cloud.put({ ...key, facts: { versions: [{ version: match[3] ?? "" }] } });
      exist(
        cloud,
        `${vault}/providers/Microsoft.Authorization/roleAssignments/${guidOf("grant")}`,
        location,
        exchange,
        {
          principalId: SERVER_PRINCIPAL,
          // Key Vault Crypto Service Encryption User (learn: Azure built-in roles).
          roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/e147488a-f6f5-4113-8e2d-b22465e65bf6",
        },
      );
    }
  },
  // The server's key that protects.
  ({ cloud, exchange, id, kind }, location) => {
    if (!kind.type.endsWith(":EncryptionProtector")) return;
    const name = textsIn(exchange.body, "serverKeyName")[0] ?? "ServiceManaged";
    const uri = textsIn(exchange.response, "uri")[0];
    if (name === "ServiceManaged" || refusalOf(exchange)) return;
    const more = { ...(uri !== undefined && { uri }), thumbprint: guidOf("thumbprint") };
    exist(cloud, `${parentOf(id) ?? ""}/keys/${name}`, location, exchange, more);
  },
  // The other side of a peering that was connected at once.
  ({ cloud, exchange, id, kind }, location) => {
    if (!kind.type.endsWith(":VirtualNetworkPeering") || textsIn(exchange.response, "peeringState")[0] !== "Connected")
      return;
    const remote = isObject(exchange.response)
      ? textAt(exchange.response, "properties.remoteVirtualNetwork.id")
      : undefined;
    if (remote === undefined) return;
    exist(cloud, `${remote}/virtualNetworkPeerings/back`, location, exchange, {
      remoteVirtualNetwork: { id: parentOf(id) ?? "" },
      peeringState: "Initiated",
    });
  },
  // The source of a topic, as the events say that its subscription got by default.
  ({ cloud, exchange, id, kind }) => {
    if (!kind.type.endsWith(":SystemTopicEventSubscription")) return;
    const event = objectsIn(exchange.response).flatMap((item) => textsAt(item, "includedEventTypes"))[0] ?? "";
    const source = { "Microsoft.Storage": "storageAccounts", "Microsoft.KeyVault": "vaults" }[
      event.split(".").slice(0, 2).join(".")
    ];
    const topic = cloud.get(parentOf(id) ?? "");
    if (source === undefined || !topic) return;
    const provider = event.split(".").slice(0, 2).join(".");
    cloud.put({
      ...topic,
      properties: { ...topic.properties, source: `${groupOf(id)}/providers/${provider}/${source}/source` },
    });
  },
  // A vault that is recovered was deleted before.
  ({ cloud, exchange, id, kind }, location) => {
    if (!isObject(exchange.body) || textAt(exchange.body, "properties.createMode") !== "recover") return;
    const shown = isObject(exchange.response) ? exchange.response["properties"] : undefined;
    const properties = { location, name: lastSegment(id), properties: shown ?? {} };
    if (!refusalOf(exchange))
      cloud.bury({ id, type: kind.type, properties, computed: [], createdAt: BORN }, [], new Date(BORN));
  },
  // The deployment that another one would go back to.
  ({ cloud, exchange, id }, location) => {
    const name = isObject(exchange.response)
      ? textAt(exchange.response, "properties.onErrorDeployment.deploymentName")
      : undefined;
    if (name !== undefined) exist(cloud, `${id.slice(0, id.lastIndexOf("/"))}/${name}`, location, exchange);
  },
  // What lies in a subnet, or uses an address, by the time of the answer.
  ({ cloud, exchange, id }, location) => {
    if (!isObject(exchange.response)) return;
    for (const one of objectsAt(exchange.response, "properties.ipConfigurations"))
      exist(cloud, textAt(one, "id") ?? "", location, exchange, { subnet: { id } });
    const user = textAt(exchange.response, "properties.ipConfiguration.id");
    if (user !== undefined) exist(cloud, user, location, exchange, { publicIPAddress: { id } });
  },
  // Names that only the target of an endpoint knows.
  ({ cloud, exchange, kind }) => {
    if (!kind.type.endsWith(":PrivateEndpoint") || !isObject(exchange.response)) return;
    const names = objectsAt(exchange.response, "properties.customDnsConfigs").flatMap(
      (one) => textAt(one, "fqdn") ?? [],
    );
    const target = cloud.get(textsIn(exchange.body, "privateLinkServiceId")[0] ?? "-");
    if (target && kindOf(target.id) === undefined) cloud.put({ ...target, facts: { namesInDns: names } });
  },
  // A plan that is named without its path.
  ({ cloud, exchange, id }, location) => {
    if (refusalOf(exchange)) return;
    for (const plan of textsIn(exchange.body, "serverFarmId")) {
      if (!plan.includes("/"))
        exist(cloud, `${groupOf(id)}/providers/Microsoft.Web/serverfarms/${plan}`, location, exchange);
    }
  },
  // The identity of an alert rule may read.
  ({ cloud, exchange, id, kind }, location) => {
    if (!kind.type.endsWith(":ScheduledQueryRule") || refusalOf(exchange)) return;
    for (const identity of idsIn(exchange.body).filter((other) => other.includes("/userAssignedIdentities/"))) {
      const grant = `${groupOf(id)}/providers/Microsoft.Authorization/roleAssignments/${guidOf("reader", identity)}`;
      exist(cloud, grant, location, exchange, { principalId: guidOf("principal", identity) });
    }
  },
  // Peerings that a network still has.
  ({ cloud, exchange, kind }, location) => {
    if (!kind.type.endsWith(":VirtualNetwork") || !isObject(exchange.response)) return;
    for (const peering of objectsAt(exchange.response, "properties.virtualNetworkPeerings")) {
      const properties = isObject(peering["properties"]) ? peering["properties"] : {};
      exist(cloud, textAt(peering, "id") ?? "", location, exchange, {
        ...properties,
        type: textAt(peering, "type") ?? "",
      });
    }
  },
  // Endpoints that the answer shows as connected.
  ({ cloud, exchange, id }, location) => {
    for (const connection of objectsIn(exchange.response)) {
      const endpoint = textAt(connection, "properties.privateEndpoint.id");
      const name = /\/privateEndpointConnections\/([^/]+)$/.exec(textAt(connection, "id") ?? "")?.[1];
      if (endpoint === undefined || name === undefined) continue;
      exist(cloud, endpoint, location, exchange, {
        privateLinkServiceConnections: [{ name, privateLinkServiceId: id }],
      });
    }
  },
];
