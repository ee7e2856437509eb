// A lock on a resource, on its group or on its subscription protects the same thing.
import { best, holds, type Answer } from "./answers.ts";
import type { Resource } from "./shapes.ts";
import type { Stack } from "./stack.ts";
import { get, isHidden, sameText, type Value } from "./value.ts";

export function covers(stack: Stack, lock: Resource, owner: Resource): Answer {
  if (get(lock.props, "lockedSubscription") === true) return "yes";
  const scope = get(lock.props, "scope");
  const group = get(owner.props, "resourceGroupName");
  if (scope === undefined) {
    const atGroup = lock.type.endsWith("AtResourceGroupLevel");
    return atGroup ? sameGroup(get(lock.props, "resourceGroupName"), group) : "no";
  }
  if (typeof scope === "string" && /^\/subscriptions\/[^/]+$/i.test(scope)) return "yes";
  const lockedGroup = typeof scope === "string" ? /\/resourceGroups\/([^/]+)$/i.exec(scope)?.[1] : undefined;
  return best([stack.refers(lock, "scope", owner), lockedGroup === undefined ? "no" : sameGroup(lockedGroup, group)]);
}

function sameGroup(locked: Value | undefined, group: Value | undefined): Answer {
  if (isHidden(group)) return "maybe";
  return typeof group === "string" ? holds(locked, (name) => sameText(name, group)) : "no";
}
