// What Event Grid answers of a subscription: a webhook without its query, which holds a key, and the filter completed. As
// recorded answers of real Azure have it (tests/conformance).
import { parentOf, resourceTypeOf } from "../model/ids.ts";
import type { Draft } from "../model/kind.ts";
import { isObject, listAt, textAt, without } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";

/** Events of a source that a filter without types means; of a source that is not here, the answer names none. */
const ALL_EVENTS: Readonly<Record<string, readonly string[]>> = {
  "microsoft.storage/storageaccounts": ["Microsoft.Storage.BlobCreated", "Microsoft.Storage.BlobDeleted"],
  "microsoft.eventhub/namespaces": ["Microsoft.EventHub.CaptureFileCreated"],
  "microsoft.keyvault/vaults": [
    "Microsoft.KeyVault.CertificateNewVersionCreated",
    "Microsoft.KeyVault.CertificateNearExpiry",
    "Microsoft.KeyVault.CertificateExpired",
    "Microsoft.KeyVault.KeyNewVersionCreated",
    "Microsoft.KeyVault.KeyNearExpiry",
    "Microsoft.KeyVault.KeyExpired",
    "Microsoft.KeyVault.SecretNewVersionCreated",
    "Microsoft.KeyVault.SecretNearExpiry",
    "Microsoft.KeyVault.SecretExpired",
    "Microsoft.KeyVault.VaultAccessPolicyChanged",
  ],
};

export function subscriptionAnswer(sent: Props, { cloud, id }: Draft): Props {
  const source = textAt(cloud.get(parentOf(id) ?? "")?.properties, "source") ?? "";
  const delivery = sent["deliveryWithResourceIdentity"];
  return {
    ...sent,
    ...(isObject(sent["destination"]) && { destination: destinationAnswer(sent["destination"]) }),
    ...(isObject(delivery) &&
      isObject(delivery["destination"]) && {
        deliveryWithResourceIdentity: { ...delivery, destination: destinationAnswer(delivery["destination"]) },
      }),
    filter: filterAnswer(isObject(sent["filter"]) ? sent["filter"] : {}, resourceTypeOf(source).toLowerCase()),
  };
}

function destinationAnswer(destination: Props): Props {
  const answer = {
    ...destination,
    ...(Array.isArray(destination["deliveryAttributeMappings"]) && {
      deliveryAttributeMappings: destination["deliveryAttributeMappings"].map(hidden),
    }),
  };
  const batches = { maxEventsPerBatch: 1, preferredBatchSizeInKilobytes: 64 };
  if (textAt(destination, "endpointType") === "AzureFunction") return { ...batches, ...answer };
  if (textAt(destination, "endpointType") !== "WebHook") return answer;
  const url = textAt(destination, "endpointUrl");
  return {
    ...batches,
    ...without(answer, ["endpointUrl"]),
    ...(url !== undefined && { endpointBaseUrl: url.split("?")[0] ?? url }),
  };
}

/** A secret attribute comes back as this word. */
function hidden(mapping: Value): Value {
  return isObject(mapping) && mapping["isSecret"] === true ? { ...mapping, value: "Hidden" } : mapping;
}

function filterAnswer(filter: Props, source: string): Props {
  const types = listAt(filter, "includedEventTypes");
  const usual = ALL_EVENTS[source];
  const kept = without(filter, filter["isSubjectCaseSensitive"] === true ? [] : ["isSubjectCaseSensitive"]);
  return {
    subjectBeginsWith: "",
    subjectEndsWith: "",
    ...(types.length === 0 && usual !== undefined ? { ...kept, includedEventTypes: [...usual] } : kept),
  };
}
