// What runs after publishing: the Container App that reads the secret starts anew, so that it reads the new value now and not
// when it next happens to. Two requests to Azure Resource Manager need no client library.
import type { TokenCredential } from "@azure/identity";
import { z } from "zod";
import { CLOUDS, type CloudName } from "../../../facts/clouds.ts";
import { VaultFailure } from "../../vault/vault-plane.ts";
import { REQUEST_TIMEOUT } from "./secrets.ts";

/** Azure's REST definitions, app ContainerApps. */
const API_VERSION = "2025-01-01";

const app = z.object({ properties: z.object({ latestReadyRevisionName: z.string().regex(/^[a-z0-9-]{1,127}$/) }) });
const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** `id`: of the Container App. */
export async function restartContainerApp(
  id: string,
  cloud: CloudName,
  credential: TokenCredential,
  request: typeof fetch = fetch,
): Promise<void> {
  const endpoint = CLOUDS[cloud].resourceManager;
  const send = async (method: string, path: string): Promise<unknown> => {
    const token = await credential.getToken(`${endpoint}/.default`);
    if (token === null)
      throw new VaultFailure("no token for Azure Resource Manager", undefined, "CredentialUnavailable");
    const response = await request(`${endpoint}${encodeURI(path)}?api-version=${API_VERSION}`, {
      method,
      headers: { authorization: `Bearer ${token.token}` },
      redirect: "error",
      signal: AbortSignal.timeout(REQUEST_TIMEOUT),
    }).catch((error: unknown) => {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new VaultFailure(cause instanceof Error ? cause.message : "no answer", undefined, "ECONNRESET");
    });
    const text = await response.text();
    if (response.ok) return text === "" ? undefined : JSON.parse(text);
    const said = refusal.safeParse(parseJson(text));
    throw said.success
      ? new VaultFailure(said.data.error.message, response.status, said.data.error.code)
      : new VaultFailure(`Azure Resource Manager answers ${response.status}`, response.status);
  };
  const { latestReadyRevisionName } = app.parse(await send("GET", id)).properties;
  await send("POST", `${id}/revisions/${latestReadyRevisionName}/restart`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
