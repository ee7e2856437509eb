// A secret is declared here and filled elsewhere. The program writes one random placeholder and never looks again: every
// later write of the resource would put the program's value over the one that the owner or the rotator has written.
import * as keyvault from "../azure/keyvault.ts";
import * as random from "@pulumi/random";
import type * as pulumi from "@pulumi/pulumi";
import { grant } from "../authorization/grant.ts";
import { customRole } from "../authorization/custom-role.ts";
import type { Grantee, WorkloadGrantee } from "../authorization/grantee.ts";
import type { RoleRef } from "../authorization/roles.ts";
import type { DeclaredRotation, DeclaredSecret } from "./declared.ts";
import { grantWord } from "./grant-word.ts";
import { expiresAt, OVERLAP_DAYS, rotationProblem } from "./expiry.ts";
import { lifecycleState, type LifecycleState, type Retirement } from "./lifecycle.ts";
import { MEDIA_TYPE, MEDIA_TYPE_HELP } from "../../facts/media-type.ts";
import { refuse, validateObject } from "./object-name.ts";
import { objectTags } from "./object-tags.ts";
import type { VaultContext } from "./vault-context.ts";

/** Characters of the placeholder; it opens nothing, but looks like what will replace it. */
const PLACEHOLDER_LENGTH = 32;

export interface VaultSecretArgs {
  /** Name in the vault: `<app>-<env>-<purpose>`, 1 to 127 letters, digits and hyphens. */
  readonly secretName: string;
  /** What it is for. */
  readonly purpose: string;
  /** E-mail address of who answers for it. */
  readonly owner: string;
  /** What the value is, such as `text/plain`. */
  readonly contentType: string;
  /** Days between two versions, 1 to 90. */
  readonly rotationDays: number;
  /** Who writes the next version. */
  readonly rotatedBy: string;
  /** How, for `strongroom rotate`. @default it is not rotated by it */
  readonly rotation?: DeclaredRotation;
  /** On its way out: after `until` nobody is granted it. @default in use */
  readonly retiring?: Retirement;
}

/**
 * A secret that is declared here and filled elsewhere.
 *
 * @example
 * vault
 *   .secret("stripe-key", {
 *     secretName: "payments-prod-stripe-key",
 *     purpose: "Charges cards",
 *     owner: "payments-team@contoso.com",
 *     contentType: "text/plain",
 *     rotationDays: 90,
 *     rotatedBy: "owner",
 *   })
 *   .grantRead(api);
 */
export class VaultSecret {
  readonly id: pulumi.Output<string>;
  readonly secretName: string;
  /** Without a version, so that a consumer follows rotation. */
  readonly uri: string;
  readonly state: LifecycleState;
  /** What `strongroom vault` keeps the secret to. */
  readonly declared: DeclaredSecret;
  readonly #name: string;
  readonly #context: VaultContext;

  constructor(name: string, args: VaultSecretArgs, context: VaultContext) {
    validateObject(`VaultSecret ${name}`, "secretName", args.secretName, args);
    const rotation = rotationProblem(args.rotationDays, 1);
    const isMediaType = MEDIA_TYPE.test(args.contentType);
    refuse(`VaultSecret ${name}`, [
      ...(rotation === undefined ? [] : [rotation]),
      ...(isMediaType ? [] : [`contentType: is no media type; ${MEDIA_TYPE_HELP}`]),
    ]);
    const lifetimeDays = args.rotationDays + OVERLAP_DAYS;
    // One tag is left to the rotation, which says on each version what it is.
    const tags = objectTags(`VaultSecret ${name}`, context.tags, {
      owner: args.owner,
      purpose: args.purpose,
      "rotation-days": String(args.rotationDays),
      "rotated-by": args.rotatedBy,
      ...(args.retiring === undefined ? {} : { retiring: `until ${args.retiring.until}: ${args.retiring.reason}` }),
    });

    const placeholder = new random.RandomPassword(
      `${name}-placeholder`,
      { length: PLACEHOLDER_LENGTH, special: false },
      { parent: context.parent },
    );
    const secret = keyvault.newSecret(
      context.platform,
      name,
      {
        secretName: args.secretName,
        vaultName: context.vault.name,
        resourceGroupName: context.resourceGroupName,
        properties: {
          value: placeholder.result,
          contentType: args.contentType,
          attributes: { enabled: true, expires: expiresAt(context.platform.now, lifetimeDays) },
        },
        tags,
      },
      {
        parent: context.parent,
        // Azure has no way to change a secret but to write a value: what comes after creation goes through the data plane.
        ignoreChanges: ["properties", "tags"],
        // Deleting would need a path to the private vault, and would take a live value with it.
        retainOnDelete: true,
      },
    );
    this.id = secret.id;
    this.secretName = args.secretName;
    this.uri = `${context.uri}secrets/${args.secretName}`;
    this.state = lifecycleState(args.retiring, context.platform.now);
    this.declared = {
      name: args.secretName,
      tags,
      contentType: args.contentType,
      lifetimeDays,
      ...(args.retiring === undefined ? {} : { retiresAfter: args.retiring.until }),
      ...(args.rotation === undefined ? {} : { rotation: args.rotation }),
    };
    this.#name = name;
    this.#context = context;
  }

  /** May read the value of this one secret, and nothing else. Nobody may once it is retired. */
  grantRead(to: Grantee): this {
    return this.#grant(to, "read");
  }

  /** May write new versions of this one secret; reads no value and deletes nothing. */
  grantWrite(to: Grantee): this {
    return this.#grant(to, "write");
  }

  /** May make the next values of this one secret, or only end old ones where its owner makes them. */
  grantRotation(to: WorkloadGrantee): this {
    const { rotation } = this.declared;
    if (rotation === undefined) return this;
    const role = rotation.by === "owner" ? "Secret Retirer" : "Secret Rotator";
    return this.#grantOn(to, "rotate", customRole(role, this.#context.platform), this.id);
  }

  /** May regenerate what the value is a key of, and start its readers anew. */
  grantTarget(to: WorkloadGrantee): this {
    const { platform } = this.#context;
    const { storageAccount, after } = this.declared.rotation ?? { after: [] };
    if (storageAccount !== undefined) {
      this.#grantOn(to, "account", customRole("Account Key Rotator", platform), storageAccount.id);
    }
    for (const { restart } of after) {
      const app = restart.slice(restart.lastIndexOf("/") + 1);
      this.#grantOn(to, `restart-${app}`, customRole("App Restarter", platform), restart);
    }
    return this;
  }

  #grantOn(to: Grantee, what: string, role: RoleRef, scope: pulumi.Input<string>): this {
    if (this.state === "retired") return this;
    const { platform, parent } = this.#context;
    grant(
      `${this.#name}-${what}-${to.granteeName}`,
      { to, role, scope, subscriptionId: platform.subscriptionId },
      { parent },
    );
    return this;
  }

  #grant(to: Grantee, word: "read" | "write"): this {
    if (this.state === "retired") return this;
    grantWord({ name: this.#name, id: this.id, context: this.#context }, word, to);
    return this;
  }
}
