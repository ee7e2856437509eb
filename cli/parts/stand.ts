// Where the program stands: which folder, stack and settings it reads. Pulumi takes these from the environment of a process; here one
// process reads two revisions and several stacks, one after the other, so that a manifest that all of them have is read once.
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";

export interface Place {
  /** Folder of Pulumi.yaml. */
  readonly folder: string;
  readonly project: string;
  readonly stack: string;
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

interface Store {
  readonly settings: { readonly options: { rootDirectory?: string } };
}

// Not in the SDK's index (@pulumi/pulumi, runtime/state.js): the folder of Pulumi.yaml can be set by nothing else after the start.
const state = createRequire(import.meta.url)("@pulumi/pulumi/runtime/state.js") as { readonly getStore: () => Store };

/** To be called inside an evaluation: settings belong to it. */
export function standAt({ folder, values, secretKeys }: Place): void {
  state.getStore().settings.options.rootDirectory = folder;
  process.env["PULUMI_CONFIG_SECRET_KEYS"] = JSON.stringify(secretKeys);
  pulumi.runtime.setAllConfig({ ...values }, [...secretKeys]);
}
