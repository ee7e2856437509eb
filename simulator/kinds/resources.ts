// Resource groups: where everything else lies, and what a deletion takes along.
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
    outputs: () => ({ properties: { provisioningState: "Succeeded" } }),
  },
];
