// A rule judges programs before they ran, so some of what it reads is not there yet. This file removes the risk that
// "not known yet" is taken for "not set" (a false alarm on every first preview) or for "set" (a silent pass).

/** A value that only Azure can know, and does not yet. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A value that is there, and that nobody but the engine may see. */
export const SECRET: unique symbol = Symbol("secret");

export type Value =
  | string
  | number
  | boolean
  | null
  // UNKNOWN or SECRET; wider than the two because TypeScript widens them in every list.
  | symbol
  | readonly Value[]
  | { readonly [key: string]: Value };

export type Props = Readonly<Record<string, Value>>;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isProps(value: Value | undefined): value is Props {
  return isRecord(value);
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** True where a rule cannot say anything about the value itself. */
export function isHidden(value: Value | undefined): value is symbol {
  return value === UNKNOWN || value === SECRET;
}

/** The value at a dotted path. A part that is unknown makes everything below it unknown; a part of another type makes it absent. */
export function get(from: Value | undefined, path: string): Value | undefined {
  let value = from;
  for (const key of path.split(".")) {
    if (isHidden(value)) return value;
    if (isList(value)) value = /^\d+$/.test(key) ? value[Number(key)] : undefined;
    else value = isProps(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value === null ? undefined : value;
}

/** Equality as Azure sees it: letters' case does not matter in its enumerations. */
export function sameText(value: Value | undefined, wanted: string): boolean {
  return typeof value === "string" && value.toLowerCase() === wanted.toLowerCase();
}

const SHOWN_CHARACTERS = 80;

/** A value for a message: short, on one line, without a control character that could disturb a terminal or a log. */
export function show(value: Value | undefined): string {
  if (value === undefined || value === null) return "not set";
  if (value === UNKNOWN) return "not known yet";
  if (value === SECRET) return "a secret";
  const text = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "symbol" ? (part.description ?? "") : part,
  );
  const safe = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
  return safe.length > SHOWN_CHARACTERS ? `${safe.slice(0, SHOWN_CHARACTERS - 1)}…` : safe;
}

/** How one kind of document marks what is unknown and what is secret; undefined means: an ordinary value. */
export type Marker = (raw: unknown) => symbol | undefined;

/** Turns plain JSON into values; whatever JSON cannot hold (functions, assets) becomes unknown. */
export function toValue(raw: unknown, marker: Marker): Value {
  const marked = marker(raw);
  if (marked !== undefined) return marked;
  if (raw === null || typeof raw === "string" || typeof raw === "number" || typeof raw === "boolean") return raw;
  if (Array.isArray(raw)) return raw.map((item) => toValue(item, marker));
  return isRecord(raw) ? toProps(raw, marker) : UNKNOWN;
}

export function toProps(raw: Readonly<Record<string, unknown>>, marker: Marker): Props {
  // fromEntries defines own properties, so a key called __proto__ stays data.
  return Object.fromEntries(
    Object.entries(raw)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, toValue(item, marker)]),
  );
}

/** The same value without anything unknown: what is left is what is certain. */
export function certain(value: Value): Value | undefined {
  if (value === UNKNOWN) return undefined;
  if (isList(value)) return value.flatMap((item) => certain(item) ?? []);
  if (!isProps(value)) return value;
  return certainProps(value);
}

export function certainProps(props: Props): Props {
  return Object.fromEntries(
    Object.entries(props).flatMap(([key, item]) => {
      const kept = certain(item);
      return kept === undefined ? [] : [[key, kept]];
    }),
  );
}

/** Two descriptions of one resource laid over each other; where both speak, `first` wins. */
export function overlay(first: Value | undefined, second: Value | undefined): Value | undefined {
  if (first === undefined || first === null || first === UNKNOWN) return second ?? first;
  if (!isProps(first) || !isProps(second)) return first;
  const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
  return Object.fromEntries(
    [...keys].flatMap((key) => {
      const value = overlay(first[key], second[key]);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

export function isText(value: Value | undefined): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** A record without what is not set. */
export function compact(props: Readonly<Record<string, Value | undefined>>): Props {
  return Object.fromEntries(
    Object.entries(props).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
