// What to write instead of what a schema refuses: an example from the schema itself, so that the first correction is right.
import type { z } from "zod";
import { list, quote } from "./words.ts";
import type { Path } from "./yaml-document.ts";

/** The part of JSON Schema that zod writes and that is read here. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number | boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** In place of a value of the wrong type; `own` are the schema's own words, where it has some. */
export function typeAdvice(
  { expected, input }: z.core.$ZodIssueInvalidType,
  own: string | undefined,
  schema: JsonSchema,
  path: Path,
): string {
  const keys = keysAdvice(schema, path);
  if (keys !== undefined) return keys;
  if (own !== undefined) return own;
  const here = schemasAt(schema, path);
  const isScalar = typeof input === "number" || typeof input === "boolean";
  switch (expected) {
    case "string":
      return isScalar ? "write it in quotes, as text" : `write text${meaning(here)}`;
    case "array":
      return `write a list, such as ${exampleList(here, input)}`;
    case "boolean":
      return "write true or false";
    case "int":
    case "number":
      return "write a whole number";
    default:
      return `write a ${expected}`;
  }
}

/** The keys that may stand at a path. */
export function propertiesAt(schema: JsonSchema, path: Path): string[] {
  return [
    ...new Set(
      schemasAt(schema, path).flatMap((one) => [
        ...Object.keys(one.properties ?? {}),
        ...(one.propertyNames?.enum ?? []),
      ]),
    ),
  ];
}

/** Which keys must be there and which may; or that every entry has a name of its own. */
function keysAdvice(schema: JsonSchema, path: Path): string | undefined {
  const keys = propertiesAt(schema, path);
  if (keys.length === 0) {
    const below = propertiesAt(schema, [...path, ANY_NAME]);
    return below.length === 0 ? undefined : `write a name for each, and below it ${list(below)}`;
  }
  if (keys.length === 2 && keys.includes("create") && keys.includes("adopt")) return "write either create or adopt";
  const here = schemasAt(schema, path);
  const needed = keys.filter((key) => here.every(({ required }) => required?.includes(key) === true));
  const others = keys.filter((key) => !needed.includes(key));
  if (needed.length === 0 || others.length === 0) return `write keys and values: ${list(keys)}`;
  return `write keys and values: ${list(needed)} (optional: ${list(others)})`;
}

/** Stands for whatever somebody calls an entry; no key of a schema is empty. */
const ANY_NAME = "";

/** ": what it is for", as the schema describes it. */
function meaning(here: readonly JsonSchema[]): string {
  const description = here.find((one) => one.description !== undefined)?.description?.split(/[;.] ?/)[0];
  return description === undefined ? "" : `: ${description.charAt(0).toLowerCase()}${description.slice(1)}`;
}

/** Everything that is allowed, or what was written, as a list. */
function exampleList(here: readonly JsonSchema[], input: unknown): string {
  const allowed = here.find(({ items }) => items?.enum !== undefined)?.items?.enum;
  if (allowed !== undefined) return `[${allowed.join(", ")}]`;
  const isPlain = typeof input === "string" && /^[A-Za-z][A-Za-z0-9./_-]{0,39}$/.test(input);
  return isPlain && quote(input) === `"${input}"` ? `[${input}]` : "[a, b]";
}

function schemasAt(schema: JsonSchema, path: Path): readonly JsonSchema[] {
  return path.reduce<readonly JsonSchema[]>(
    (here, part) => here.flatMap((one) => branches(child(one, part))),
    branches(schema),
  );
}

function branches(schema: JsonSchema | undefined): readonly JsonSchema[] {
  if (schema === undefined) return [];
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap(branches);
}

function child(schema: JsonSchema, part: string | number): JsonSchema | undefined {
  if (typeof part === "number") return schema.items;
  const own = Object.hasOwn(schema.properties ?? {}, part) ? schema.properties?.[part] : undefined;
  return own ?? (typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined);
}
