// Customer-managed keys of Azure SQL: the server must be able to use the key before it is told to.
import type { Resource } from "../model/cloud.ts";
import { AzureError } from "../model/errors.ts";
import { guidOf, keyOf, lastSegment, parentOf, scopesOf } from "../model/ids.ts";
import type { Draft, Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { assignedIdentities } from "../model/references.ts";
import { at, objectsAt, textAt } from "../model/values.ts";
import { holdsRole } from "./authorization.ts";

const VERSION = "2023-08-01";
const SERVER_PATH = "Microsoft.Sql/servers/{serverName}";
const SERVER_KEY = "azure-native:sql:ServerKey";
const PROTECTOR = "azure-native:sql:EncryptionProtector";

/** Key Vault Crypto Service Encryption User (security docs: rbac-guide.md). */
const CRYPTO_SERVICE_ENCRYPTION_USER = "e147488a-f6f5-4113-8e2d-b22465e65bf6";

export const sqlEncryptionKinds: readonly Kind[] = [
  {
    type: SERVER_KEY,
    path: arm(`${SERVER_PATH}/keys/{keyName}`),
    apiVersion: VERSION,
    required: ["serverKeyType"],
    replaceOn: ["serverKeyType", "uri"],
    outputs: ({ cloud, id, caller, existing }) => ({
      kind: "azurekeyvault",
      location: textAt(cloud.get(parentOf(id) ?? "")?.properties, "location") ?? "",
      creationDate: textAt(existing?.properties, "creationDate") ?? caller.now().toISOString(),
      autoRotationEnabled: false,
      // Azure's SHA-1 of the public key, which simulated Azure has not.
      thumbprint: guidOf("thumbprint", keyOf(id)).replaceAll("-", "").toUpperCase(),
    }),
    check: (draft) => {
      const server = draft.cloud.get(parentOf(draft.id) ?? "");
      const uri = textAt(draft.inputs, "uri") ?? "";
      const expected = serverKeyName(uri);
      if (lastSegment(draft.id) !== expected) {
        throw new AzureError(
          400,
          "InvalidServerKeyName",
          `The server key '${lastSegment(draft.id)}' must be named '${expected ?? "vault_key_version"}': vault, key and version of its uri '${uri}'.`,
        );
      }
      if (server) requireUsableKey(draft, uri, identityOf(server, draft));
    },
    checkDelete: (key, cloud) => {
      const server = parentOf(key.id) ?? "";
      const user = cloud
        .childrenOf(server, PROTECTOR)
        .find((protector) => textAt(protector.properties, "serverKeyName") === lastSegment(key.id));
      if (user) {
        throw new AzureError(
          409,
          "ServerKeyInUse",
          `The server key '${lastSegment(key.id)}' cannot be deleted: it is the encryption protector of server '${lastSegment(server)}'.`,
        );
      }
    },
  },
  {
    type: PROTECTOR,
    path: arm(`${SERVER_PATH}/encryptionProtector/{encryptionProtectorName}`),
    apiVersion: VERSION,
    fixedName: "current",
    required: ["serverKeyType"],
    singleton: { serverKeyType: "ServiceManaged", serverKeyName: "ServiceManaged" },
    defaults: () => ({ autoRotationEnabled: false }),
    outputs: ({ cloud, id, inputs }) => {
      const server = parentOf(id) ?? "";
      const key = cloud.get(`${server}/keys/${textAt(inputs, "serverKeyName") ?? ""}`);
      const uri = textAt(key?.properties, "uri");
      return {
        kind: textAt(inputs, "serverKeyType") === "AzureKeyVault" ? "azurekeyvault" : "servicemanaged",
        // Not of Azure's own key (recorded).
        ...(textAt(inputs, "serverKeyType") === "AzureKeyVault" && {
          location: textAt(cloud.get(server)?.properties, "location") ?? "",
        }),
        ...(uri !== undefined && { uri, thumbprint: textAt(key?.properties, "thumbprint") ?? "" }),
      };
    },
    // The server says its key from now on, whoever declared it (azurerm#21905, #21704).
    written: ({ cloud, id }, protector) => {
      const server = cloud.get(parentOf(id) ?? "");
      const uri = textAt(protector.properties, "uri");
      if (server && uri !== undefined) cloud.put({ ...server, properties: { ...server.properties, keyId: uri } });
    },
    check: ({ cloud, id, inputs }) => {
      if (textAt(inputs, "serverKeyType") !== "AzureKeyVault") return;
      const server = cloud.get(parentOf(id) ?? "");
      const name = textAt(inputs, "serverKeyName") ?? "";
      const own = serverKeyName(textAt(server?.properties, "keyId") ?? "");
      if (cloud.get(`${parentOf(id) ?? ""}/keys/${name}`) || name === own) return;
      throw new AzureError(
        404,
        "ServerKeyDoesNotExists",
        `The requested server key '${name}' was not found on server '${lastSegment(parentOf(id) ?? "")}'.`,
      );
    },
  },
];

/** `https://kv.vault.azure.net/keys/k/1a2b` gives `kv_k_1a2b`. */
function serverKeyName(uri: string): string | undefined {
  const match = /^https:\/\/([a-z0-9-]+)\.[^/]+\/keys\/([^/]+)\/([0-9a-f]+)\/?$/i.exec(uri);
  return match ? `${match[1] ?? ""}_${match[2] ?? ""}_${match[3] ?? ""}` : undefined;
}

function identityOf(server: Resource, { cloud }: Draft): string | undefined {
  const primary = textAt(server.properties, "primaryUserAssignedIdentityId");
  if (primary !== undefined) return textAt(cloud.get(primary)?.properties, "principalId");
  return textAt(server.properties, "identity.principalId");
}

/** A server that is created with a key: only a user-assigned identity can have its grant by then. */
export function checkServerKeyId(draft: Draft): void {
  const { inputs, cloud, id } = draft;
  const primary = textAt(inputs, "primaryUserAssignedIdentityId");
  if (primary !== undefined && !assignedIdentities(inputs).some((identity) => keyOf(identity) === keyOf(primary))) {
    throw new AzureError(
      400,
      "PrimaryUserAssignedIdentityNotAssigned",
      `The primary identity '${primary}' is not among the user-assigned identities of server '${lastSegment(id)}'.`,
    );
  }
  if (primary === undefined && assignedIdentities(inputs).length > 0) {
    throw new AzureError(
      400,
      "MissingPrimaryUserAssignedIdentity",
      `Server '${lastSegment(id)}' has user-assigned identities, so it needs primaryUserAssignedIdentityId.`,
    );
  }
  const uri = textAt(inputs, "keyId");
  if (uri === undefined) return;
  const principal =
    primary === undefined
      ? textAt(draft.existing?.properties, "identity.principalId")
      : textAt(cloud.get(primary)?.properties, "principalId");
  requireUsableKey(draft, uri, principal);
}

/** Codes as in sql-docs: transparent-data-encryption-byok-overview.md and its troubleshooting page. */
function requireUsableKey({ cloud, id }: Draft, uri: string, principal: string | undefined): void {
  const match = /^https:\/\/([a-z0-9-]+)\.[^/]+\/keys\/([^/]+)\/([0-9a-f]+)\/?$/i.exec(uri);
  const vault = match ? cloud.named("azure-native:keyvault:Vault", match[1] ?? "") : undefined;
  const key = vault ? cloud.get(`${vault.id}/keys/${match?.[2] ?? ""}`) : undefined;
  const known = objectsAt(key?.facts, "versions").some((version) => textAt(version, "version") === match?.[3]);
  if (!vault || !key || !known) {
    throw new AzureError(
      400,
      "AzureKeyVaultKeyNotFound",
      `The provided Key Vault uri '${uri}' is not valid: there is no such vault, key or version.`,
    );
  }
  if (principal === undefined) {
    throw new AzureError(
      400,
      "AzureKeyVaultNoServerIdentity",
      `The server identity is not correctly configured on server '${id}'. Please contact support.`,
    );
  }
  if (at(vault.properties, "properties.enablePurgeProtection") !== true) {
    throw new AzureError(
      400,
      "AzureKeyVaultInvalidDeletionRecoveryLevel",
      `The provided Key Vault uri '${uri}' is not valid. Please ensure the vault has been configured with soft-delete and purge protection.`,
    );
  }
  const kty = textAt(key.properties, "kty") ?? "RSA";
  const size = at(key.properties, "keySize") ?? 2048;
  if (!kty.startsWith("RSA") || (size !== 2048 && size !== 3072)) {
    throw new AzureError(
      400,
      "AzureKeyVaultInvalidKey",
      `The key '${uri}' is ${kty} ${JSON.stringify(size)}; RSA or RSA-HSM of 2048 or 3072 bits is allowed.`,
    );
  }
  if (!holdsRole(cloud, principal, CRYPTO_SERVICE_ENCRYPTION_USER, scopesOf(key.id))) {
    throw new AzureError(
      400,
      "AzureKeyVaultMissingPermissions",
      `The server '${lastSegment(id)}' requires the following Azure Key Vault permissions: 'Get, WrapKey, UnwrapKey'. Please grant the missing permissions to the service principal with ID '${principal}'.`,
    );
  }
}
