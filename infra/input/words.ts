// How a wrong value is shown, and the right one suggested. It removes two risks: a value that steers the reader's terminal
// or log, and a pasted secret that an error message spreads further.
import { distance } from "fastest-levenshtein";
import { printable } from "../../text/printable.ts";
import { secretKind } from "./secret-values.ts";

/** Characters of a value that a message shows. */
const MAX_SHOWN = 80;

/** The value as JSON, short, without control characters; a value that looks like a secret is not shown. */
export function quote(value: unknown): string {
  const text = typeof value === "string" ? value : value === undefined ? "nothing" : JSON.stringify(value);
  if (secretKind(text) !== undefined) return "a value that looks like a secret (not shown)";
  const cut = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  const shown = typeof value === "string" ? JSON.stringify(cut) : cut;
  return printable(shown);
}

/** ` (did you mean "api"?)`, or nothing when no name is near. */
export function didYouMean(word: string, names: Iterable<string>): string {
  const near = nearest(word, names);
  return near === undefined ? "" : ` (did you mean ${quote(near)}?)`;
}

/** The name that differs least, if it differs by at most a third of its letters (two at least). */
export function nearest(word: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  // A long word is no misspelling of a name, and comparing it would take long.
  if (word.length > 100) return undefined;
  for (const name of names) {
    const apart = distance(word.toLowerCase(), name.toLowerCase());
    if (apart < least) [best, least] = [name, apart];
  }
  return least <= Math.max(2, Math.floor(word.length / 3)) && least < word.length ? best : undefined;
}

/** `a, b and 3 more`: a list that stays readable. */
export function list(names: readonly string[], max = 16): string {
  if (names.length === 0) return "none";
  if (names.length <= max) return names.join(", ");
  return `${names.slice(0, max).join(", ")} and ${String(names.length - max)} more`;
}

/** `there are a, b`: the names that somebody could have meant. */
export function thereAre(names: readonly string[]): string {
  return names.length > 1 ? `there are ${list(names)}` : `there is ${names[0] ?? "none"}`;
}

/** `secrets.stripe-key.readers[0]`: where in a document, as a reader would say it. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${String(part)}]`;
      const text = String(part);
      const shown = /^[A-Za-z0-9_:-]{1,80}$/.test(text) && secretKind(text) === undefined ? text : quote(text);
      return index === 0 ? shown : `.${shown}`;
    })
    .join("");
}
