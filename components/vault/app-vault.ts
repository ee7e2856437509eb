// A vault is where one application's secrets live in one environment. This file removes three risks:
// a secret readable from the internet, a secret readable by the wrong identity, and a secret gone for good.
import * as keyvault from "../azure/keyvault.ts";
import * as pulumi from "@pulumi/pulumi";
import { inForce } from "../ending.ts";
import { grant } from "../authorization/grant.ts";
import type { WorkloadGrantee } from "../authorization/grantee.ts";
import { PrivateEndpoint } from "../network/private-endpoint.ts";
import { auditIn, sendLogs } from "../observability/diagnostics.ts";
import { wholePart, type NarrowPlatform, type PartPlatform } from "../platform.ts";
import { parseArmId } from "../arm-id.ts";
import { declareContents } from "./contents.ts";
import type { DeclaredVault } from "./declared.ts";
import { ExistingSecret } from "./existing-secret.ts";
import { VaultCertificate, type VaultCertificateArgs } from "./vault-certificate.ts";
import { VaultConnection, type VaultConnectionArgs } from "./vault-connection.ts";
import type { VaultContext } from "./vault-context.ts";
import { VaultKey, type VaultKeyArgs } from "./vault-key.ts";
import { VaultSecret, type VaultSecretArgs } from "./vault-secret.ts";
import { vaultProperties, vaultProblems, type PublicAccess } from "./vault-properties.ts";

export interface AppVaultArgs {
  /** A platform, or as much of one as a vault needs. */
  readonly platform: NarrowPlatform;
  /** The application, as an inventory calls it. */
  readonly app: string;
  /** Globally unique, 3 to 24 characters. */
  readonly vaultName: string;
  readonly resourceGroupName: pulumi.Input<string>;
  /** On the vault and on everything in it. */
  readonly tags: Readonly<Record<string, string>>;
  /** "paired": in the paired region, for an application that outlives its own. @default "home" */
  readonly place?: "home" | "paired";
  /** HSM-backed keys need "premium". @default "standard": software-protected keys. */
  readonly sku?: "standard" | "premium";
  /** Fixed address of its private endpoint. @default Azure picks one */
  readonly endpointAddress?: string;
  /** An exception, with its reason and last day; after it the vault is closed. @default none: private access only */
  readonly publicAccess?: PublicAccess;
}

const VAULT_ID = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+$/i;

/** A vault that somebody else made and keeps: what is declared in it here is ours, the vault itself stays as it is. */
export interface ExistingVaultArgs {
  readonly platform: NarrowPlatform;
  /** The application, as an inventory calls it. */
  readonly app: string;
  /** ARM id of the vault. It must take its permissions from roles: in one with access policies a grant opens nothing. */
  readonly vaultId: string;
  /** On everything that is declared in it. */
  readonly tags: Readonly<Record<string, string>>;
  /** HSM-backed keys need "premium". @default "standard": software-protected keys. */
  readonly sku?: "standard" | "premium";
}

/**
 * One application's vault in one environment: private, recoverable for 90 days, roles only, watched.
 *
 * @example
 * const vault = new AppVault("payments", {
 *   platform: { environment: "prod", tenantId, subscriptionId, location: "westeurope", network, audit },
 *   app: "payments",
 *   vaultName: "kv-payments-prod-x1",
 *   resourceGroupName: group.name,
 *   tags: { owner: "payments-team@contoso.com" },
 * });
 * vault.secret("stripe-key", { … }).grantRead(api);
 */
export class AppVault extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  readonly uri: string;
  readonly vaultName: string;
  readonly place: "home" | "paired";
  readonly #name: string;
  readonly #context: VaultContext;
  readonly #app: string;
  readonly #vault: keyvault.Vault;
  readonly #secrets: VaultSecret[] = [];
  readonly #keys: VaultKey[] = [];
  readonly #certificates: VaultCertificate[] = [];
  readonly #connections: VaultConnection[] = [];

  constructor(name: string, args: AppVaultArgs | ExistingVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:vault:AppVault", name, {}, opts);
    const platform = wholePart(args.platform);
    this.place = "place" in args ? (args.place ?? "home") : "home";
    this.#name = name;
    this.#app = args.app;
    const { tags, sku = "standard" } = args;
    let resourceGroupName: pulumi.Input<string>;
    if ("vaultId" in args) {
      const found = existing(name, args.vaultId);
      resourceGroupName = found.resourceGroupName;
      this.vaultName = found.name;
      this.#vault = keyvault.getVault(platform, name, args.vaultId, { parent: this });
    } else {
      resourceGroupName = args.resourceGroupName;
      this.vaultName = args.vaultName;
      this.#vault = this.#create(platform, args);
    }
    this.id = this.#vault.id;
    this.uri = `https://${this.vaultName}.${platform.cloud.vaultSuffix}/`;
    this.#context = {
      platform,
      resourceGroupName,
      tags,
      sku,
      vault: this.#vault,
      vaultName: this.vaultName,
      uri: this.uri,
      parent: this,
    };
    this.registerOutputs({ id: this.id, uri: this.uri });
  }

  /**
   * A vault that exists already. Nothing about it is changed: secrets, keys, certificates and grants are declared in it.
   *
   * @example
   * const vault = AppVault.fromExisting("payments", {
   *   platform,
   *   app: "payments",
   *   vaultId: "/subscriptions/…/resourceGroups/rg-old/providers/Microsoft.KeyVault/vaults/kv-old",
   *   tags: { owner: "payments-team@contoso.com" },
   * });
   */
  static fromExisting(name: string, args: ExistingVaultArgs, opts?: pulumi.ComponentResourceOptions): AppVault {
    return new AppVault(name, args, opts);
  }

  #create(platform: PartPlatform, args: AppVaultArgs): keyvault.Vault {
    const name = this.#name;
    const problems = vaultProblems({ ...args, platform });
    if (problems.length > 0) {
      throw new pulumi.RunError(problems.map((problem) => `AppVault ${name}: ${problem}`).join("\n"));
    }
    const publicAccess = inForce(args.publicAccess, platform.now);
    // No delete lock: it would also refuse to take a grant away (docs/adr/0001).
    const vault = keyvault.newVault(
      platform,
      name,
      {
        vaultName: args.vaultName,
        resourceGroupName: args.resourceGroupName,
        location: this.place === "home" ? platform.location : platform.pairedLocation,
        properties: vaultProperties(platform.tenantId, args.sku, publicAccess),
        tags: {
          ...args.tags,
          ...(publicAccess === undefined
            ? {}
            : { "public-access-reason": publicAccess.reason, "public-access-until": publicAccess.until }),
        },
      },
      { parent: this, protect: platform.protection.protect, retainOnDelete: platform.protection.protect },
    );

    new PrivateEndpoint(
      `${name}-endpoint`,
      {
        target: { kind: "vault", id: vault.id, name: args.vaultName },
        network: this.place === "home" ? platform.network : platform.pairedNetwork,
        resourceGroupName: args.resourceGroupName,
        ...(args.endpointAddress === undefined ? {} : { address: args.endpointAddress }),
        tags: args.tags,
      },
      { parent: this },
    );
    sendLogs(
      name,
      {
        target: vault.id,
        audit: auditIn(this.place, platform.audit),
        logs: [{ group: "audit" }, { group: "allLogs" }],
        metrics: true,
      },
      { parent: this },
    );
    return vault;
  }

  /** Declares a secret. Its first value is a random placeholder; the real ones never pass through this program. */
  secret(key: string, args: VaultSecretArgs): VaultSecret {
    const secret = new VaultSecret(`${this.#name}-${key}`, args, this.#context);
    this.#secrets.push(secret);
    return secret;
  }

  /** A secret that exists in this vault: its grants are declared here, its value and its dates are somebody else's. */
  existingSecret(key: string, secretName: string): ExistingSecret {
    return new ExistingSecret(`${this.#name}-${key}`, secretName, this.#context);
  }

  /** Declares a key that rotates itself and never leaves the vault. */
  key(key: string, args: VaultKeyArgs): VaultKey {
    const declared = new VaultKey(`${this.#name}-${key}`, args, this.#context);
    this.#keys.push(declared);
    return declared;
  }

  /** Declares a certificate, issued inside the vault. */
  certificate(key: string, args: VaultCertificateArgs): VaultCertificate {
    const certificate = new VaultCertificate(`${this.#name}-${key}`, args, this.#context);
    this.#certificates.push(certificate);
    return certificate;
  }

  /** Keeps a connection string without a password: the program's own secret, which it may write again. */
  connection(key: string, args: VaultConnectionArgs): VaultConnection {
    const connection = new VaultConnection(`${this.#name}-${key}`, args, this.#context);
    this.#connections.push(connection);
    return connection;
  }

  /**
   * May read every secret of this vault, those that others will add too. For software only, never for people, and nothing
   * here uses it: prefer `secret.grantRead`.
   */
  grantReadEverySecretInVault(to: WorkloadGrantee, { reason }: { readonly reason: string }): this {
    if (reason.trim() === "") {
      throw new pulumi.RunError(
        `AppVault ${this.#name}: grantReadEverySecretInVault: ${to.granteeName}: reason: is empty; say why one secret at a time does not do`,
      );
    }
    grant(
      `${this.#name}-every-secret-read-${to.granteeName}`,
      {
        to,
        role: "Key Vault Secrets User",
        scope: this.id,
        subscriptionId: this.#context.platform.subscriptionId,
        description: reason,
      },
      { parent: this },
    );
    return this;
  }

  /** To be called once, when all is declared: makes what ARM cannot change visible to a preview. */
  declareContents(): DeclaredVault {
    const secrets = this.#secrets.map(({ declared }) => declared);
    const keys = this.#keys.map(({ declared }) => declared);
    declareContents(`${this.#name}-contents`, { vault: this.vaultName, secrets, keys }, { parent: this });
    return {
      app: this.#app,
      name: this.vaultName,
      uri: this.uri,
      id: this.id,
      secrets,
      keys,
      connections: this.#connections.map(({ secretName }) => secretName),
      certificates: this.#certificates.map(({ declared }) => declared),
      readers: this.#certificates.flatMap(({ readers }) => readers),
    };
  }
}

function existing(name: string, vaultId: string): { readonly resourceGroupName: string; readonly name: string } {
  if (!VAULT_ID.test(vaultId)) {
    throw new pulumi.RunError(
      `AppVault ${name}: vaultId: ${JSON.stringify(vaultId)} is not the ARM id of a vault; use "/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.KeyVault/vaults/<name>"`,
    );
  }
  return parseArmId(vaultId);
}
