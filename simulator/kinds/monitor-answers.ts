// What Azure Monitor answers in place of what was sent: ids in small letters, empty lists, and states of what is inside. As
// recorded answers of real Azure have it (tests/conformance).
import type { Draft } from "../model/kind.ts";
import { isObject, listAt, textAt } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";

/** Monitor's own part of the id comes back in small letters. */
export function insightsId(id: string): string {
  return id.replace(/\/providers\/microsoft\.insights\//i, "/providers/microsoft.insights/");
}

/** Logs and metrics are lists, empty where there are none, and each entry says that it keeps nothing. */
export function settingAnswer(sent: Props): Props {
  const entries = (key: string): Value[] =>
    listAt(sent, key).map((entry) =>
      isObject(entry) ? { retentionPolicy: { enabled: false, days: 0 }, ...entry } : entry,
    );
  return { ...sent, logs: entries("logs"), metrics: entries("metrics") };
}

const RECEIVERS = [
  "emailReceivers",
  "smsReceivers",
  "webhookReceivers",
  "eventHubReceivers",
  "itsmReceivers",
  "azureAppPushReceivers",
  "automationRunbookReceivers",
  "voiceReceivers",
  "logicAppReceivers",
  "azureFunctionReceivers",
  "armRoleReceivers",
  "incidentReceivers",
];

/** People can unsubscribe from these, so they have a state. */
const PEOPLE = ["emailReceivers", "smsReceivers"];

export function groupAnswer(sent: Props, { caller }: Draft): Props {
  const lists = RECEIVERS.map(
    (key) => [key, listAt(sent, key).map((one) => receiver(key, one, caller.tenantId))] as const,
  );
  return { ...sent, ...Object.fromEntries(lists) };
}

/** These take alerts in the old schema, unless somebody asks for the common one. */
const IN_A_SCHEMA = RECEIVERS.filter(
  (key) => !["smsReceivers", "itsmReceivers", "azureAppPushReceivers", "voiceReceivers"].includes(key),
);

function receiver(key: string, one: Value, tenantId: string): Value {
  if (!isObject(one)) return one;
  return {
    ...(IN_A_SCHEMA.includes(key) && { useCommonAlertSchema: false }),
    ...(key === "webhookReceivers" && { useAadAuth: false }),
    // Of who asks, where the request names none (recorded).
    ...(key === "eventHubReceivers" && { tenantId }),
    ...one,
    ...(PEOPLE.includes(key) && { status: "Enabled" }),
  };
}

/** The price by volume, where the request names none. */
export function workspaceAnswer(sent: Props): Props {
  const sku = isObject(sent["sku"]) ? sent["sku"] : {};
  return { ...sent, sku: { name: "PerGB2018", ...sku } };
}

/** A workbook's title is a tag of it too (recorded). */
export function workbookAnswer(sent: Props): Props {
  const tags = isObject(sent["tags"]) ? sent["tags"] : {};
  return { ...sent, tags: { ...tags, "hidden-title": textAt(sent, "displayName") ?? "" } };
}

/** When the day's quota begins anew. */
export function tomorrow(now: Date): string {
  return new Date(now.getTime() + 24 * 3600 * 1000).toISOString();
}
