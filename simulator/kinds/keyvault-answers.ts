// What Key Vault answers in place of what was sent. As recorded answers of real Azure have it (tests/conformance).
import type { Cloud, Resource } from "../model/cloud.ts";
import { keyOf } from "../model/ids.ts";
import { at, isObject, listAt, numberAt, objectsAt, textAt } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";

/** One address is written as a range of one; the ids of subnets come back in small letters. */
export function vaultAnswer(sent: Props): Props {
  const properties = sent["properties"];
  const acls = isObject(properties) ? properties["networkAcls"] : undefined;
  if (!isObject(properties) || !isObject(acls)) return sent;
  const rules = (key: string, change: (rule: Props) => Props): Value[] =>
    listAt(acls, key).map((rule) => (isObject(rule) ? change(rule) : rule));
  return {
    ...sent,
    properties: {
      ...properties,
      networkAcls: {
        ...acls,
        ipRules: rules("ipRules", (rule) => ({ ...rule, value: asRange(textAt(rule, "value") ?? "") })),
        virtualNetworkRules: rules("virtualNetworkRules", (rule) => ({
          ...rule,
          id: (textAt(rule, "id") ?? "").toLowerCase(),
        })),
      },
    },
  };
}

function asRange(address: string): string {
  return /^\d+\.\d+\.\d+\.\d+$/.test(address) ? `${address}/32` : address;
}

/** The endpoints that lead to a vault, as it lists them itself; a vault without one says nothing of it. */
export function connectionsOf(cloud: Cloud, vault: string): Props {
  const leading = cloud
    .ofType("azure-native:network:PrivateEndpoint")
    .flatMap((endpoint) =>
      [
        ...objectsAt(endpoint.properties, "privateLinkServiceConnections"),
        ...objectsAt(endpoint.properties, "manualPrivateLinkServiceConnections"),
      ]
        .filter((connection) => keyOf(textAt(connection, "privateLinkServiceId") ?? "-") === keyOf(vault))
        .map((connection) => ({ endpoint, connection })),
    );
  if (leading.length === 0) return {};
  return {
    privateEndpointConnections: leading.map(({ endpoint, connection }) => ({
      id: `${vault}/privateEndpointConnections/${textAt(connection, "name") ?? ""}`,
      provisioningState: "Succeeded",
      privateEndpoint: { id: endpoint.id },
      privateLinkServiceConnectionState: {
        status: textAt(connection, "privateLinkServiceConnectionState.status") ?? "Approved",
        actionsRequired: "None",
      },
    })),
  };
}

const RSA = ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"];
const EC = ["sign", "verify"];

/** A key that names no operations may do all that its type can. */
export function operationsOf(inputs: Props): Value[] {
  const asked = listAt(inputs, "properties.keyOps");
  if (asked.length > 0) return asked;
  return (textAt(inputs, "properties.kty") ?? "RSA").startsWith("EC") ? EC : RSA;
}

/** How a deleted key comes back: the vault's protection and its days say it (learn: Key Vault soft-delete overview). */
export function recoveryLevel(vault: Resource | undefined): string {
  const days = numberAt(vault?.properties, "properties.softDeleteRetentionInDays") ?? 90;
  const level = days < 90 ? "CustomizedRecoverable" : "Recoverable";
  return at(vault?.properties, "properties.enablePurgeProtection") === true ? level : `${level}+Purgeable`;
}
