// Resource groups: where everything else lies, and what a deletion takes along.
import { REGIONS } from "../../facts/regions.ts";
import { AzureError } from "../model/errors.ts";
import { region } from "../model/rules.ts";
import { UNKNOWN, textAt } from "../model/values.ts";
import type { Kind } from "../model/kind.ts";
import { GROUP } from "../model/kind.ts";

export const resourcesKinds: readonly Kind[] = [
  {
    type: "azure-native:resources:ResourceGroup",
    path: GROUP,
    apiVersion: "2024-03-01",
    located: true,
    required: ["location"],
    replaceOn: ["location"],
    check: ({ inputs, existing }) => {
      const location = textAt(inputs, "location") ?? "";
      if (existing || location === UNKNOWN || REGIONS.has(region(location)) || /euap$/.test(region(location))) return;
      throw new AzureError(
        400,
        "LocationNotAvailableForResourceGroup",
        `The provided location '${location}' is not available for resource group. List of available regions is '${[...REGIONS.keys()].join(",")}'.`,
      );
    },
    outputs: () => ({ properties: { provisioningState: "Succeeded" } }),
  },
];
