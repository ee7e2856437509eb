// Three-valued logic: one certain supporter is enough, and an uncertain one forbids to say that there is none.
import { isHidden, isList, type Value } from "./value.ts";

export type Answer = "yes" | "no" | "maybe";

export function best(answers: Iterable<Answer>): Answer {
  let result: Answer = "no";
  for (const answer of answers) {
    if (answer === "yes") return "yes";
    if (answer === "maybe") result = "maybe";
  }
  return result;
}

/** Both must hold. */
export function both(first: Answer, second: Answer): Answer {
  if (first === "no" || second === "no") return "no";
  return first === "maybe" || second === "maybe" ? "maybe" : "yes";
}

/** Whether a value is what is wanted: what is hidden may be. */
export function holds(value: Value | undefined, passes: (value: Value | undefined) => boolean): Answer {
  if (isHidden(value)) return "maybe";
  return passes(value) ? "yes" : "no";
}

/** A list's items; undefined where the list, or whether it is one, is not known. */
export function items(value: Value | undefined): readonly Value[] | undefined {
  if (isHidden(value)) return undefined;
  return isList(value) ? value : [];
}

/** Whether at least one item of a list is what is wanted. */
export function anyItem(value: Value | undefined, passes: (item: Value) => Answer): Answer {
  const list = items(value);
  return list === undefined ? "maybe" : best(list.map((item) => (isHidden(item) ? "maybe" : passes(item))));
}
