// A vault's secrets through Azure's own client. It tries nothing again by itself: a change that is sent late could meet a
// claim that somebody else has taken over meanwhile, so every attempt is one request with an end.
import type { TokenCredential } from "@azure/identity";
import { SecretClient, type SecretClientOptions, type SecretProperties } from "@azure/keyvault-secrets";
import { call, NOTING_INNER_CODES } from "../../vault/azure-failure.ts";
import { REQUEST_LIFE } from "../claim.ts";
import { Hidden } from "../hidden.ts";
import type { SecretStore, Version } from "../store.ts";

/** How requests leave this machine; tests put a vault of their own in its place. */
export interface Transport {
  readonly httpClient?: NonNullable<SecretClientOptions["httpClient"]>;
  /** Where the blobs of a storage account answer. */
  readonly blobEndpoint?: (account: string) => string;
}

/** Milliseconds that a request is waited for; what the service does with it afterwards is within its life. */
export const REQUEST_TIMEOUT = REQUEST_LIFE / 2;

export function azureSecrets(uri: string, credential: TokenCredential, { httpClient }: Transport = {}): SecretStore {
  const client = new SecretClient(uri, credential, {
    retryOptions: { maxRetries: 0 },
    additionalPolicies: NOTING_INNER_CODES,
    ...(httpClient === undefined ? {} : { httpClient }),
  });
  const limit = () => ({ abortSignal: AbortSignal.timeout(REQUEST_TIMEOUT) });
  return {
    history: (name) =>
      call(async () => {
        let asOf: Date | undefined;
        const versions: Version[] = [];
        const pages = client.listPropertiesOfSecretVersions(name, {
          ...limit(),
          onResponse: ({ headers }) => {
            const date = new Date(headers.get("date") ?? Number.NaN);
            if (!Number.isNaN(date.getTime())) asOf = date;
          },
        });
        try {
          for await (const properties of pages) versions.push(versionOf(properties));
        } catch (error) {
          // A secret that is not there, or deleted, has no version.
          if ((error as { readonly statusCode?: number }).statusCode !== 404) throw error;
        }
        const [first, second] = versions.sort((a, b) => b.created.getTime() - a.created.getTime());
        // Times are whole seconds: of two versions of one second only the vault knows which is the newer.
        if (first !== undefined && second !== undefined && first.created.getTime() === second.created.getTime()) {
          const newest = await newestId(client, name, limit());
          versions.sort(
            (a, b) => b.created.getTime() - a.created.getTime() || Number(b.id === newest) - Number(a.id === newest),
          );
        }
        return { versions, asOf: asOf ?? new Date() };
      }),
    read: (name, version) =>
      call(async () => {
        const { value } = await client.getSecret(name, { version, ...limit() });
        return new Hidden(value ?? "");
      }),
    write: (name, { value, contentType, expires, tags }) =>
      call(async () => {
        await client.setSecret(name, value.reveal(), {
          contentType,
          expiresOn: expires,
          enabled: true,
          tags: { ...tags },
          ...limit(),
        });
      }),
    update: (name, version, { enabled, tags }) =>
      call(async () => {
        await client.updateSecretProperties(name, version, {
          ...(enabled === undefined ? {} : { enabled }),
          ...(tags === undefined ? {} : { tags: { ...tags } }),
          ...limit(),
        });
      }),
  };
}

/** Undefined where the newest is disabled: a disabled version cannot be got, and the vault does not say which it is. */
async function newestId(
  client: SecretClient,
  name: string,
  limit: { readonly abortSignal: AbortSignal },
): Promise<string | undefined> {
  try {
    return (await client.getSecret(name, limit)).properties.version;
  } catch (error) {
    if ((error as { readonly statusCode?: number }).statusCode === 403) return undefined;
    throw error;
  }
}

function versionOf({ version, createdOn, enabled, tags, expiresOn }: SecretProperties): Version {
  return {
    id: version ?? "",
    created: createdOn ?? new Date(0),
    enabled: enabled ?? true,
    tags: tags ?? {},
    ...(expiresOn === undefined ? {} : { expires: expiresOn }),
  };
}
