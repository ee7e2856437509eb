// The world before a recorded exchange: what must exist, and what must not. A recording shows none of it; it follows from what
// is named, and from the answer.
import { keyOf } from "../../simulator/model/ids.ts";
import { above, exist, idsIn, locationOf } from "./existing.ts";
import type { World } from "./existing.ts";
import { refusalOf } from "./recordings.ts";
import { arrangeRefusal, missingFrom } from "./refusal-worlds.ts";
import { USES } from "./uses.ts";

export function setUp(world: World): void {
  const { exchange, id, kind, cloud } = world;
  const missing = missingFrom(exchange, id);
  const location = locationOf(exchange);
  const wanted = [
    ...(kind.type === "azure-native:resources:ResourceGroup" ? [] : above(id)),
    // An update was built on what its answer still shows.
    ...idsIn([exchange.body, ...(exchange.update === true ? [exchange.response] : [])]).filter(
      (other) => keyOf(other) !== keyOf(id) && !keyOf(other).startsWith(`${keyOf(id)}/`),
    ),
  ];
  const all = new Set(wanted.flatMap((other) => [...above(other), other]));
  for (const other of all) {
    if (missing.some((gone) => keyOf(other) === gone || keyOf(other).startsWith(`${gone}/`))) continue;
    exist(cloud, other, location, exchange);
  }
  for (const arrange of USES) arrange(world, location);
  if (refusalOf(exchange))
    arrangeRefusal(world, (other, properties) => {
      exist(cloud, other, location, exchange, properties);
    });
}
