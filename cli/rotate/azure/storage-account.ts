// A storage account's keys: made anew through Azure Resource Manager, tried at the account's own front door.
import type { StorageManagementClient } from "@azure/arm-storage";
import type { TokenCredential } from "@azure/identity";
import { CLOUDS, type CloudName } from "../../../facts/clouds.ts";
import { call } from "../../vault/azure-failure.ts";
import { VaultFailure } from "../../vault/vault-plane.ts";
import { Hidden } from "../hidden.ts";
import { RotationFailure } from "../strategies/strategy.ts";
import type { Account } from "../strategies/storage-account-key.ts";
import { REQUEST_TIMEOUT, type Transport } from "./secrets.ts";

/** Where blobs answer (azure-docs: storage-account-overview; azure-government; azure.cn). */
const BLOB_SUFFIX: Readonly<Record<CloudName, string>> = {
  public: "blob.core.windows.net",
  usgovernment: "blob.core.usgovcloudapi.net",
  china: "blob.core.chinacloudapi.cn",
};

const ID =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Storage\/storageAccounts\/([^/]+)$/i;

export function azureAccount(
  id: string,
  cloud: CloudName,
  credential: TokenCredential,
  { httpClient, blobEndpoint }: Transport = {},
): Account {
  const [, subscription = "", group = "", name = ""] = ID.exec(id) ?? [];
  let made: StorageManagementClient | undefined;
  // Loaded when the first account is asked: most runs have none.
  const accounts = async (): Promise<StorageManagementClient["storageAccounts"]> => {
    const { StorageManagementClient: Client } = await import("@azure/arm-storage");
    made ??= new Client(credential, subscription, {
      endpoint: CLOUDS[cloud].resourceManager,
      credentials: { scopes: [`${CLOUDS[cloud].resourceManager}/.default`] },
      retryOptions: { maxRetries: 0 },
      ...(httpClient === undefined ? {} : { httpClient }),
    });
    return made.storageAccounts;
  };
  const limit = () => ({ abortSignal: AbortSignal.timeout(REQUEST_TIMEOUT) });
  return {
    takesKeys: () =>
      call(async () => (await (await accounts()).getProperties(group, name, limit())).allowSharedKeyAccess !== false),
    keys: () =>
      call(async () =>
        ((await (await accounts()).listKeys(group, name, limit())).keys ?? []).map(
          ({ keyName, value, creationTime }) => ({
            name: keyName ?? "",
            value: new Hidden(value ?? ""),
            ...(creationTime === undefined ? {} : { made: creationTime }),
          }),
        ),
      ),
    regenerate: (keyName) =>
      call(async () => {
        await (await accounts()).regenerateKey(group, name, { keyName }, limit());
      }),
    opensWith: async (key) => {
      const { BlobServiceClient, StorageSharedKeyCredential } = await import("@azure/storage-blob");
      const service = new BlobServiceClient(
        blobEndpoint?.(name) ?? `https://${name}.${BLOB_SUFFIX[cloud]}`,
        new StorageSharedKeyCredential(name, key.reveal()),
        { retryOptions: { maxTries: 1 } },
      );
      try {
        await call(() => service.getProperties(limit()));
        return true;
      } catch (error) {
        if (!(error instanceof VaultFailure) || error.status !== 403) throw error;
        if (error.code === "AuthenticationFailed") return false;
        throw new RotationFailure(
          `its storage account turns this run away (${error.code ?? "403"}), so a new key could not be tried and none was published; let the run's network reach ${name}.${BLOB_SUFFIX[cloud]}`,
        );
      }
    },
  };
}
