// What the objects of a vault need to know of it.
import type * as keyvault from "../azure/keyvault.ts";
import type * as pulumi from "@pulumi/pulumi";
import type { PartPlatform } from "../platform.ts";

export interface VaultContext {
  readonly platform: PartPlatform;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  readonly sku: "standard" | "premium";
  readonly vault: keyvault.Vault;
  readonly vaultName: string;
  /** `https://<vault>.…/` */
  readonly uri: string;
  readonly parent: pulumi.ComponentResource;
}
