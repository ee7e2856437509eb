// Reads one secret of a vault as this workload's identity. Retries are the cache's: the client's own would multiply them.
import type { TokenCredential } from "@azure/identity";
import { SecretClient, type SecretClientOptions } from "@azure/keyvault-secrets";
import { Refused } from "./cached-secret.ts";

/** Milliseconds that one read may take. */
const TIMEOUT = 5_000;

/** Answers that stay the same when asked again: not signed in, not allowed, not there. */
const FINAL = new Set([400, 401, 403, 404]);

export function readerOf(
  vaultUri: string,
  name: string,
  credential: TokenCredential,
  options: SecretClientOptions = {},
): () => Promise<string> {
  const client = new SecretClient(vaultUri, credential, { ...options, retryOptions: { maxRetries: 0 } });
  return async () => {
    try {
      // Without a version: the newest, so that rotation needs no deployment.
      const { value } = await client.getSecret(name, { abortSignal: AbortSignal.timeout(TIMEOUT) });
      if (value === undefined) throw new Refused(`secret ${name} has no value`);
      return value;
    } catch (error) {
      if (error instanceof Error && "statusCode" in error && FINAL.has(Number(error.statusCode))) {
        throw new Refused(`the vault refuses secret ${name} (${String(error.statusCode)})`, { cause: error });
      }
      throw error;
    }
  };
}
