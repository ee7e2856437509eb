// From the SDK's inputs to the body of Azure's PUT, as the definitions describe the way (their README): flattened objects
// are put back, renamed properties get Azure's name, lists that stand for maps become maps, path parameters leave.
import { UNKNOWN, isObject } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";

export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly enum?: readonly Value[];
  readonly "x-readOnly"?: boolean;
  readonly "x-client-flatten"?: boolean;
  readonly "x-sdkName"?: string;
  readonly "x-sdkKeysAsArray"?: boolean;
  readonly "x-commaList"?: boolean;
  readonly "x-freeForm"?: boolean;
  readonly "x-discriminator"?: string;
  readonly "x-pathParameters"?: readonly string[];
  readonly "x-nameParameter"?: { readonly name: string; readonly pattern?: string };
  readonly "x-notInBody"?: Readonly<Record<string, string>>;
}

export interface Violation {
  /** As the program wrote it, e.g. `properties.sku.name`. */
  readonly path: string;
  /** One sentence, lowercase. */
  readonly message: string;
}

export interface Mapped {
  readonly body: Props;
  readonly violations: Violation[];
}

/** Inputs that steer the provider and never reach Azure. */
const STEERING = ["azureApiVersion", "__createBeforeDelete", "__defaults", "subscriptionId"];

export function toBody(schema: Schema, inputs: Props): Mapped {
  const violations: Violation[] = [];
  const own = new Set([...STEERING, ...(schema["x-pathParameters"] ?? [])]);
  // `name` and `id` can be both a path parameter and a property; then it belongs to the path.
  const sent = Object.fromEntries(Object.entries(inputs).filter(([key]) => !own.has(key)));
  const used = new Set<string>();
  const body = mapObject(schema, sent, "", used, violations);
  reportUnused(sent, used, "", violations, schema["x-notInBody"] ?? {});
  return { body, violations };
}

function variants(schema: Schema): readonly Schema[] {
  return [schema, ...(schema.allOf ?? [])];
}

/** An object: `used` collects which of the SDK's keys found a place. */
function mapObject(schema: Schema, sent: Props, path: string, used: Set<string>, violations: Violation[]): Props {
  const body: Props = {};
  const chosen = chooseVariant(schema, sent);
  for (const part of [...variants(schema), ...(chosen ? variants(chosen) : [])]) {
    for (const [name, property] of Object.entries(part.properties ?? {})) {
      if (property["x-client-flatten"] === true) {
        // Where both have a property of one name (a workbook's tags), the input is that of the resource.
        const own = new Set(Object.keys(part.properties ?? {}));
        const below = Object.fromEntries(Object.entries(sent).filter(([key]) => !own.has(key)));
        const inner = mapObject(property, below, path, used, violations);
        if (Object.keys(inner).length > 0 || part.required?.includes(name) === true) {
          body[name] = { ...(isObject(body[name]) ? body[name] : {}), ...inner };
        }
        continue;
      }
      const key = property["x-sdkName"] ?? name;
      const value = sent[key];
      if (value === undefined) continue;
      used.add(key);
      const where = path === "" ? key : `${path}.${key}`;
      if (property["x-readOnly"] === true) {
        violations.push({ path: where, message: `'${where}' is read-only and cannot be set` });
        continue;
      }
      body[name] = mapValue(property, value, where, violations);
    }
    if (part.additionalProperties !== undefined && part.additionalProperties !== false) {
      for (const [key, value] of Object.entries(sent)) {
        if (used.has(key)) continue;
        used.add(key);
        const where = path === "" ? key : `${path}.${key}`;
        body[key] = isObject(part.additionalProperties)
          ? mapValue(part.additionalProperties, value, where, violations)
          : value;
      }
    }
  }
  return body;
}

function mapValue(schema: Schema, value: Value, path: string, violations: Violation[]): Value {
  if (value === UNKNOWN || schema["x-freeForm"] === true) return value;
  if (schema["x-sdkKeysAsArray"] === true && Array.isArray(value)) {
    return Object.fromEntries(value.flatMap((key) => (typeof key === "string" ? [[key, {}]] : [])));
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.map((item, index) => mapValue(items, item, `${path}[${index}]`, violations)) : value;
  }
  if (!isObject(value)) return value;
  const described = schema.properties !== undefined || schema.anyOf !== undefined || schema.allOf !== undefined;
  if (!described && schema.additionalProperties === undefined) return value;
  const used = new Set<string>();
  const body = mapObject(schema, value, path, used, violations);
  reportUnused(value, used, path, violations, {});
  return body;
}

/** The member of an anyOf whose discriminator has the value that was sent. */
function chooseVariant(schema: Schema, sent: Props): Schema | undefined {
  if (!schema.anyOf) return undefined;
  const discriminator = schema["x-discriminator"];
  if (discriminator === undefined) return schema.anyOf.find((variant) => variant.properties !== undefined);
  const wanted = sent[discriminator];
  return schema.anyOf.find((variant) => {
    const property = variants(variant).flatMap((part) => part.properties?.[discriminator] ?? [])[0] as
      (Schema & { const?: Value }) | undefined;
    return property !== undefined && (property.enum?.includes(wanted ?? null) === true || property.const === wanted);
  });
}

function reportUnused(
  sent: Props,
  used: ReadonlySet<string>,
  path: string,
  violations: Violation[],
  notInBody: Readonly<Record<string, string>>,
): void {
  for (const key of Object.keys(sent)) {
    if (used.has(key) || key in notInBody) continue;
    const where = path === "" ? key : `${path}.${key}`;
    violations.push({ path: where, message: `'${where}' is not a property that Azure knows here` });
  }
}
