// Storage accounts, for queues and packages of the rotator.
import { capital } from "./app-answers.ts";
import { AzureError } from "../model/errors.ts";
import type { Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { requireName } from "../model/references.ts";
import { requireFreeName } from "../model/rules.ts";
import { accountAnswer, checkKeyPolicy, placesOf } from "./storage-answers.ts";
import { textAt } from "../model/values.ts";

const VERSION = "2024-01-01";
const ACCOUNT_PATH = "Microsoft.Storage/storageAccounts/{accountName}";

export const storageKinds: readonly Kind[] = [
  {
    type: "azure-native:storage:StorageAccount",
    path: arm(ACCOUNT_PATH),
    apiVersion: VERSION,
    located: true,
    required: ["kind", "sku"],
    replaceOn: ["isHnsEnabled", "location"],
    defaults: () => ({
      minimumTlsVersion: "TLS1_2",
      enableHttpsTrafficOnly: true,
      allowBlobPublicAccess: false,
      allowCrossTenantReplication: false,
      privateEndpointConnections: [],
      tags: {},
    }),
    returns: accountAnswer,
    outputs: ({ names, inputs, caller, existing }) => {
      const born = textAt(existing?.properties, "creationTime") ?? caller.now().toISOString();
      return {
        provisioningState: "Succeeded",
        creationTime: born,
        keyCreationTime: { key1: born, key2: born },
        ...placesOf(names["accountName"] ?? "", inputs),
      };
    },
    checkName: ({ id }) => {
      requireName(id, /^[a-z0-9]{3,24}$/, "AccountNameInvalid", "3 to 24 lowercase letters and digits");
    },
    check: (draft) => {
      checkKeyPolicy(draft.inputs);
      requireFreeName(
        draft,
        "StorageAccountAlreadyTaken",
        (name) => `The storage account named ${name} is already taken.`,
      );
    },
  },
  {
    type: "azure-native:storage:Queue",
    path: arm(`${ACCOUNT_PATH}/queueServices/default/queues/{queueName}`),
    apiVersion: VERSION,
    defaults: () => ({ metadata: {} }),
    check: ({ id }) => {
      requireName(
        id,
        /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
        "InvalidResourceName",
        "3 to 63 lowercase letters, digits and single hyphens",
      );
    },
  },
  {
    type: "azure-native:storage:BlobContainer",
    path: arm(`${ACCOUNT_PATH}/blobServices/default/containers/{containerName}`),
    apiVersion: VERSION,
    defaults: () => ({ defaultEncryptionScope: "$account-encryption-key", denyEncryptionScopeOverride: false }),
    returns: (sent) => ({ ...sent, publicAccess: capital((textAt(sent, "publicAccess") ?? "None").toLowerCase()) }),
    outputs: ({ caller }) => ({
      deleted: false,
      remainingRetentionDays: 0,
      lastModifiedTime: caller.now().toISOString(),
      legalHold: { hasLegalHold: false, tags: [] },
      hasImmutabilityPolicy: false,
      hasLegalHold: false,
      leaseState: "Available",
      leaseStatus: "Unlocked",
    }),
    check: ({ id, cloud, inputs, names }) => {
      requireName(
        id,
        /^(?!.*--)[a-z0-9$][a-z0-9-]{1,61}[a-z0-9]$/,
        "InvalidResourceName",
        "3 to 63 lowercase letters, digits and single hyphens",
      );
      const access = textAt(inputs, "publicAccess") ?? "None";
      const account = cloud.named("azure-native:storage:StorageAccount", names["accountName"] ?? "");
      if (access.toLowerCase() !== "none" && account?.properties["allowBlobPublicAccess"] !== true) {
        throw new AzureError(
          409,
          "PublicAccessNotPermitted",
          `Public access is not permitted on this storage account.`,
        );
      }
    },
  },
  {
    type: "azure-native:storage:Blob",
    path: arm(`${ACCOUNT_PATH}/blobServices/default/containers/{containerName}/blobs/{blobName}`),
    replaceOn: ["type", "source"],
    writeOnly: ["source"],
    outputs: ({ names }) => ({
      url: `https://${names["accountName"] ?? ""}.blob.core.windows.net/${names["containerName"] ?? ""}/${names["blobName"] ?? ""}`,
    }),
  },
];
