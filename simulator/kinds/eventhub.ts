// Event hubs: the way to a SIEM.
import { AzureError } from "../model/errors.ts";
import { lastSegment, parentOf, subscriptionOf } from "../model/ids.ts";
import type { Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { requireName } from "../model/references.ts";
import { requireFreeName } from "../model/rules.ts";
import { isObject, numberAt, textAt, without } from "../model/values.ts";
import type { Props } from "../model/values.ts";

const VERSION = "2024-01-01";
const NAMESPACE_PATH = "Microsoft.EventHub/namespaces/{namespaceName}";

export const eventhubKinds: readonly Kind[] = [
  {
    type: "azure-native:eventhub:Namespace",
    path: arm(NAMESPACE_PATH),
    apiVersion: VERSION,
    located: true,
    defaults: () => ({
      minimumTlsVersion: "1.2",
      publicNetworkAccess: "Enabled",
      disableLocalAuth: false,
      isAutoInflateEnabled: false,
      maximumThroughputUnits: 0,
      tags: {},
    }),
    returns: namespaceAnswer,
    outputs: ({ id, names, caller, existing, inputs }) => ({
      // In these capital letters (recorded).
      type: "Microsoft.EventHub/Namespaces",
      kafkaEnabled: textAt(inputs, "sku.name") !== "Basic",
      updatedAt: caller.now().toISOString(),
      provisioningState: "Succeeded",
      status: "Active",
      metricId: `${subscriptionOf(id) ?? ""}:${names["namespaceName"] ?? ""}`,
      serviceBusEndpoint: `https://${names["namespaceName"] ?? ""}.servicebus.windows.net:443/`,
      createdAt: textAt(existing?.properties, "createdAt") ?? caller.now().toISOString(),
    }),
    checkDelete: (namespace) => {
      const state = textAt(namespace.properties, "provisioningState") ?? "Succeeded";
      if (state === "Succeeded") return;
      throw new AzureError(
        429,
        "NamespaceInTransition",
        `The namespace ${lastSegment(namespace.id)} in subscription ${subscriptionOf(namespace.id) ?? ""} is in transitioning state, its current state is ${state}.`,
      );
    },
    check: (draft) => {
      requireName(
        draft.id,
        /^[a-zA-Z][a-zA-Z0-9-]{4,48}[a-zA-Z0-9]$/,
        "InvalidNamespaceName",
        "6 to 50 letters, digits and hyphens, a letter first",
      );
      requireFreeName(
        draft,
        "NamespaceUnavailable",
        (name) => `The specified service namespace '${name}' is not available.`,
      );
    },
  },
  {
    type: "azure-native:eventhub:EventHub",
    path: arm(`${NAMESPACE_PATH}/eventhubs/{eventHubName}`),
    apiVersion: VERSION,
    returns: hubAnswer,
    outputs: ({ inputs, caller, existing, cloud, id }) => ({
      location: textAt(cloud.get(parentOf(id) ?? "")?.properties, "location") ?? "",
      updatedAt: caller.now().toISOString(),
      status: "Active",
      partitionIds: Array.from({ length: numberAt(inputs, "partitionCount") ?? 4 }, (_none, index) => String(index)),
      createdAt: textAt(existing?.properties, "createdAt") ?? caller.now().toISOString(),
    }),
    check: ({ inputs, id, existing }) => {
      const before = numberAt(existing?.properties, "partitionCount");
      const after = numberAt(inputs, "partitionCount");
      if (existing && before !== undefined && after !== undefined && before !== after) {
        throw new AzureError(
          400,
          "BadRequest",
          `The partition count of event hub '${lastSegment(id)}' cannot be changed from ${before} to ${after}.`,
        );
      }
    },
  },
  {
    type: "azure-native:eventhub:NamespaceAuthorizationRule",
    path: arm(`${NAMESPACE_PATH}/authorizationRules/{authorizationRuleName}`),
    apiVersion: VERSION,
    required: ["rights"],
    outputs: ({ cloud, id }) => ({
      type: "Microsoft.EventHub/Namespaces/AuthorizationRules",
      location: textAt(cloud.get(parentOf(id) ?? "")?.properties, "location") ?? "",
    }),
  },
];

function namespaceAnswer(sent: Props): Props {
  const sku = isObject(sent["sku"]) ? sent["sku"] : {};
  const name = textAt(sku, "name") ?? "Standard";
  const kept = textAt(sent, "identity.type") === "None" ? without(sent, ["identity"]) : sent;
  const cluster = textAt(sent, "clusterArmId");
  return {
    zoneRedundant: name === "Premium",
    ...kept,
    ...(isObject(kept["encryption"]) && {
      encryption: { requireInfrastructureEncryption: false, ...kept["encryption"] },
    }),
    ...(cluster !== undefined && { clusterArmId: cluster.replace(/\/resourcegroups\//i, "/resourceGroups/") }),
    sku: { name, tier: name, capacity: 1, ...sku },
  };
}

/** Days for which a hub keeps events where the request says nothing (recorded). */
const RETENTION_DAYS = 7;
/** As Azure says "for ever" in days. */
const FOR_EVER = Number("9223372036854775807");

/** Retention stands twice in the answer: in days and in hours. */
function hubAnswer(sent: Props): Props {
  const policy = textAt(sent, "retentionDescription.cleanupPolicy") ?? "Delete";
  const given = numberAt(sent, "retentionDescription.retentionTimeInHours");
  const days = numberAt(sent, "messageRetentionInDays");
  const hours = given ?? (policy === "Delete" ? (days ?? RETENTION_DAYS) * 24 : -1);
  const asked = isObject(sent["retentionDescription"]) ? sent["retentionDescription"] : {};
  return {
    partitionCount: 4,
    ...sent,
    messageRetentionInDays: hours < 0 ? FOR_EVER : Math.max(1, Math.floor(hours / 24)),
    retentionDescription: { ...asked, cleanupPolicy: policy, retentionTimeInHours: hours },
  };
}
