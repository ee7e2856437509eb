// Plain values, and where the secrets among them are. Keeping the two apart is what lets the simulator write its state
// without ever writing a secret.

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Props = Record<string, Value>;

/** The text by which the Pulumi engine says "not known before the deployment" (@pulumi/pulumi/runtime/rpc.js). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isObject(value: unknown): value is Props {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => equal(a[key], b[key]));
  }
  return false;
}

/** `over` wins; objects merge key by key, arrays are replaced whole. */
export function merge(under: Props, over: Props): Props {
  const result: Props = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(below) && isObject(value) ? merge(below, value) : value;
  }
  return result;
}

/** Reads `a.b.c`; list indexes are not supported, because no rule needs them. */
export function at(props: Props | undefined, path: string): Value | undefined {
  let value: Value | undefined = props;
  for (const key of path.split(".")) {
    if (!isObject(value)) return undefined;
    value = value[key];
  }
  return value;
}

export function textAt(props: Props | undefined, path: string): string | undefined {
  const value = at(props, path);
  return typeof value === "string" ? value : undefined;
}

export function numberAt(props: Props | undefined, path: string): number | undefined {
  const value = at(props, path);
  return typeof value === "number" ? value : undefined;
}

/** The texts of a list; anything else in it is left to the contract to refuse. */
export function textsAt(props: Props | undefined, path: string): string[] {
  return listAt(props, path).filter((item) => typeof item === "string");
}

export function listAt(props: Props | undefined, path: string): Value[] {
  const value = at(props, path);
  return Array.isArray(value) ? value : [];
}

export function objectsAt(props: Props | undefined, path: string): Props[] {
  return listAt(props, path).filter(isObject);
}

/** A copy without the values at `paths` (`a.b.c`). */
export function without(props: Props, paths: readonly string[]): Props {
  const result = new Map(Object.entries(props));
  for (const path of paths) {
    const dot = path.indexOf(".");
    if (dot < 0) {
      result.delete(path);
      continue;
    }
    const head = path.slice(0, dot);
    const inner = result.get(head);
    if (isObject(inner)) result.set(head, without(inner, [path.slice(dot + 1)]));
  }
  return Object.fromEntries(result);
}

/** The paths of every leaf, `a.b.c`; a list counts as a leaf. */
export function leafPaths(props: Props, prefix = ""): string[] {
  return Object.entries(props).flatMap(([key, value]) =>
    isObject(value) && Object.keys(value).length > 0 ? leafPaths(value, `${prefix}${key}.`) : [prefix + key],
  );
}
