// Whoever takes a copy of a disk or a backup can read nothing without a key that the application's own vault holds, and
// whose use is written down there. The order is what can go wrong: a server is told of a key only when it may use it, and
// both servers of a failover group know the key before either is encrypted with it.
//
// The key is a child of the server and not its `keyId`: azure-native updates a server by sending all of it, so a changed
// tag would bring back the version of the key that the server had on its first day, long after Azure rotated it.
import * as sql from "../azure/sql.ts";
import * as pulumi from "@pulumi/pulumi";
import { grant, type GrantOptions } from "../authorization/grant.ts";
import type { PartPlatform } from "../platform.ts";
import { patiently } from "../replication/replication.ts";
import type { PosturedServer } from "./server-posture.ts";

/** A key of a vault: RSA or RSA-HSM, 2048 or 3072 bits (sql-docs, transparent-data-encryption-byok-overview). */
export interface EncryptionKey {
  readonly id: pulumi.Input<string>;
  /** With the version that was current when Pulumi last looked. */
  readonly versionedUri: pulumi.Input<string>;
}

/** `https://kv.vault.azure.net/keys/k/1a2b` is known to the server as `kv_k_1a2b` (Azure's REST definitions, ServerKeys). */
export function serverKeyName(versionedUri: string): string {
  const match = /^https:\/\/([^./]+)\.[^/]+\/keys\/([^/]+)\/([^/]+)\/?$/.exec(versionedUri);
  if (match === null) throw new Error(`"${versionedUri}" is no address of a key with its version`);
  return match.slice(1).join("_");
}

export interface ServerKeyArgs {
  readonly platform: PartPlatform;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly server: PosturedServer;
  readonly key: EncryptionKey;
  /** What gives a new grant the minutes that it takes to reach every replica of Entra. */
  readonly after: readonly pulumi.Resource[];
}

/** Lets the server use the one key, and tells it of the key. */
export function serverKey(name: string, args: ServerKeyArgs, opts: GrantOptions): sql.ServerKey {
  const granted = grant(
    `${name}-encryption-grant`,
    {
      to: args.server.identity,
      role: "Key Vault Crypto Service Encryption User",
      scope: args.key.id,
      subscriptionId: args.platform.subscriptionId,
      description: "The SQL server encrypts its databases with this key",
    },
    // When data is no longer confidential, Azure goes on encrypting with the key: a server that may no longer use it makes
    // its databases inaccessible (learn: Common errors for transparent data encryption with customer-managed keys).
    { ...opts, retainOnDelete: true },
  );
  return new sql.ServerKey(
    `${name}-encryption-key`,
    {
      resourceGroupName: args.resourceGroupName,
      serverName: args.server.server.name,
      serverKeyType: "AzureKeyVault",
      keyName: pulumi.output(args.key.versionedUri).apply(serverKeyName),
      uri: args.key.versionedUri,
    },
    patiently({
      ...opts,
      dependsOn: [granted, ...args.after],
      // After a rotation a refresh brings a later version into the state. Azure has taken it up by itself, and the version
      // of the first day must stay with the server: backups of that time are encrypted with it.
      ignoreChanges: ["keyName", "uri"],
      retainOnDelete: true,
    }),
  );
}

export interface ProtectorArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly server: PosturedServer;
  readonly key: sql.ServerKey;
  /** The key's version that Pulumi saw last; that of `key` is the first one, and may have expired. */
  readonly versionedUri: pulumi.Input<string>;
  /** The partner's key: a replica that does not know the key is refused (SameKeyMaterialNotFoundOnRemoteServer). */
  readonly after: readonly pulumi.Resource[];
}

/** Encrypts the server's databases with the key, and follows its rotation within an hour. */
export function encryptionProtector(
  name: string,
  args: ProtectorArgs,
  opts: pulumi.CustomResourceOptions,
): sql.EncryptionProtector {
  return new sql.EncryptionProtector(
    `${name}-encryption-protector`,
    {
      resourceGroupName: args.resourceGroupName,
      serverName: args.server.server.name,
      encryptionProtectorName: "current",
      serverKeyType: "AzureKeyVault",
      serverKeyName: pulumi.output(args.versionedUri).apply(serverKeyName),
      autoRotationEnabled: true,
    },
    patiently({
      ...opts,
      dependsOn: [args.key, ...args.after],
      // Azure moves on to each new version by itself; the program must not move it back.
      ignoreChanges: ["serverKeyName"],
      // Somebody who switches to a key that Azure manages leaves a name that goes with no key of a vault. A replacement is
      // written from what is declared, ignored properties included, so that it brings the key back. It deletes nothing:
      // Azure knows no deletion of a protector (REST definitions, EncryptionProtectors), and Pulumi asks for none.
      replaceOnChanges: ["serverKeyType"],
      retainOnDelete: true,
    }),
  );
}
