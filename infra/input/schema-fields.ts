// Every field of a schema, with what it means: the documentation is made from it, and the test that changes each field alone
// is held to it, so that a new field can be forgotten by neither.
import type { JsonSchema } from "./schema-advice.ts";
import { inputJsonSchema } from "./schema-problems.ts";
import type { z } from "zod";

export interface SchemaField {
  /** `secrets.<name>.rotation.every`; `<name>` stands for any name. */
  readonly path: string;
  readonly description: string | undefined;
  readonly required: boolean;
  /** As it would be written; absent where there is none. */
  readonly fallback: unknown;
  /** What may be written: words, or the kind of value. */
  readonly allowed: string;
  /** Holds other fields, and no value of its own. */
  readonly isGroup: boolean;
}

/** What stands for a name in a path. */
export const ANY_NAME = "<name>";

/** In the order of the schema; a group comes before its fields. */
export function fieldsOf(schema: z.ZodType): SchemaField[] {
  return within(inputJsonSchema(schema), []);
}

function within(schema: JsonSchema, path: readonly string[]): SchemaField[] {
  const { properties = {}, additionalProperties, required = [] } = schema;
  const named = Object.entries(properties).flatMap(([key, child]) =>
    fieldAndBelow(child, [...path, key], required.includes(key)),
  );
  const any =
    typeof additionalProperties === "object" ? fieldAndBelow(additionalProperties, [...path, ANY_NAME], false) : [];
  return [...named, ...any];
}

function fieldAndBelow(schema: JsonSchema, path: readonly string[], required: boolean): SchemaField[] {
  const below = within(schema, path);
  return [
    {
      path: path.join("."),
      description: schema.description,
      required,
      fallback: schema.default,
      allowed: allowedIn(schema),
      isGroup: below.length > 0,
    },
    ...below,
  ];
}

function allowedIn({ enum: words, const: only, type, items }: JsonSchema): string {
  if (words !== undefined) return words.map(String).join(", ");
  if (only !== undefined) return String(only);
  if (type === "array") return items === undefined ? "list" : `list of ${allowedIn(items)}`;
  return { string: "text", integer: "whole number", number: "number", boolean: "true, false" }[type ?? ""] ?? "";
}

/** The first place in the data that the path stands for; `<name>` is the first name that has what follows. */
export function placeOf(data: unknown, path: readonly string[]): readonly string[] | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return data === undefined ? undefined : [];
  if (typeof data !== "object" || data === null) return undefined;
  const record = data as Record<string, unknown>;
  const names = first === ANY_NAME ? Object.keys(record) : Object.hasOwn(record, first) ? [first] : [];
  for (const name of names) {
    const below = placeOf(record[name], rest);
    if (below !== undefined) return [name, ...below];
  }
  return undefined;
}

/** What stands at a place. */
export function valueAt(data: unknown, place: readonly string[]): unknown {
  return place.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], data);
}
