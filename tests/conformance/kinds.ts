// Which kind of simulated Azure an exchange concerns, and whether it is a write at all.
import { KINDS } from "../../simulator/kinds/index.ts";
import { parametersOf, parseId, resourceTypeOf } from "../../simulator/model/ids.ts";
import type { Kind } from "../../simulator/model/kind.ts";
import type { Recorded } from "./recordings.ts";

/** A POST of Resource Manager is an action (failover, validate, list keys): no provider sends one for a resource. */
const WRITES = ["PUT", "PATCH", "DELETE"];

const NATIVE = [...KINDS.values()].filter((kind) => kind.type.startsWith("azure-native:"));

/** The kind whose id has the shape of `id`, undefined where simulated Azure knows none. */
export function kindOf(id: string): Kind | undefined {
  const wanted = resourceTypeOf(id).toLowerCase();
  const fitting = NATIVE.filter((kind) => {
    if (kind.path.endsWith("resourceGroups/{resourceGroupName}"))
      return /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(id);
    return resourceTypeOf(kind.path).toLowerCase() === wanted && parseId(kind.path, id) !== undefined;
  });
  // A lock fits both of its kinds: the one with more of the path in its template says more.
  return fitting.sort((a, b) => parametersOf(b.path).length - parametersOf(a.path).length)[0];
}

/** Every write, and every refusal of one, of a kind that simulated Azure knows. */
export function concerns(exchange: Recorded): Kind | undefined {
  if (!WRITES.includes(exchange.method)) return undefined;
  return kindOf(exchange.path.split("?")[0] ?? "");
}
