// Which change of an input makes Azure create the resource anew: losing it is what a reviewer must see. The facts stand in the
// simulated kinds, each with its source, and are held by the engine's tests; here they are only read.
import { KINDS } from "../../simulator/kinds/index.ts";
import { parametersOf } from "../../simulator/model/ids.ts";

/** Of kinds that stand nowhere: what azure-native puts into an id, by the ends of their names. */
const NAMES = /^(resourceGroupName|scope|resourceUri|.*Name)$/;

/** Azure moves no resource to another region in place (azure-docs, azure-resource-manager/management/move-region.md). */
const PLACE = "location";

/** Providers whose resources are replaced by any change, since nothing of them can be edited (pulumi-random: schema). */
const ALWAYS = /^random:/;

/** Whether a change at `path` (`identity.type`, `administrators`) replaces a resource of this type. */
export function replaces(type: string, path: string): boolean {
  if (ALWAYS.test(type)) return true;
  const [key = path] = path.split(/[.[]/);
  if (key === PLACE) return true;
  const kind = KINDS.get(type);
  if (kind === undefined) return type.startsWith("azure-native:") && NAMES.test(key);
  const forcing = [...parametersOf(kind.path), ...(kind.replaceOn ?? [])];
  return forcing.some((forced) => path === forced || path.startsWith(`${forced}.`) || path.startsWith(`${forced}[`));
}
