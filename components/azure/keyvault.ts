// The kinds of Key Vault that are used here, each from its own file: the module itself would load all of them, and every start
// of the program waits for that. There are two SDKs of them: azure-native's own, which calls 2024-11-01, and a local package
// for 2026-02-01, since Azure answers no earlier version after 27 February 2027 (docs/adr/0037). Each takes over what the
// other has deployed: Pulumi knows a resource by its type, and the types differ.
import { Key as Key2024 } from "@pulumi/azure-native/keyvault/key.js";
import { Secret as Secret2024 } from "@pulumi/azure-native/keyvault/secret.js";
import { Vault as Vault2024 } from "@pulumi/azure-native/keyvault/vault.js";
import type { KeyArgs } from "@pulumi/azure-native/keyvault/key.js";
import type { SecretArgs } from "@pulumi/azure-native/keyvault/secret.js";
import type { VaultArgs } from "@pulumi/azure-native/keyvault/vault.js";
import * as pulumi from "@pulumi/pulumi";
import { KEY_VAULT_PACKAGE, type KeyVaultApi } from "../../facts/local-packages.ts";
import { Key as Key2026 } from "./keyvault-v20260201/keyvault/key.js";
import { Secret as Secret2026 } from "./keyvault-v20260201/keyvault/secret.js";
import { Vault as Vault2026 } from "./keyvault-v20260201/keyvault/vault.js";

export type Vault = Vault2024 | Vault2026;
export type Secret = Secret2024 | Secret2026;
export type Key = Key2024 | Key2026;

/** Where nobody says which: the version that stays. */
export const DEFAULT_KEY_VAULT_API: KeyVaultApi = "2026-02-01";

/** What resources need to know of the platform. */
export interface WithKeyVaultApi {
  readonly keyVaultApi?: KeyVaultApi;
}

export function newVault(
  on: WithKeyVaultApi,
  name: string,
  args: VaultArgs,
  opts: pulumi.CustomResourceOptions,
): Vault {
  return is2024(on) ? new Vault2024(name, args, takingOver("Vault", opts)) : new Vault2026(name, args, opts);
}

/** A vault that exists, read and left as it is. */
export function getVault(
  on: WithKeyVaultApi,
  name: string,
  id: pulumi.Input<pulumi.ID>,
  opts: pulumi.CustomResourceOptions,
): Vault {
  return is2024(on) ? Vault2024.get(name, id, opts) : Vault2026.get(name, id, opts);
}

export function newSecret(
  on: WithKeyVaultApi,
  name: string,
  args: SecretArgs,
  opts: pulumi.CustomResourceOptions,
): Secret {
  return is2024(on) ? new Secret2024(name, args, takingOver("Secret", opts)) : new Secret2026(name, args, opts);
}

export function newKey(on: WithKeyVaultApi, name: string, args: KeyArgs, opts: pulumi.CustomResourceOptions): Key {
  return is2024(on) ? new Key2024(name, args, takingOver("Key", opts)) : new Key2026(name, args, opts);
}

function is2024({ keyVaultApi = DEFAULT_KEY_VAULT_API }: WithKeyVaultApi): boolean {
  return keyVaultApi === "2024-11-01";
}

/** The way back: azure-native's own SDK does not know the local package. The way there is in the local package's schema. */
function takingOver(kind: string, opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions(opts, { aliases: [{ type: `${KEY_VAULT_PACKAGE}:keyvault:${kind}` }] });
}
