// What Container Apps answers in place of what was sent. As recorded answers of real Azure have it (tests/conformance).
import { lastSegment, parentOf } from "../model/ids.ts";
import { region } from "../model/rules.ts";
import { isObject, textAt, without } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";

/** Where the events of a job or an environment can be listened to. */
export function streamOf(id: string, collection: string, inputs: Props): string {
  const place = region(textAt(inputs, "location") ?? "");
  const group = parentOf(id) ?? "";
  return `https://${place}.azurecontainerapps.dev${group}/${collection}/${lastSegment(id)}/eventstream`;
}

/** `free` is `Free`, `manual` is `Manual`. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export function environmentAnswer(sent: Props): Props {
  return {
    zoneRedundant: false,
    peerAuthentication: { mtls: { enabled: false } },
    peerTrafficConfiguration: { encryption: { enabled: false } },
    appLogsConfiguration: {},
    ...sent,
    ...(isObject(sent["appLogsConfiguration"]) && {
      appLogsConfiguration: without(sent["appLogsConfiguration"], ["logAnalyticsConfiguration.sharedKey"]),
    }),
  };
}

/** Secrets come back by name only, the trigger with a capital, sizes without what Azure decides itself. */
export function jobAnswer(sent: Props): Props {
  const configuration = isObject(sent["configuration"]) ? sent["configuration"] : {};
  const template = isObject(sent["template"]) ? sent["template"] : {};
  const secrets = configuration["secrets"];
  const trigger = textAt(configuration, "triggerType");
  const first = Array.isArray(template["containers"]) ? template["containers"][0] : undefined;
  const usual = isObject(first) && isObject(first["resources"]) ? first["resources"] : { cpu: 0.5, memory: "1Gi" };
  const list = (key: string): Props =>
    Array.isArray(template[key]) ? { [key]: template[key].map((one) => container(one, usual)) } : {};
  return {
    identity: { type: "None" },
    workloadProfileName: "Consumption",
    ...sent,
    ...(textAt(sent, "identity.type") === "None" && { identity: { type: "None" } }),
    configuration: {
      ...configuration,
      ...(trigger !== undefined && { triggerType: capital(trigger) }),
      ...(isObject(configuration["eventTriggerConfig"]) && {
        eventTriggerConfig: eventTrigger(configuration["eventTriggerConfig"]),
      }),
      ...(Array.isArray(secrets) && { secrets: secrets.map((one) => (isObject(one) ? without(one, ["value"]) : one)) }),
    },
    template: { ...template, ...list("containers"), ...list("initContainers") },
  };
}

/** How often a queue is looked at, and how many executions it starts, where the request does not say. */
function eventTrigger(trigger: Props): Props {
  const scale = isObject(trigger["scale"]) ? trigger["scale"] : {};
  return {
    replicaCompletionCount: 1,
    parallelism: 1,
    ...trigger,
    scale: { minExecutions: 0, maxExecutions: 10, pollingInterval: 30, ...scale },
  };
}

function container(one: Value, usual: Props): Value {
  if (!isObject(one)) return one;
  const asked: Props = isObject(one["resources"]) ? one["resources"] : usual;
  const memory = textAt(asked, "memory");
  return {
    ...one,
    resources: {
      ...without(asked, ["ephemeralStorage"]),
      ...(memory !== undefined && { memory: memory.replace(/\.0Gi$/, "Gi") }),
    },
  };
}
