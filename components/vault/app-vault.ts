// A vault is where one application's secrets live in one environment. This file removes three risks:
// a secret readable from the internet, a secret readable by the wrong identity, and a secret gone for good.
import * as keyvault from "../azure/keyvault.ts";
import * as pulumi from "@pulumi/pulumi";
import { inForce } from "../ending.ts";
import { grant } from "../authorization/grant.ts";
import type { WorkloadGrantee } from "../authorization/grantee.ts";
import { PrivateEndpoint } from "../network/private-endpoint.ts";
import { auditIn, sendLogs } from "../observability/diagnostics.ts";
import type { Platform } from "../platform.ts";
import { declareContents } from "./contents.ts";
import type { DeclaredVault } from "./declared.ts";
import { VaultCertificate, type VaultCertificateArgs } from "./vault-certificate.ts";
import { VaultConnection, type VaultConnectionArgs } from "./vault-connection.ts";
import type { VaultContext } from "./vault-context.ts";
import { VaultKey, type VaultKeyArgs } from "./vault-key.ts";
import { VaultSecret, type VaultSecretArgs } from "./vault-secret.ts";
import { vaultProperties, vaultProblems, type PublicAccess } from "./vault-properties.ts";

export interface AppVaultArgs {
  readonly platform: Platform;
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

export class AppVault extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  readonly uri: string;
  readonly vaultName: string;
  readonly place: "home" | "paired";
  readonly #name: string;
  readonly #args: AppVaultArgs;
  readonly #vault: keyvault.Vault;
  readonly #secrets: VaultSecret[] = [];
  readonly #keys: VaultKey[] = [];
  readonly #certificates: VaultCertificate[] = [];
  readonly #connections: VaultConnection[] = [];

  constructor(name: string, args: AppVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:vault:AppVault", name, {}, opts);
    const problems = vaultProblems(args);
    if (problems.length > 0) {
      throw new pulumi.RunError(problems.map((problem) => `AppVault ${name}: ${problem}`).join("\n"));
    }
    const { platform } = args;
    const place = args.place ?? "home";
    const publicAccess = inForce(args.publicAccess, platform.now);

    // No delete lock: it would also refuse to take a grant away (docs/adr/0001).
    this.#vault = keyvault.newVault(
      platform,
      name,
      {
        vaultName: args.vaultName,
        resourceGroupName: args.resourceGroupName,
        location: place === "home" ? platform.location : platform.pairedLocation,
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
        target: { kind: "vault", id: this.#vault.id, name: args.vaultName },
        network: place === "home" ? platform.network : platform.pairedNetwork,
        resourceGroupName: args.resourceGroupName,
        ...(args.endpointAddress === undefined ? {} : { address: args.endpointAddress }),
        tags: args.tags,
      },
      { parent: this },
    );
    sendLogs(
      name,
      {
        target: this.#vault.id,
        audit: auditIn(place, platform.audit),
        logs: [{ group: "audit" }, { group: "allLogs" }],
        metrics: true,
      },
      { parent: this },
    );

    this.#name = name;
    this.#args = args;
    this.id = this.#vault.id;
    this.vaultName = args.vaultName;
    this.place = place;
    this.uri = `https://${args.vaultName}.${platform.cloud.vaultSuffix}/`;
    this.registerOutputs({ id: this.id, uri: this.uri });
  }

  /** Declares a secret. Its first value is a random placeholder; the real ones never pass through this program. */
  secret(key: string, args: VaultSecretArgs): VaultSecret {
    const secret = new VaultSecret(`${this.#name}-${key}`, args, this.#context());
    this.#secrets.push(secret);
    return secret;
  }

  /** Declares a key that rotates itself and never leaves the vault. */
  key(key: string, args: VaultKeyArgs): VaultKey {
    const declared = new VaultKey(`${this.#name}-${key}`, args, this.#context());
    this.#keys.push(declared);
    return declared;
  }

  /** Declares a certificate, issued inside the vault. */
  certificate(key: string, args: VaultCertificateArgs): VaultCertificate {
    const certificate = new VaultCertificate(`${this.#name}-${key}`, args, this.#context());
    this.#certificates.push(certificate);
    return certificate;
  }

  /** Keeps a connection string without a password: the program's own secret, which it may write again. */
  connection(key: string, args: VaultConnectionArgs): VaultConnection {
    const connection = new VaultConnection(`${this.#name}-${key}`, args, this.#context());
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
        subscriptionId: this.#args.platform.subscriptionId,
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
      app: this.#args.app,
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

  #context(): VaultContext {
    const { platform, resourceGroupName, tags, sku } = this.#args;
    return {
      platform,
      resourceGroupName,
      tags,
      sku: sku ?? "standard",
      vault: this.#vault,
      vaultName: this.vaultName,
      uri: this.uri,
      parent: this,
    };
  }
}
