// Key Vault: names that stay taken, protection that cannot be taken back, values that never come out.
import { AzureError } from "../model/errors.ts";
import type { Cloud, Resource } from "../model/cloud.ts";
import { GUID, guidOf, keyOf, lastSegment, parentOf } from "../model/ids.ts";
import type { Caller, Draft, Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { connectionsOf, operationsOf, recoveryLevel, vaultAnswer } from "./keyvault-answers.ts";
import { UNKNOWN, at, isObject, listAt, numberAt, objectsAt, textAt } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";

export const VAULT = "azure-native:keyvault:Vault";
export const SECRET = "azure-native:keyvault:Secret";
export const KEY = "azure-native:keyvault:Key";

/** Days (learn: Key Vault soft-delete overview). */
const RETENTION = { least: 7, most: 90 };
/** Tags of a secret or key (learn: About Key Vault secrets). */
const MAX_OBJECT_TAGS = 15;
/** Bytes (learn: About Key Vault secrets). */
const MAX_SECRET_BYTES = 25_600;
const DAY = 24 * 3600;

export const keyvaultKinds: readonly Kind[] = [
  {
    type: VAULT,
    path: arm("Microsoft.KeyVault/vaults/{vaultName}"),
    apiVersion: "2024-11-01",
    located: true,
    required: ["properties"],
    writeOnly: ["properties.createMode"],
    defaults: ({ inputs, existing, cloud, id }) => ({
      properties: {
        ...(!isRecovery(inputs, cloud, id) && {
          softDeleteRetentionInDays:
            numberAt(existing?.properties, "properties.softDeleteRetentionInDays") ?? RETENTION.most,
        }),
        ...(at(existing?.properties, "properties.enablePurgeProtection") === true && { enablePurgeProtection: true }),
        ...(at(inputs, "properties.accessPolicies") === undefined && { accessPolicies: [] }),
        enabledForDeployment: false,
        enableSoftDelete: true,
        publicNetworkAccess: "Enabled",
      },
      tags: {},
    }),
    // A recovered vault is as it was; what the request says of it counts from the next one on.
    returns: (sent, { inputs, cloud, id }) => {
      const before = isRecovery(inputs, cloud, id) ? cloud.buried(id)?.resource.properties["properties"] : undefined;
      const properties: Props = { ...(isObject(sent["properties"]) ? sent["properties"] : {}), enableSoftDelete: true };
      return vaultAnswer({ ...sent, properties: { ...properties, ...(isObject(before) ? before : {}) } });
    },
    outputs: ({ names, cloud, id, caller }) => ({
      properties: {
        ...connectionsOf(cloud, id),
        vaultUri: `https://${names["vaultName"] ?? ""}.${caller.azure.vaultSuffix}/`,
        provisioningState: "Succeeded",
      },
    }),
    check: checkVault,
    written: (draft) => {
      recover(draft);
    },
    remove: (vault, cloud, caller) => {
      const contents = cloud.below(vault.id).filter((child) => child.type === SECRET || child.type === KEY);
      cloud.bury(vault, contents, caller.now());
      cloud.remove(vault.id);
    },
  },
  {
    type: SECRET,
    path: arm("Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}"),
    apiVersion: "2024-11-01",
    required: ["properties"],
    writeOnly: ["properties.value"],
    dataPlane: true,
    defaults: () => ({ properties: { attributes: { enabled: true } } }),
    // Every PUT makes a version (role-based-access-control/permissions/security.md says that a PUT "creates or updates
    // the value"; whether an unchanged value makes one is not documented, so the harsher reading holds).
    facts: ({ cloud, inputs, existing, id, caller }) => {
      const versions = objectsAt(existing?.facts, "versions");
      const value = textAt(inputs, "properties.value") ?? "";
      return {
        versions: [
          ...versions,
          {
            version: versionOf(id, cloud, versions.length),
            created: caller.now().toISOString(),
            valueHash: cloud.hash(value),
          },
        ],
      };
    },
    outputs: (draft) =>
      objectOutputs(draft, "secretUri", objectsAt(draft.existing?.facts, "versions").length, "secrets"),
    check: (draft) => {
      checkObject(draft, "secretName", "Secret");
      const value = textAt(draft.inputs, "properties.value");
      if (value !== undefined && Buffer.byteLength(value) > MAX_SECRET_BYTES) {
        throw bad(
          "BadParameter",
          `The secret value is ${Buffer.byteLength(value)} bytes long; at most ${MAX_SECRET_BYTES} are allowed.`,
        );
      }
    },
    checkDelete: requireReach,
    remove: buryObject,
  },
  {
    type: KEY,
    path: arm("Microsoft.KeyVault/vaults/{vaultName}/keys/{keyName}"),
    apiVersion: "2024-11-01",
    required: ["properties"],
    dataPlane: true,
    // "Creates the first version of a new key if it does not exist. If it already exists, then the existing key is
    // returned without any write operations being performed" (azure-rest-api-specs, keyvault keys.json).
    ignoresUpdate: true,
    outputs: (draft) => ({
      ...objectOutputs(draft, "keyUri", 0, "keys"),
      kty: at(draft.inputs, "properties.kty") ?? "RSA",
      keyOps: operationsOf(draft.inputs),
      attributes: {
        enabled: true,
        exportable: false,
        ...times(draft),
        ...attributesOf(draft),
        recoveryLevel: recoveryLevel(draft.cloud.get(parentOf(draft.id) ?? "")),
      },
      ...(/^RSA/.test(textAt(draft.inputs, "properties.kty") ?? "RSA") && {
        keySize: numberAt(draft.inputs, "properties.keySize") ?? 2048,
      }),
      ...(/^EC/.test(textAt(draft.inputs, "properties.kty") ?? "") && {
        curveName: textAt(draft.inputs, "properties.curveName") ?? "P-256",
      }),
      ...(isObject(at(draft.inputs, "properties.rotationPolicy")) && {
        rotationPolicy: at(draft.inputs, "properties.rotationPolicy") ?? {},
      }),
    }),
    writeOnly: ["properties"],
    imported: keyInputs,
    facts: ({ id, cloud }) => ({ versions: [{ version: versionOf(id, cloud, 0) }] }),
    check: checkKey,
    checkDelete: requireReach,
    remove: buryObject,
  },
];

/**
 * Azure's answer has the key's properties side by side, its PUT has them in `properties`; azure-native makes the inputs of an
 * import in the shape of the PUT (ResponseToSdkInputs in its convert package).
 */
function keyInputs({ tags, kty, keyOps, keySize, curveName, attributes, rotationPolicy }: Props): Props {
  const {
    created: _created,
    updated: _updated,
    recoveryLevel: _recoveryLevel,
    exportable: _exportable,
    ...own
  } = isObject(attributes) ? attributes : {};
  const properties = given({ kty, keyOps, keySize, curveName, attributes: own, rotationPolicy });
  return given({ tags, properties });
}

function given(props: Readonly<Record<string, Value | undefined>>): Props {
  return Object.fromEntries(
    Object.entries(props).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function bad(code: string, message: string): AzureError {
  return new AzureError(400, code, message);
}

function checkVault(draft: Draft): void {
  const { inputs, existing, cloud, id, caller } = draft;
  const name = lastSegment(id);
  if (!/^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/.test(name)) {
    throw bad(
      "VaultNameNotValid",
      `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens.`,
    );
  }
  if (!existing && cloud.named(VAULT, name)) {
    throw new AzureError(
      409,
      "VaultAlreadyExists",
      `The vault name '${name}' is already in use. Vault names are globally unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state. If the vault is in a recoverable state then the vault will need to be purged before reusing the name. For more information on soft delete and purging a vault follow this link https://go.microsoft.com/fwlink/?linkid=2147740.`,
    );
  }
  const mode = textAt(inputs, "properties.createMode");
  const buried = cloud.allBuried().find((entry) => entry.resource.type === VAULT && sameName(entry.resource, name));
  if (!existing && buried && mode !== "recover") {
    throw new AzureError(
      409,
      "ConflictError",
      `A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete. (Recover it with createMode "recover", or take the next name: raise strongroom:generation in the stack's settings; docs/operate.md.)`,
    );
  }
  if (!existing && mode === "recover" && (!buried || keyOf(buried.resource.id) !== keyOf(id))) {
    throw new AzureError(
      404,
      "DeletedVaultNotFound",
      `There is no deleted vault '${name}' to recover in this resource group.`,
    );
  }
  const before = existing ?? buried?.resource;
  if (at(inputs, "properties.enablePurgeProtection") === false) {
    throw bad(
      "BadRequest",
      `The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.`,
    );
  }
  // At its creation Azure takes it and says true (recorded); on the one that is there it is refused.
  if (existing && at(inputs, "properties.enableSoftDelete") === false) {
    throw bad(
      "BadRequest",
      `The property "enableSoftDelete" cannot be set to false. Soft delete is on for every vault.`,
    );
  }
  const days = numberAt(inputs, "properties.softDeleteRetentionInDays");
  if (days !== undefined && (!Number.isInteger(days) || days < RETENTION.least || days > RETENTION.most)) {
    throw bad(
      "BadRequest",
      `The property "softDeleteRetentionInDays" is ${days}; it must be between ${RETENTION.least} and ${RETENTION.most}.`,
    );
  }
  const daysBefore = numberAt(before?.properties, "properties.softDeleteRetentionInDays");
  if (before && days !== undefined && daysBefore !== undefined && days !== daysBefore) {
    throw bad("BadRequest", `The property "softDeleteRetentionInDays" has been set already and it can't be modified.`);
  }
  if (
    at(inputs, "properties.enableRbacAuthorization") === true &&
    listAt(inputs, "properties.accessPolicies").length > 0
  ) {
    throw bad(
      "BadRequest",
      `The vault '${name}' uses RBAC authorization: access policies would have no effect, "accessPolicies" must be empty.`,
    );
  }
  for (const policy of objectsAt(inputs, "properties.accessPolicies")) {
    const objectId = textAt(policy, "objectId") ?? "";
    if (objectId === UNKNOWN || (GUID.test(objectId) && !/^[0-]+$/.test(objectId))) continue;
    throw bad("BadRequest", `An invalid value was provided for 'accessPolicies'. (objectId '${objectId}')`);
  }
  const tenant = textAt(inputs, "properties.tenantId");
  if (tenant !== undefined && tenant.toLowerCase() !== caller.tenantId.toLowerCase()) {
    throw bad(
      "BadRequest",
      `An invalid value was provided for 'tenantId': '${tenant}' is not the tenant '${caller.tenantId}' of the subscription.`,
    );
  }
}

function isRecovery(inputs: Props, cloud: Cloud, id: string): boolean {
  return textAt(inputs, "properties.createMode") === "recover" && cloud.buried(id) !== undefined;
}

function sameName(resource: Resource, name: string): boolean {
  return lastSegment(resource.id).toLowerCase() === name.toLowerCase();
}

function recover({ cloud, id, existing }: Draft): void {
  const buried = cloud.buried(id);
  if (existing || !buried) return;
  for (const content of buried.contents) cloud.put(content);
  cloud.unbury(id);
}

/** What an administrator would do by hand; there is no resource for it. */
export function purgeVault(cloud: Cloud, id: string): void {
  const buried = cloud.buried(id);
  if (!buried) {
    throw new AzureError(
      404,
      "DeletedVaultNotFound",
      `The specified deleted vault '${lastSegment(id)}' does not exist.`,
    );
  }
  if (at(buried.resource.properties, "properties.enablePurgeProtection") === true) {
    throw new AzureError(
      400,
      "DeletedVaultPurge",
      `Operation "DeletedVaultPurge" is not allowed because purge protection is enabled for this vault. Key Vault service will automatically purge it after the retention period has passed.`,
    );
  }
  cloud.unbury(id);
}

function versionOf(id: string, cloud: Cloud, index: number): string {
  return guidOf("version", keyOf(id), cloud.generation(id), index).replaceAll("-", "");
}

function times({ existing, caller }: Draft): Props {
  const now = Math.floor(caller.now().getTime() / 1000);
  const created =
    numberAt(existing?.properties, "properties.attributes.created") ??
    numberAt(existing?.properties, "attributes.created");
  return { created: created ?? now, updated: now };
}

function attributesOf({ inputs }: Draft): Props {
  const attributes = at(inputs, "properties.attributes");
  return isObject(attributes) ? attributes : {};
}

function objectOutputs(draft: Draft, uri: string, version: number, collection: string): Props {
  const { names, id, cloud } = draft;
  const base = `https://${names["vaultName"] ?? ""}.vault.azure.net/${collection}/${lastSegment(id)}`;
  const uris = { [uri]: base, [`${uri}WithVersion`]: `${base}/${versionOf(id, cloud, version)}` };
  const vault = draft.cloud.get(parentOf(id) ?? "");
  const location = textAt(vault?.properties, "location") ?? "";
  return collection === "secrets"
    ? { location, properties: { ...uris, attributes: times(draft) } }
    : { location, ...uris };
}

function checkObject(draft: Draft, parameter: string, what: string): void {
  const { cloud, id, inputs, existing } = draft;
  const name = lastSegment(id);
  if (!/^[a-zA-Z0-9-]{1,127}$/.test(name)) {
    throw bad(
      "BadParameter",
      `The ${parameter} '${name}' is invalid: 1 to 127 characters out of letters, digits and hyphens are allowed.`,
    );
  }
  if (!existing && cloud.buried(id)) {
    throw new AzureError(
      409,
      "Conflict",
      `${what} ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the ${what.toLowerCase()} can only be recovered or purged.`,
    );
  }
  const tags = inputs["tags"];
  if (isObject(tags) && Object.keys(tags).length > MAX_OBJECT_TAGS) {
    throw bad(
      "BadParameter",
      `${what} ${name} has ${Object.keys(tags).length} tags; at most ${MAX_OBJECT_TAGS} are allowed.`,
    );
  }
  const begin = numberAt(inputs, "properties.attributes.notBefore");
  const end = numberAt(inputs, "properties.attributes.expires");
  if (begin !== undefined && end !== undefined && end <= begin) {
    throw bad("BadParameter", `${what} ${name} expires (${end}) before it begins (${begin}).`);
  }
}

function checkKey(draft: Draft): void {
  checkObject(draft, "keyName", "Key");
  const { inputs, cloud, id, existing } = draft;
  if (existing) return;
  const kty = textAt(inputs, "properties.kty") ?? "";
  const sku = textAt(cloud.get(parentOf(id) ?? "")?.properties, "properties.sku.name");
  if (kty.endsWith("-HSM") && sku !== "premium") {
    throw bad(
      "BadParameter",
      `Key type '${kty}' needs a vault of the premium tier; this one is '${sku ?? "standard"}'.`,
    );
  }
  const size = numberAt(inputs, "properties.keySize");
  if (kty.startsWith("RSA") && size !== undefined && ![2048, 3072, 4096].includes(size)) {
    throw bad("BadParameter", `Key size ${size} is not allowed for RSA: 2048, 3072 or 4096.`);
  }
  checkRotation(draft);
}

/** Limits of a rotation policy (learn: Configure key auto-rotation; expiry: Azure SDK models). */
function checkRotation({ inputs }: Draft): void {
  const policy = at(inputs, "properties.rotationPolicy");
  if (!isObject(policy)) return;
  const expiryText = textAt(policy, "attributes.expiryTime");
  const expiry = expiryText === undefined ? undefined : seconds(expiryText);
  if (expiry !== undefined && expiry < 28 * DAY) {
    throw bad("BadParameter", `The rotation policy's expiryTime '${expiryText ?? ""}' is too short: at least P28D.`);
  }
  for (const action of objectsAt(policy, "lifetimeActions")) {
    const kind = (textAt(action, "action.type") ?? "").toLowerCase();
    const after = textAt(action, "trigger.timeAfterCreate");
    const before = textAt(action, "trigger.timeBeforeExpiry");
    if ((after === undefined) === (before === undefined)) {
      throw bad("BadParameter", `A lifetime action needs exactly one of timeAfterCreate and timeBeforeExpiry.`);
    }
    if (before !== undefined && expiry === undefined) {
      throw bad("BadParameter", `timeBeforeExpiry '${before}' needs an expiryTime in the rotation policy.`);
    }
    if (kind === "notify" && expiry === undefined) {
      throw bad("BadParameter", `A notify action needs an expiryTime in the rotation policy.`);
    }
    if (kind !== "rotate") continue;
    const at = after !== undefined ? seconds(after) : (expiry ?? 0) - seconds(before ?? "");
    if (at < 7 * DAY) {
      throw bad(
        "BadParameter",
        `A key rotates at the earliest 7 days after its creation; '${after ?? before ?? ""}' is sooner.`,
      );
    }
    if (expiry !== undefined && at > expiry - 7 * DAY) {
      throw bad(
        "BadParameter",
        `A key rotates at the latest 7 days before it expires; '${after ?? before ?? ""}' is later.`,
      );
    }
  }
}

/** Seconds of an ISO 8601 duration; a month has 30 days and a year 365 as far as these limits go. */
export function seconds(duration: string): number {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i.exec(
    duration,
  );
  if (!match || duration.length < 3)
    throw bad("BadParameter", `'${duration}' is not an ISO 8601 duration such as P90D.`);
  const factors = [365 * DAY, 30 * DAY, 7 * DAY, DAY, 3600, 60, 1];
  return factors.reduce((sum, factor, index) => sum + factor * Number(match[index + 1] ?? 0), 0);
}

/** azure-native deletes secrets and keys through the vault's own endpoint (its custom_keyvault.go). */
function requireReach(resource: Resource, cloud: Cloud, caller: Caller): void {
  const vault = cloud.get(parentOf(resource.id) ?? "");
  if (!vault || caller.insideNetwork) return;
  if ((textAt(vault.properties, "properties.publicNetworkAccess") ?? "").toLowerCase() === "disabled") {
    throw new AzureError(
      403,
      "Forbidden",
      `Public network access is disabled and request is not from a trusted service nor via an approved private link. Caller: oid=${caller.objectId}. Vault: ${lastSegment(vault.id)}.`,
    );
  }
  if (textAt(vault.properties, "properties.networkAcls.defaultAction") === "Deny") {
    throw new AzureError(
      403,
      "Forbidden",
      `Client address is not authorized and caller is not a trusted service. Caller: oid=${caller.objectId}. Vault: ${lastSegment(vault.id)}.`,
    );
  }
}

function buryObject(resource: Resource, cloud: Cloud, caller: Caller): void {
  cloud.bury(resource, [], caller.now());
  cloud.remove(resource.id);
}
