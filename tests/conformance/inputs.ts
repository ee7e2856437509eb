// A recorded request as azure-native would have been given it.
import type { Schema } from "../../simulator/contract/mapping.ts";
import { fromBody, fromUndescribed, schemaOf } from "../../simulator/contract/from-body.ts";
import type { Direction } from "../../simulator/contract/from-body.ts";
import { defines } from "./api-versions.ts";
import { parseId, resourceTypeOf } from "../../simulator/model/ids.ts";
import type { Kind } from "../../simulator/model/kind.ts";
import { isObject } from "../../simulator/model/values.ts";
import type { Props, Value } from "../../simulator/model/values.ts";

const schemas = new Map<string, Schema | undefined>();

/** The body in the SDK's shape, without the parameters of the path. */
export function sdkShape(kind: Kind, body: Props, direction: Direction, folder: string | undefined): Props {
  const key = `${folder ?? ""}\n${kind.type}`;
  if (!schemas.has(key)) schemas.set(key, schemaOf(kind.type, folder));
  const schema = schemas.get(key);
  if (schema !== undefined) return withoutNulls(fromBody(schema, body, direction));
  const shaped = fromUndescribed(body, kind.required?.includes("properties") === true);
  // Tools repeat the name and the id of the path in their bodies; azure-native has them as parameters.
  if (direction === "answer") return shaped;
  return sendable(without(shaped, ["id", "name", "type", "etag", "provisioningState"]), kind, "");
}

/** What the version that azure-native calls does not define, it cannot send. */
function sendable(props: Props, kind: Kind, path: string): Props {
  return Object.fromEntries(
    Object.entries(props).flatMap(([key, value]): [string, Value][] => {
      // The table has no `properties` around the others.
      const name = key === "properties" ? path : path === "" ? key : `${path}.${key}`;
      if (name !== path && defines(resourceTypeOf(kind.path), kind.apiVersion ?? "", name) === false) return [];
      if (Array.isArray(value))
        return [[key, value.map((item) => (isObject(item) ? sendable(item, kind, name) : item))]];
      return [[key, isObject(value) ? sendable(value, kind, name) : value]];
    }),
  );
}

/** With the parameters of the path, as a program would have named them. */
export function inputsFor(kind: Kind, id: string, body: Props, folder: string | undefined): Props {
  const names = parseId(kind.path, id) ?? {};
  const parameters = Object.fromEntries(Object.entries(names).filter(([name]) => name !== "subscriptionId"));
  return { ...sdkShape(kind, body, "request", folder), ...parameters };
}

function without(props: Props, keys: readonly string[]): Props {
  return Object.fromEntries(Object.entries(props).filter(([key]) => !keys.includes(key)));
}

function withoutNulls(props: Props): Props {
  return Object.fromEntries(
    Object.entries(props).flatMap(([key, value]): [string, Value][] => (value === null ? [] : [[key, cleaned(value)]])),
  );
}

function cleaned(value: Value): Value {
  return Array.isArray(value) ? value.map(cleaned) : isObject(value) ? withoutNulls(value) : value;
}
