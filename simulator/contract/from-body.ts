// From the body of Azure's PUT back to the SDK's inputs: the other way of `mapping.ts`. Recorded requests of real Azure, which
// come from other tools, are played through simulated Azure with it.
import * as fs from "node:fs";
import * as path from "node:path";
import { isObject } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";
import type { Schema } from "./mapping.ts";

/** `request` leaves out what only Azure's answer has, which the SDK cannot send. */
export type Direction = "request" | "answer";

/** The definition of a type, as the folder of Azure's definitions has it. */
export function schemaOf(type: string, folder: string | undefined): Schema | undefined {
  if (folder === undefined) return undefined;
  const [, module = "", name = ""] = type.split(":");
  const file = path.join(folder, `${module}.${name}.json`);
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, "utf8")) as Schema) : undefined;
}

/** The SDK's shape of a body. What the definition does not know is left out of a request, and kept in an answer. */
export function fromBody(schema: Schema, body: Props, direction: Direction): Props {
  const result: Props = {};
  const used = new Set<string>();
  for (const part of partsOf(schema, body)) {
    for (const [name, property] of Object.entries(part.properties ?? {})) {
      const value = body[name];
      if (value === undefined || value === null) continue;
      used.add(name);
      if (property["x-readOnly"] === true && direction === "request") continue;
      if (property["x-client-flatten"] === true && isObject(value)) {
        Object.assign(result, fromBody(property, value, direction));
        continue;
      }
      result[property["x-sdkName"] ?? name] = valueFrom(property, value, direction);
    }
    const others = part.additionalProperties;
    if (others === undefined || others === false) continue;
    for (const [name, value] of Object.entries(body)) {
      if (used.has(name)) continue;
      used.add(name);
      result[name] = isObject(others) ? valueFrom(others, value, direction) : value;
    }
  }
  if (direction === "answer") {
    for (const [name, value] of Object.entries(body)) if (!used.has(name)) result[name] ??= value;
  }
  return result;
}

/**
 * For types without a definition at hand: azure-native takes the `properties` of a resource, and of the resources in it,
 * apart into the inputs of what holds them; `keeps` where the resource itself keeps them.
 */
export function fromUndescribed(body: Props, keeps: boolean): Props {
  const inner = body["properties"];
  const lifted = !keeps && isObject(inner) ? { ...inner, ...without(body, "properties") } : body;
  return Object.fromEntries(
    Object.entries(lifted).flatMap(([key, value]) =>
      value === null ? [] : [[sdkName(key), keeps && key === "properties" ? value : liftedIn(value)]],
    ),
  );
}

/** azure-native's names begin small and have no underlines: `Application_Type` is `applicationType`. */
function sdkName(name: string): string {
  if (!/^[A-Z][A-Za-z]*(_[A-Za-z]+)*$/.test(name)) return name;
  return name.charAt(0).toLowerCase() + name.slice(1).replaceAll("_", "");
}

function liftedIn(value: Value): Value {
  if (Array.isArray(value)) return value.map(liftedIn);
  return isObject(value) ? fromUndescribed(value, false) : value;
}

function valueFrom(schema: Schema, value: Value, direction: Direction): Value {
  if (schema["x-freeForm"] === true || value === null) return value;
  if (schema["x-sdkKeysAsArray"] === true && direction === "request" && isObject(value)) return Object.keys(value);
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.map((item) => valueFrom(items, item, direction)) : value;
  }
  if (typeof value === "string" && direction === "request") return inItsLetters(schema, value);
  if (!isObject(value)) return value;
  const described = schema.properties ?? schema.anyOf ?? schema.allOf ?? schema.additionalProperties;
  return described === undefined ? value : fromBody(schema, value, direction);
}

/** Azure takes the values of a list in any letters; the SDK has them as the definition spells them. */
function inItsLetters(schema: Schema, value: string): string {
  const known = schema.enum?.find((one) => typeof one === "string" && one.toLowerCase() === value.toLowerCase());
  return typeof known === "string" ? known : value;
}

function partsOf(schema: Schema, body: Props): readonly Schema[] {
  const chosen = schema.anyOf?.find((variant) => fits(variant, schema["x-discriminator"], body));
  return [schema, ...(schema.allOf ?? []), ...(chosen ? [chosen, ...(chosen.allOf ?? [])] : [])];
}

function fits(variant: Schema, discriminator: string | undefined, body: Props): boolean {
  if (discriminator === undefined) return variant.properties !== undefined;
  const wanted = body[discriminator] ?? null;
  return [variant, ...(variant.allOf ?? [])].some((part) => {
    const property = part.properties?.[discriminator] as (Schema & { const?: Value }) | undefined;
    return property !== undefined && (property.enum?.includes(wanted) === true || property.const === wanted);
  });
}

function without(body: Props, key: string): Props {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== key));
}
