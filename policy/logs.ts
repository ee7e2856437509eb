// What the logging rules share: what a diagnostic setting sends, what an activity log alert hears.
import { anyItem, best, both, holds, items, type Answer } from "./answers.ts";
import type { Resource } from "./shapes.ts";
import { get, isList, isText, sameText, type Value } from "./value.ts";

const DESTINATIONS = ["workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId"];

/** Groups that contain every audit category. */
const GROUPS = ["audit", "allLogs"];

/** Whether a diagnostic setting sends a category, by itself or in a group, and anywhere at all. */
export function sendsLogs(setting: Resource, category: string): Answer {
  const wanted = anyItem(get(setting.props, "logs"), (log) =>
    both(
      holds(get(log, "enabled"), (enabled) => enabled === true),
      best([
        holds(get(log, "category"), (text) => sameText(text, category)),
        holds(get(log, "categoryGroup"), (text) => GROUPS.some((group) => sameText(text, group))),
      ]),
    ),
  );
  return both(wanted, best(DESTINATIONS.map((destination) => holds(get(setting.props, destination), isText))));
}

/** Whether an alert is on, has a scope, tells somebody, and is raised by `field` being `value`. */
export function alertsOn(alert: Resource, field: string, value: string): Answer {
  const conditions = items(get(alert.props, "condition.allOf"));
  // A condition that asks for several fields is narrower, but it does hear; one that lists alternatives hears each.
  const hears =
    conditions === undefined ? "maybe" : best(conditions.map((condition) => conditionHears(condition, field, value)));
  const filled = (list: Value | undefined) => isList(list) && list.length > 0;
  const reaches = both(
    holds(get(alert.props, "scopes"), filled),
    holds(get(alert.props, "actions.actionGroups") ?? get(alert.props, "actions"), filled),
  );
  return both(
    both(hears, reaches),
    holds(get(alert.props, "enabled"), (enabled) => enabled !== false),
  );
}

function conditionHears(condition: Value, field: string, value: string): Answer {
  if (typeof condition === "symbol") return "maybe";
  const alternatives = get(condition, "anyOf");
  if (alternatives !== undefined) return anyItem(alternatives, (leaf) => leafHears(leaf, field, value));
  return leafHears(condition, field, value);
}

function leafHears(leaf: Value, field: string, value: string): Answer {
  return both(
    holds(get(leaf, "field"), (text) => sameText(text, field)),
    best([
      holds(get(leaf, "equals"), (text) => sameText(text, value)),
      anyItem(get(leaf, "containsAny") ?? [], (item) => holds(item, (text) => sameText(text, value))),
    ]),
  );
}
