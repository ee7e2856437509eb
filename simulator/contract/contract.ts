// Holds a request to Azure's own definitions: what they do not allow, Azure would refuse after the deployment had begun.
// The definitions are data on this machine, found through STRONGROOM_AZURE_REST; without them nothing is held to them.
import * as fs from "node:fs";
import * as path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import { UserError } from "../../text/errors.ts";
import { AzureError } from "../model/errors.ts";
import { UNKNOWN, isObject } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";
import { toBody } from "./mapping.ts";
import type { Schema, Violation } from "./mapping.ts";

export type { Violation } from "./mapping.ts";

interface Definition {
  readonly schema: Schema;
  readonly validate: ValidateFunction;
}

const cache = new Map<string, Definition | undefined>();

/** Where the definitions are looked for when nobody names their folder. */
export const DEFINITIONS_BESIDE = path.resolve(import.meta.dirname, "../../../shared/azure-rest");

/** The folder of the definitions: as given, as STRONGROOM_AZURE_REST says, or beside the repository; undefined where there is none. */
export function definitionsFolder(given?: string): string | undefined {
  const asked = given ?? process.env["STRONGROOM_AZURE_REST"];
  if (asked !== undefined && asked !== "") {
    if (!fs.existsSync(asked)) {
      throw new UserError(
        `simulated Azure: ${asked} does not exist, name the folder of Azure's REST definitions or none`,
      );
    }
    return asked;
  }
  return fs.existsSync(DEFINITIONS_BESIDE) ? DEFINITIONS_BESIDE : undefined;
}

/** Type tokens that the folder describes. */
export function describedTypes(folder: string): string[] {
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => `azure-native:${file.replace(/\.json$/, "").replace(".", ":")}`)
    .sort();
}

/**
 * What Azure's definitions do not allow in the inputs of a resource, all of it at once; nothing for a type that the folder
 * does not describe. Unknown values of a plan satisfy everything.
 */
export function validateBody(type: string, inputs: Props, folder: string): Violation[] {
  const definition = definitionOf(type, folder);
  if (!definition) return [];
  const { body, violations } = toBody(definition.schema, inputs);
  const named = checkName(definition.schema, inputs);
  definition.validate(body);
  const errors = definition.validate.errors ?? [];
  return unique([...violations, ...named, ...errors.flatMap((error) => describe(error, body, errors))]);
}

/** As a refusal of Azure. */
export function bodyContract(folder: string): { check: (type: string, inputs: Props) => void } {
  return {
    check: (type, inputs) => {
      const violations = validateBody(type, inputs, folder);
      if (violations.length === 0) return;
      throw new AzureError(
        400,
        "InvalidRequestContent",
        `The request content was invalid and could not be deserialized: ${violations.map(({ message }) => message).join("; ")}.`,
      );
    },
  };
}

function definitionOf(type: string, folder: string): Definition | undefined {
  const key = `${folder}\n${type}`;
  if (cache.has(key)) return cache.get(key);
  const [, module, name] = type.split(":");
  const file = path.join(folder, `${module ?? ""}.${name ?? ""}.json`);
  let definition: Definition | undefined;
  if (/^[\w.]+$/.test(`${module ?? ""}.${name ?? ""}`) && type.startsWith("azure-native:") && fs.existsSync(file)) {
    const schema = JSON.parse(fs.readFileSync(file, "utf8")) as Schema;
    definition = {
      schema,
      validate: (compiler ??= newCompiler()).compile(withoutReadOnly(schema) as Record<string, unknown>),
    };
  }
  cache.set(key, definition);
  return definition;
}

let compiler: Ajv2020 | undefined;

function newCompiler(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true, validateSchema: false });
  ajvFormats.default(ajv);
  // Formats of Azure that no library knows.
  ajv.addFormat("arm-id", /^\/.+/);
  ajv.addFormat("unixtime", { type: "number", validate: (value: number) => Number.isInteger(value) });
  ajv.addFormat("base64url", /^[A-Za-z0-9_-]*={0,2}$/);
  return ajv;
}

/** What only Azure's answer has cannot be required of a request; `location` is filled in by azure-native. */
function withoutReadOnly(schema: Schema): Schema {
  if (Array.isArray(schema)) return schema.map(withoutReadOnly) as unknown as Schema;
  if (typeof schema !== "object") return schema;
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "required" && Array.isArray(value)) {
      result[key] = value.filter(
        (name) => schema.properties?.[String(name)]?.["x-readOnly"] !== true && name !== "location",
      );
    } else if (key === "properties" && isObject(value)) {
      result[key] = Object.fromEntries(
        Object.entries(value).flatMap(([name, property]) => {
          const inner = property as unknown as Schema;
          return inner["x-readOnly"] === true ? [] : [[name, withoutReadOnly(inner)]];
        }),
      );
    } else if (key === "$schema") {
      continue;
    } else {
      result[key] = typeof value === "object" && value !== null ? withoutReadOnly(value as Schema) : value;
    }
  }
  return result;
}

function checkName(schema: Schema, inputs: Props): Violation[] {
  const rule = schema["x-nameParameter"];
  const value = rule ? inputs[rule.name] : undefined;
  if (rule?.pattern === undefined || typeof value !== "string" || value === UNKNOWN) return [];
  if (new RegExp(rule.pattern).test(value)) return [];
  return [{ path: rule.name, message: `'${rule.name}' is '${value}', which does not match ${rule.pattern}` }];
}

function describe(error: ErrorObject, body: Props, all: readonly ErrorObject[]): Violation[] {
  const where = error.instancePath.slice(1).replaceAll("/", ".") || "the body";
  const value = error.data as Value;
  if (containsUnknown(error.instancePath, body) || value === UNKNOWN) return [];
  const shown = typeof value === "string" ? `'${value}'` : JSON.stringify(value);
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case "anyOf":
      // The members' own errors say more.
      return all.some((other) => other !== error && other.instancePath.startsWith(error.instancePath))
        ? []
        : [{ path: where, message: `'${where}' fits none of its forms` }];
    case "required":
      return [
        {
          path: where,
          message: `'${where === "the body" ? "" : `${where}.`}${String(params["missingProperty"])}' is required`,
        },
      ];
    case "enum":
      return [
        {
          path: where,
          message: `'${where}' is ${shown}, allowed are ${(params["allowedValues"] as Value[]).map((item) => (typeof item === "string" ? `'${item}'` : JSON.stringify(item))).join(", ")}`,
        },
      ];
    default:
      return [
        {
          path: where,
          message: `'${where}' is ${isObject(value) || Array.isArray(value) ? "wrong" : shown}: it ${error.message ?? "is not allowed"}`,
        },
      ];
  }
}

function containsUnknown(pointer: string, body: Props): boolean {
  let value: Value | undefined = body;
  for (const key of pointer.split("/").slice(1)) {
    if (value === UNKNOWN) return true;
    value = Array.isArray(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined;
  }
  return value === UNKNOWN;
}

function unique(violations: readonly Violation[]): Violation[] {
  return [...new Map(violations.map((violation) => [violation.message, violation])).values()];
}
