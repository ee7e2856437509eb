// What Container Apps answers in place of what was sent. As recorded answers of real Azure have it (tests/conformance).
import { lastSegment, parentOf } from "../model/ids.ts";
import type { Draft } from "../model/kind.ts";
import { region } from "../model/rules.ts";
import { isObject, listAt, numberAt, textAt, without } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";

/** Where the events of a job or an environment can be listened to. */
export function streamOf(id: string, collection: string, inputs: Props): string {
  const place = region(textAt(inputs, "location") ?? "");
  const group = parentOf(id) ?? "";
  return `https://${place}.azurecontainerapps.dev${group}/${collection}/${lastSegment(id)}/eventstream`;
}

const CONSUMPTION = "Consumption";

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
    ...(Array.isArray(sent["workloadProfiles"]) && { workloadProfiles: profiles(sent["workloadProfiles"]) }),
  };
}

/** An environment with profiles has the one that is paid by use, whether it was asked for or not (recorded). */
function profiles(asked: readonly Value[]): Value[] {
  const all = asked.some((one) => isObject(one) && textAt(one, "workloadProfileType") === CONSUMPTION)
    ? asked
    : [...asked, { workloadProfileType: CONSUMPTION, name: CONSUMPTION }];
  return all.map((one) => (isObject(one) ? { enableFips: false, ...one } : one));
}

/** Secrets come back by name only, the trigger with a capital, sizes without what Azure decides itself. */
export function jobAnswer(sent: Props, { cloud }: Draft): Props {
  const configuration = isObject(sent["configuration"]) ? sent["configuration"] : {};
  const template = isObject(sent["template"]) ? sent["template"] : {};
  const secrets = configuration["secrets"];
  const trigger = textAt(configuration, "triggerType");
  const first = Array.isArray(template["containers"]) ? template["containers"][0] : undefined;
  const usual = isObject(first) && isObject(first["resources"]) ? first["resources"] : { cpu: 0.5, memory: "1Gi" };
  const environment = cloud.get(textAt(sent, "environmentId") ?? "");
  // An environment from before there were profiles has none, and says the size of each disk (recorded).
  const withProfiles = environment === undefined || listAt(environment.properties, "workloadProfiles").length > 0;
  const list = (key: string): Props =>
    Array.isArray(template[key]) ? { [key]: template[key].map((one) => container(one, usual, withProfiles)) } : {};
  return {
    identity: { type: "None" },
    ...(withProfiles && { workloadProfileName: CONSUMPTION }),
    ...sent,
    ...(textAt(sent, "identity.type") === "None" && { identity: { type: "None" } }),
    configuration: {
      identitySettings: [],
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

/** GiB of a container's own disk, by its cores (learn: Use storage mounts in Azure Container Apps). */
function diskOf(cores: number): string {
  return cores <= 0.25 ? "1Gi" : cores <= 0.5 ? "2Gi" : cores <= 1 ? "4Gi" : "8Gi";
}

function container(one: Value, usual: Props, withProfiles: boolean): Value {
  if (!isObject(one)) return one;
  const asked: Props = isObject(one["resources"]) ? one["resources"] : usual;
  const memory = textAt(asked, "memory");
  return {
    ...one,
    resources: {
      ...without(asked, ["ephemeralStorage"]),
      ...(!withProfiles && { ephemeralStorage: diskOf(numberAt(asked, "cpu") ?? 0.5) }),
      ...(memory !== undefined && { memory: memory.replace(/\.0Gi$/, "Gi") }),
    },
  };
}
