// A key never leaves its vault and rotates itself there. What this file removes: a key that is used for ever, and a key
// whose permissions come with those on everything else in the vault.
import * as keyvault from "../azure/keyvault.ts";
import * as pulumi from "@pulumi/pulumi";
import { grant } from "../authorization/grant.ts";
import type { Grantee } from "../authorization/grantee.ts";
import { EC_KEY_WORDS, wordGrant, type KeyWord } from "../authorization/object-roles.ts";
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

/**
 * A key that rotates by itself and never leaves the vault; one word for each thing that can be done with it.
 *
 * @example
 * vault
 *   .key("cards", {
 *     keyName: "payments-prod-cards",
 *     purpose: "Encrypts card numbers",
 *     owner: "payments-team@contoso.com",
 *     type: "RSA",
 *     rotationDays: 90,
 *   })
 *   .grant("decrypt", api);
 */
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
  readonly #granted = new Set<string>();

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

    const key = keyvault.newKey(
      context.platform,
      name,
      {
        keyName: args.keyName,
        vaultName: context.vault.name,
        resourceGroupName: context.resourceGroupName,
        properties: {
          kty: args.type,
          ...(size === undefined ? {} : { keySize: size }),
          ...(curve === undefined ? {} : { curveName: curve }),
          keyOps: isRsa(args) ? ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"] : [...EC_KEY_WORDS],
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

  /** May do what the word says with this one key, and read its public half. */
  grant(word: KeyWord, to: Grantee): this {
    if (!this.#rsa && !EC_KEY_WORDS.includes(word)) {
      throw new pulumi.RunError(
        `VaultKey ${this.#name}: ${word}: ${to.granteeName}: an EC key signs and verifies only; declare an RSA key`,
      );
    }
    const { platform, parent } = this.#context;
    const { verb, ...how } = wordGrant(word, platform);
    const name = `${this.#name}-${verb}-${to.granteeName}`;
    // Several words may be one of Azure's roles, which can be assigned once.
    if (this.#granted.has(name)) return this;
    this.#granted.add(name);
    grant(name, { to, ...how, scope: this.id, subscriptionId: platform.subscriptionId }, { parent });
    return this;
  }

  grantSign(to: Grantee): this {
    return this.grant("sign", to);
  }

  grantVerify(to: Grantee): this {
    return this.grant("verify", to);
  }

  grantEncrypt(to: Grantee): this {
    return this.grant("encrypt", to);
  }

  grantDecrypt(to: Grantee): this {
    return this.grant("decrypt", to);
  }

  grantWrap(to: Grantee): this {
    return this.grant("wrap", to);
  }

  grantUnwrap(to: Grantee): this {
    return this.grant("unwrap", to);
  }
}
