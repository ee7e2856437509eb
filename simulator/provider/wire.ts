// Between the engine's protobuf structures and plain values. Secrets are taken out of their wrapping on the way in, with
// their paths remembered, and wrapped again on the way out.
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { isObject } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";

type Struct = InstanceType<typeof structPb.Struct>;

/** Signatures of @pulumi/pulumi/runtime/rpc.js. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

export interface Decoded {
  readonly props: Props;
  /** Paths such as `properties.value` or `rules[0].key`. */
  readonly secrets: Set<string>;
}

export function decode(struct: Struct | undefined): Decoded {
  const secrets = new Set<string>();
  const props = struct?.toJavaScript() ?? {};
  return { props: plain(props, "", secrets) as Props, secrets };
}

export function encode(props: Props, secrets: ReadonlySet<string>): Struct {
  return structPb.Struct.fromJavaScript(wrap(props, "", secrets) as Record<string, structPb.JavaScriptValue>);
}

/** Nulls go, as azure-native's SkipNulls does. */
function plain(value: Value, path: string, secrets: Set<string>): Value {
  if (Array.isArray(value)) return value.map((item, index) => plain(item, `${path}[${index}]`, secrets));
  if (!isObject(value)) return value;
  if (value[SIGNATURE] === SECRET) {
    secrets.add(path);
    return plain(value["value"] ?? null, path, secrets);
  }
  const result: Props = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== null) result[key] = plain(item, path === "" ? key : `${path}.${key}`, secrets);
  }
  return result;
}

function wrap(value: Value, path: string, secrets: ReadonlySet<string>): Value {
  let result: Value = value;
  if (Array.isArray(value)) result = value.map((item, index) => wrap(item, `${path}[${index}]`, secrets));
  else if (isObject(value)) {
    result = {};
    for (const [key, item] of Object.entries(value as Record<string, Value | undefined>)) {
      if (item !== undefined) result[key] = wrap(item, path === "" ? key : `${path}.${key}`, secrets);
    }
  }
  return path !== "" && secrets.has(path) ? { [SIGNATURE]: SECRET, value: result } : result;
}
