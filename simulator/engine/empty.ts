// google.protobuf.Empty as @pulumi/pulumi knows it. Its generated services check messages with `instanceof` against the copy of
// google-protobuf that the package brings along, which may not be the one that npm puts at the top.
import { createRequire } from "node:module";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb.js";

const fromPulumi = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
const module = fromPulumi("google-protobuf/google/protobuf/empty_pb.js") as { readonly Empty: new () => Empty };

/** An empty answer that the generated services accept. */
export function empty(): Empty {
  return new module.Empty();
}
