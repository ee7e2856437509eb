// Event hubs: the way to a SIEM.
import { AzureError } from "../model/errors.ts";
import { guidOf, keyOf, lastSegment } from "../model/ids.ts";
import type { Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { requireName } from "../model/references.ts";
import { requireFreeName } from "../model/rules.ts";
import { numberAt, textAt } from "../model/values.ts";

const VERSION = "2024-01-01";
const NAMESPACE_PATH = "Microsoft.EventHub/namespaces/{namespaceName}";

export const eventhubKinds: readonly Kind[] = [
  {
    type: "azure-native:eventhub:Namespace",
    path: arm(NAMESPACE_PATH),
    apiVersion: VERSION,
    located: true,
    defaults: () => ({ minimumTlsVersion: "1.2", publicNetworkAccess: "Enabled", disableLocalAuth: false }),
    outputs: ({ id, names, caller, existing }) => ({
      provisioningState: "Succeeded",
      status: "Active",
      metricId: `${guidOf("metric", keyOf(id))}:${names["namespaceName"] ?? ""}`,
      serviceBusEndpoint: `https://${names["namespaceName"] ?? ""}.servicebus.windows.net:443/`,
      createdAt: textAt(existing?.properties, "createdAt") ?? caller.now().toISOString(),
    }),
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
    outputs: ({ inputs, caller, existing }) => ({
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
  },
];
