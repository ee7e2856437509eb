// Events of vaults: what starts a rotation.
import { AzureError } from "../model/errors.ts";
import { guidOf, keyOf, lastSegment, parentOf } from "../model/ids.ts";
import type { Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { subscriptionAnswer } from "./eventgrid-answers.ts";
import { assignedIdentities, requireReference } from "../model/references.ts";
import { region } from "../model/rules.ts";
import { at, objectsAt, textAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";

const TOPIC = "azure-native:eventgrid:SystemTopic";
const VERSION = "2025-02-15";
const TOPIC_PATH = "Microsoft.EventGrid/systemTopics/{systemTopicName}";

export const eventgridKinds: readonly Kind[] = [
  {
    type: TOPIC,
    path: arm(TOPIC_PATH),
    apiVersion: VERSION,
    located: true,
    outputs: ({ id }) => ({ provisioningState: "Succeeded", metricResourceId: guidOf("topic", keyOf(id)) }),
    check: ({ cloud, id, inputs }) => {
      const source = textAt(inputs, "source") ?? "";
      requireReference(cloud, source);
      const place = textAt(cloud.get(source)?.properties, "location");
      const here = textAt(inputs, "location");
      if (place !== undefined && here !== undefined && region(place) !== region(here)) {
        throw new AzureError(
          400,
          "InvalidRequest",
          `System topic '${lastSegment(id)}' must be in the region of its source, '${place}', not '${here}'.`,
        );
      }
      const twin = cloud
        .ofType(TOPIC)
        .find(
          (other) =>
            keyOf(other.id) !== keyOf(id) && keyOf(textAt(other.properties, "source") ?? "-") === keyOf(source),
        );
      if (twin) {
        throw new AzureError(
          400,
          "InvalidRequest",
          `Only one system topic is allowed per source: '${source}' has '${twin.id}'.`,
        );
      }
    },
  },
  {
    type: "azure-native:eventgrid:SystemTopicEventSubscription",
    path: arm(`${TOPIC_PATH}/eventSubscriptions/{eventSubscriptionName}`),
    apiVersion: VERSION,
    defaults: () => ({
      retryPolicy: { eventTimeToLiveInMinutes: 1440, maxDeliveryAttempts: 30 },
      eventDeliverySchema: "EventGridSchema",
    }),
    returns: subscriptionAnswer,
    outputs: ({ id }) => ({ provisioningState: "Succeeded", topic: parentOf(id) ?? "" }),
    check: ({ cloud, id, inputs }) => {
      const ways = ["destination", "deliveryWithResourceIdentity"].filter((key) => inputs[key] !== undefined);
      if (ways.length !== 1) {
        throw new AzureError(
          400,
          "InvalidRequest",
          `Event subscription '${lastSegment(id)}' needs exactly one of destination and deliveryWithResourceIdentity.`,
        );
      }
      const topic = cloud.get(parentOf(id) ?? "");
      for (const key of ["deliveryWithResourceIdentity", "deadLetterWithResourceIdentity"]) {
        const delivery = inputs[key];
        if (delivery === undefined) continue;
        requireTopicIdentity(
          textAt(inputs, `${key}.identity.type`),
          textAt(inputs, `${key}.identity.userAssignedIdentity`),
          topic?.properties,
          id,
        );
      }
      const destination = at(inputs, "deliveryWithResourceIdentity.destination") ?? inputs["destination"];
      const account = textAt({ destination: destination ?? null }, "destination.resourceId");
      requireReference(cloud, account);
      const queue = textAt({ destination: destination ?? null }, "destination.queueName");
      if (account !== undefined && queue !== undefined)
        requireReference(cloud, `${account}/queueServices/default/queues/${queue}`);
      const types = objectsAt(inputs, "filter.advancedFilters").length;
      if (types > 25)
        throw new AzureError(
          400,
          "InvalidRequest",
          `Event subscription '${lastSegment(id)}' has ${types} advanced filters; at most 25 are allowed.`,
        );
    },
  },
];

function requireTopicIdentity(
  type: string | undefined,
  assigned: string | undefined,
  topic: Props | undefined,
  id: string,
): void {
  const has =
    type === "SystemAssigned"
      ? textAt(topic, "identity.principalId") !== undefined
      : assigned !== undefined && assignedIdentities(topic).some((identity) => keyOf(identity) === keyOf(assigned));
  if (has) return;
  throw new AzureError(
    400,
    "InvalidRequest",
    `Event subscription '${lastSegment(id)}' delivers with an identity that its system topic does not have: '${assigned ?? type ?? ""}'.`,
  );
}
