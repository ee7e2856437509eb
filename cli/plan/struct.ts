// google.protobuf.Struct as @pulumi/pulumi knows it: it brings its own copy of google-protobuf, and messages of another copy
// do not fit into its own.
import { createRequire } from "node:module";
import type { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb.js";

const fromPulumi = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
const module = fromPulumi("google-protobuf/google/protobuf/struct_pb.js") as { readonly Struct: typeof Struct };

/** Packs a record for the wire. */
export function struct(fields: Readonly<Record<string, unknown>>): Struct {
  return module.Struct.fromJavaScript(fields as Record<string, JavaScriptValue>);
}
