// Azure Resource Manager writes a secret's metadata only together with its value, and a key's policy only when it creates
// the key. A change in a manifest would therefore vanish: Pulumi, told to ignore it, would show nothing. This component
// holds what is declared as its inputs, so that the preview shows the change; `strongroom vault apply` carries it out.
import * as pulumi from "@pulumi/pulumi";
import type { DeclaredKey, DeclaredSecret } from "./declared.ts";

export interface VaultContentsArgs {
  readonly vault: string;
  /** By name, so that a preview names what changes. */
  readonly secrets: Readonly<Record<string, DeclaredSecret>>;
  readonly keys: Readonly<Record<string, DeclaredKey>>;
}

export class VaultContents extends pulumi.ComponentResource {
  constructor(name: string, args: VaultContentsArgs, opts: pulumi.ComponentResourceOptions) {
    super("strongroom:vault:Contents", name, args, opts);
    this.registerOutputs();
  }
}

/** One for each vault, however many objects there are: a registration costs more than a field. */
export function declareContents(
  name: string,
  declared: {
    readonly vault: string;
    readonly secrets: readonly DeclaredSecret[];
    readonly keys: readonly DeclaredKey[];
  },
  opts: pulumi.ComponentResourceOptions,
): void {
  if (declared.secrets.length + declared.keys.length === 0) return;
  new VaultContents(
    name,
    { vault: declared.vault, secrets: byName(declared.secrets), keys: byName(declared.keys) },
    opts,
  );
}

function byName<T extends { readonly name: string }>(items: readonly T[]): Record<string, T> {
  return Object.fromEntries(items.map((item) => [item.name, item]));
}
