// What a program must have said, where only Azure's answer is known; and what of it may be remembered.
import type { Resource } from "../model/cloud.ts";
import { parseId } from "../model/ids.ts";
import type { Draft, Kind } from "../model/kind.ts";
import { equal, isObject, leafPaths, textAt, without } from "../model/values.ts";
import type { Props } from "../model/values.ts";

/** The inputs of a resource that is imported. */
export function inputsOf(kind: Kind, resource: Resource): Props {
  const names = parseId(kind.path, resource.id) ?? {};
  const parameters = Object.fromEntries(Object.entries(names).filter(([name]) => name !== "subscriptionId"));
  const sent = without(
    resource.properties,
    resource.computed.filter((path) => path !== "name" || !("name" in parameters)),
  );
  return { ...(kind.imported?.(resource.properties) ?? dropEmpty(sent)), ...parameters };
}

/** Salted hashes of what was secret, in the place of the values. */
export function secretHashes({ inputs, secrets, kind, cloud }: Draft): Record<string, string> {
  const paths = [...leafPaths(inputs)].filter(
    (path) => secrets.has(path) || kind.writeOnly?.some((hidden) => path === hidden || path.startsWith(`${hidden}.`)),
  );
  return Object.fromEntries(
    paths.flatMap((path) => {
      const value = textAt(inputs, path);
      return value === undefined ? [] : [[path, cloud.hash(value)]];
    }),
  );
}

function dropEmpty(props: Props): Props {
  const result: Props = {};
  for (const [key, value] of Object.entries(props)) {
    const inner = isObject(value) ? dropEmpty(value) : value;
    if (isObject(inner) && Object.keys(inner).length === 0 && !equal(value, {})) continue;
    result[key] = inner;
  }
  return result;
}
