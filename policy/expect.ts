// The few shapes that nearly all checks have, written once: a property must hold something, a resource must have a companion.
import { best, type Answer } from "./answers.ts";
import type { Kind } from "./kinds.ts";
import type { Finding } from "./rule.ts";
import type { Resource } from "./shapes.ts";
import type { Stack } from "./stack.ts";
import { get, isHidden, isList, sameText, show, type Value } from "./value.ts";

export function finding(resource: Resource, path: string, message: string): Finding {
  return { urn: resource.urn, path, message };
}

/** A finding unless the property passes. What is unknown or secret cannot be judged and is no finding. */
export function must(
  resource: Resource,
  path: string,
  wanted: string,
  passes: (value: Value | undefined) => boolean,
): Finding[] {
  const value = get(resource.props, path);
  if (isHidden(value) || passes(value)) return [];
  return [finding(resource, path, `${path} is ${show(value)}, it must be ${wanted}`)];
}

export function mustBeTrue(resource: Resource, path: string): Finding[] {
  return must(resource, path, "true", (value) => value === true);
}

/** Azure's enumerations: letters' case does not matter. */
export function mustBeText(resource: Resource, path: string, ...allowed: readonly string[]): Finding[] {
  const wanted = allowed.map((text) => show(text)).join(" or ");
  return must(resource, path, wanted, (value) => allowed.some((text) => sameText(value, text)));
}

/** A property that must hold a text of any kind. A secret counts: it is there. */
export function mustBeSet(resource: Resource, path: string, what: string): Finding[] {
  return must(resource, path, what, (value) => typeof value === "string" && value.trim() !== "");
}

/** A finding where the property is there at all; a secret counts, an unknown does not. */
export function mustBeAbsent(resource: Resource, path: string, why: string): Finding[] {
  const value = get(resource.props, path);
  const empty = value === undefined || value === "" || (typeof value === "symbol" && value.description === "unknown");
  if (empty || (isList(value) && value.length === 0)) return [];
  return [finding(resource, path, `${path} is ${show(value)}, it must not be set: ${why}`)];
}

/** A finding for every resource of a kind that surely has no companion that satisfies `supports`. */
export function mustHave(
  stack: Stack,
  kinds: readonly Kind[],
  companions: readonly Kind[],
  supports: (companion: Resource, owner: Resource) => Answer,
  message: string,
): Finding[] {
  const candidates = stack.ofKind(...companions);
  return stack.ofKind(...kinds).flatMap((owner) => {
    const answer = best(candidates.map((candidate) => supports(candidate, owner)));
    return answer === "no" ? [{ urn: owner.urn, message }] : [];
  });
}
