// Who answers at a vault's address, asked without a token: Key Vault challenges, and its challenge names its tenant.
import { messageOf } from "../../../text/errors.ts";
import { unseen, type Answerer, type Asked } from "../evidence.ts";
import { PROBE_TIMEOUT } from "./machine.ts";

export async function whoAnswers(host: string, fetchIt: typeof fetch): Promise<Asked<Answerer>> {
  try {
    const response = await fetchIt(`https://${host}/secrets?api-version=7.4`, {
      redirect: "manual",
      signal: AbortSignal.timeout(PROBE_TIMEOUT),
    });
    await response.body?.cancel();
    const challenge = response.headers.get("www-authenticate") ?? "";
    const isVault =
      /resource="https:\/\/vault\./.test(challenge) || response.headers.has("x-ms-keyvault-service-version");
    if (!isVault) return { seen: { kind: "other", said: `status ${String(response.status)}` } };
    return {
      seen: {
        kind: "vault",
        tenantId: /authorization(?:_uri)?="https:\/\/[^/"]+\/([0-9a-f-]{36})"/i.exec(challenge)?.[1],
      },
    };
  } catch (error) {
    return unseen(`the vault did not answer (${messageOf(error)})`);
  }
}
