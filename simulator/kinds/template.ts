// What an ARM template says once its parameters are filled in: Azure holds the parameters to their declared types, and
// evaluates each value as a whole. Only the expressions that the program needs are known.
import { AzureError, ProviderError } from "../model/errors.ts";
import type { Draft } from "../model/kind.ts";
import { at, isObject, objectsAt, textAt } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";

export interface TemplateResource {
  readonly type: string;
  /** `vault/secret`: the names from the outermost on. */
  readonly names: readonly string[];
  /** Without what steers the deployment. */
  readonly body: Props;
}

/** How the deployment's history calls a type, and what it takes (learn: Data types in ARM templates). */
const TYPES: Readonly<Record<string, { shown: string; expected: string; fits: (value: Value) => boolean }>> = {
  string: { shown: "String", expected: "String, Uri", fits: (value) => typeof value === "string" },
  securestring: { shown: "SecureString", expected: "String, Uri", fits: (value) => typeof value === "string" },
  int: { shown: "Int", expected: "Integer", fits: Number.isInteger },
  bool: { shown: "Bool", expected: "Boolean", fits: (value) => typeof value === "boolean" },
  object: { shown: "Object", expected: "Object", fits: isObject },
  secureobject: { shown: "SecureObject", expected: "Object", fits: isObject },
  array: { shown: "Array", expected: "Array", fits: Array.isArray },
};

/** Keys of a resource that are for Resource Manager alone. */
const STEERING = ["type", "apiVersion", "name", "dependsOn", "comments", "condition"];

export function resourcesIn({ inputs }: Draft): TemplateResource[] {
  const parameters = parametersOf(inputs);
  return objectsAt(inputs, "properties.template.resources").map((resource) => {
    const name = evaluate(resource["name"] ?? "", parameters);
    const body = Object.entries(resource).filter(([key]) => !STEERING.includes(key));
    return {
      type: textAt(resource, "type") ?? "",
      names: (typeof name === "string" ? name : "").split("/"),
      body: Object.fromEntries(body.map(([key, value]) => [key, evaluate(value, parameters)])),
    };
  });
}

/**
 * As the history shows them to whoever may read it: of a secure one the type alone. What Pulumi holds to be secret is
 * left out as well, since nothing secret is stored here; Azure would show it.
 */
export function parametersShown({ inputs, secrets }: Draft): Props {
  const given = at(inputs, "properties.parameters");
  return Object.fromEntries(
    Object.entries(isObject(given) ? given : {}).map(([name, sent]): [string, Value] => {
      const type = textAt(inputs, `properties.template.parameters.${name}.type`)?.toLowerCase() ?? "";
      const place = `properties.parameters.${name}.value`;
      const hidden = type.startsWith("secure") || [...secrets].some((path) => path.startsWith(place));
      const value = isObject(sent) ? sent["value"] : undefined;
      return [name, { type: TYPES[type]?.shown ?? type, ...(hidden || value === undefined ? {} : { value }) }];
    }),
  );
}

/** Every declared parameter with its value. */
function parametersOf(inputs: Props): ReadonlyMap<string, Value> {
  const declared = at(inputs, "properties.template.parameters");
  const given = at(inputs, "properties.parameters");
  const known = isObject(declared) ? declared : {};
  const sent = isObject(given) ? given : {};
  const strange = Object.keys(sent).filter((name) => !(name in known));
  if (strange.length > 0) {
    throw invalid(
      `The template parameters '${strange.join(", ")}' in the parameters file are not valid; they are not present in the original template and can therefore not be provided at deployment time. The only supported parameters for this template are '${Object.keys(known).join(", ")}'.`,
    );
  }
  return new Map(
    Object.keys(known).map((name) => {
      const value = at(sent, `${name}.value`) ?? at(known, `${name}.defaultValue`);
      if (value === undefined) throw invalid(`The value for the template parameter '${name}' is not provided.`);
      const type = TYPES[textAt(known, `${name}.type`)?.toLowerCase() ?? ""];
      if (type?.fits(value) !== true) {
        throw invalid(
          `The provided value for the template parameter '${name}' is not valid. Expected a value of type '${type?.expected ?? "that exists"}'.`,
        );
      }
      return [name, value];
    }),
  );
}

function invalid(why: string): AzureError {
  return new AzureError(400, "InvalidTemplate", `Deployment template validation failed: '${why}'.`);
}

/** `[parameters('x')]` and `[concat(parameters('x'), 'text')]`, at any depth; anything else in brackets is refused. */
function evaluate(value: Value, parameters: ReadonlyMap<string, Value>): Value {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, parameters));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluate(item, parameters)]));
  }
  if (typeof value !== "string" || !value.startsWith("[")) return value;
  const body = value.slice(1, -1);
  const list = /^concat\((.*)\)$/.exec(body)?.[1];
  if (list === undefined) return argument(body, value, parameters);
  const parts = list.split(/,\s*/).map((part) => argument(part, value, parameters));
  if (!parts.every((part) => typeof part === "string")) throw unknown(value);
  return parts.join("");
}

function argument(part: string, expression: string, parameters: ReadonlyMap<string, Value>): Value {
  const literal = /^'([^']*)'$/.exec(part)?.[1];
  const name = /^parameters\('([^']+)'\)$/.exec(part)?.[1];
  const value = literal ?? (name === undefined ? undefined : parameters.get(name));
  if (value === undefined) throw unknown(expression);
  return value;
}

function unknown(expression: string): ProviderError {
  return new ProviderError(`simulated Azure cannot evaluate the template expression ${expression}`);
}
