// Names and places that a program leaves out, as azure-native makes them up at Check.
import { createHash } from "node:crypto";
import type { Cloud } from "../model/cloud.ts";
import { parametersOf } from "../model/ids.ts";
import type { Caller, Kind } from "../model/kind.ts";
import { UNKNOWN, textAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";

/** Set where the name was made up: a replacement can then be created before the old one goes. */
export const FIXED_AT_BIRTH = "__createBeforeDelete";

export interface Naming {
  readonly mode: "propose" | "enforce" | "disable";
  readonly name: string;
}

export function nameIt(
  kind: Kind,
  urn: string,
  olds: Props,
  inputs: Props,
  seed: string,
  naming: Naming | undefined,
): void {
  const parameter = parametersOf(kind.path).at(-1);
  if (parameter === undefined || inputs[parameter] !== undefined) return;
  if (olds[parameter] !== undefined) {
    inputs[parameter] = olds[parameter];
    if (olds[FIXED_AT_BIRTH] !== undefined) inputs[FIXED_AT_BIRTH] = olds[FIXED_AT_BIRTH];
    return;
  }
  if (naming?.mode === "disable") return;
  if (naming === undefined && liesInAnother(kind)) {
    inputs[parameter] = urn.split("::").at(-1) ?? "";
    return;
  }
  const hex = createHash("sha256").update(`${urn}\n${seed}`).digest("hex");
  if (kind.autoName === "uuid") {
    inputs[parameter] =
      `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  } else if (naming) {
    inputs[parameter] = naming.name;
  } else {
    inputs[parameter] = `${urn.split("::").at(-1) ?? ""}${hex.slice(0, 8)}`;
  }
  inputs[FIXED_AT_BIRTH] = true;
}

/**
 * What lies in another resource is called as the program calls it, and can so not be replaced before the old one goes
 * (pulumi-azure-native's own recordings: TestProviderUpgrade/upgrade-keyvault, the secret and the key).
 */
function liesInAnother({ path, extension, autoName }: Kind): boolean {
  // A group lies in the subscription, and gets a name of chance as whatever lies in it (the docs' "Auto-naming").
  if (extension === true || autoName === "uuid" || !path.includes("/providers/")) return false;
  return (path.split("/providers/").at(-1) ?? "").split("/").length > 3;
}

/** From before, from the configuration, or from the resource group. */
export function defaultLocation(cloud: Cloud, olds: Props, inputs: Props, caller: Caller): string | undefined {
  const before = textAt(olds, "location");
  if (before !== undefined) return before;
  if (caller.location !== undefined) return caller.location;
  const group = textAt(inputs, "resourceGroupName");
  if (group === undefined) return undefined;
  if (group === UNKNOWN) return UNKNOWN;
  const id = `/subscriptions/${caller.subscriptionId}/resourceGroups/${group}`;
  return textAt(cloud.get(id)?.properties, "location");
}
