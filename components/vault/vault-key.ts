// A key never leaves its vault and rotates itself there. What this file removes: a key that is used for ever, and a key
// whose permissions come with those on everything else in the vault.
import * as keyvault from "../azure/keyvault.ts";
import * as pulumi from "@pulumi/pulumi";
import { grant } from "../authorization/grant.ts";
import type { Grantee } from "../authorization/grantee.ts";
import type { RoleName } from "../authorization/roles.ts";
import type { DeclaredKey } from "./declared.ts";
import { expiresAt } from "./expiry.ts";
import { isRsa, keyProblems, NOTIFY_DAYS, resolveKey, rotationPolicy } from "./key-policy.ts";
import { refuse, validateObject } from "./object-name.ts";
import { objectTags } from "./object-tags.ts";
import type { VaultContext } from "./vault-context.ts";

export interface VaultKeyArgs {
  /** Name in the vault: `<app>-<env>-<purpose>`, 1 to 127 letters, digits and hyphens. */
  readonly keyName: string;
  readonly purpose: string;
  /** E-mail address of who answers for it. */
  readonly owner: string;
  /** "-HSM" needs a premium vault. A key's type, size and curve never change: declare a new key instead. */
  readonly type: "RSA" | "RSA-HSM" | "EC" | "EC-HSM";
  /** Bits of an RSA key. @default 3072 */
  readonly size?: 2048 | 3072 | 4096;
  /** Curve of an EC key. @default "P-256" */
  readonly curve?: "P-256" | "P-384" | "P-521";
  /** Days between two versions, 7 to 90. */
  readonly rotationDays: number;
}

export class VaultKey {
  readonly id: pulumi.Output<string>;
  readonly keyName: string;
  /** Without a version, so that a consumer follows rotation. */
  readonly uri: string;
  /** With the version that was current when Pulumi last looked, for who must name one. */
  readonly versionedUri: pulumi.Output<string>;
  /** What `strongroom vault` keeps the key to. */
  readonly declared: DeclaredKey;
  readonly #name: string;
  readonly #context: VaultContext;
  readonly #rsa: boolean;

  constructor(name: string, args: VaultKeyArgs, context: VaultContext) {
    validateObject(`VaultKey ${name}`, "keyName", args.keyName, args);
    refuse(`VaultKey ${name}`, keyProblems(args, context.sku));
    const { size, curve, lifetimeDays } = resolveKey(args);
    const tags = objectTags(`VaultKey ${name}`, context.tags, {
      owner: args.owner,
      purpose: args.purpose,
      "rotation-days": String(args.rotationDays),
      "rotated-by": "key-vault",
    });

    const key = new keyvault.Key(
      name,
      {
        keyName: args.keyName,
        vaultName: context.vault.name,
        resourceGroupName: context.resourceGroupName,
        properties: {
          kty: args.type,
          ...(size === undefined ? {} : { keySize: size }),
          ...(curve === undefined ? {} : { curveName: curve }),
          keyOps: isRsa(args) ? ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"] : ["sign", "verify"],
          attributes: { enabled: true, exportable: false, expires: expiresAt(context.platform.now, lifetimeDays) },
          rotationPolicy: rotationPolicy(args),
        },
        tags,
      },
      {
        parent: context.parent,
        // Azure takes what is written here when it creates the key, and silently nothing afterwards.
        ignoreChanges: ["properties", "tags"],
        // Deleting would need a path to the private vault, and what the key encrypts would be lost with it.
        retainOnDelete: true,
      },
    );
    this.id = key.id;
    this.keyName = args.keyName;
    this.versionedUri = key.keyUriWithVersion;
    this.uri = `${context.uri}keys/${args.keyName}`;
    this.declared = {
      name: args.keyName,
      tags,
      type: args.type,
      ...(size === undefined ? {} : { size }),
      ...(curve === undefined ? {} : { curve }),
      rotationDays: args.rotationDays,
      lifetimeDays,
      notifyDays: NOTIFY_DAYS,
    };
    this.#name = name;
    this.#context = context;
    this.#rsa = isRsa(args);
  }

  /** May encrypt, decrypt, sign, verify, wrap and unwrap with this one key: Key Vault Crypto User. */
  grantEncryptDecrypt(to: Grantee): this {
    return this.#grant(to, "use", "Key Vault Crypto User");
  }

  /** May wrap and unwrap with this one key, as envelope encryption does: Key Vault Crypto Service Encryption User. */
  grantWrapUnwrap(to: Grantee): this {
    if (!this.#rsa) {
      throw new pulumi.RunError(
        `VaultKey ${this.#name}: wrapUnwrap: ${to.granteeName}: an EC key signs and verifies only; declare an RSA key`,
      );
    }
    return this.#grant(to, "wrap", "Key Vault Crypto Service Encryption User");
  }

  #grant(to: Grantee, what: string, role: RoleName): this {
    grant(
      `${this.#name}-${what}-${to.granteeName}`,
      { to, role, scope: this.id, subscriptionId: this.#context.platform.subscriptionId },
      { parent: this.#context.parent },
    );
    return this;
  }
}
