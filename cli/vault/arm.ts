// Role assignments by Azure's REST interface: three requests do not need a client library. The token goes to the cloud's
// own management endpoint and nowhere else.
import type { TokenCredential } from "@azure/identity";
import { CLOUDS, type Cloud } from "../../facts/clouds.ts";
import { z } from "zod";
import type { Assignment } from "./actual.ts";
import { VaultFailure, type NewAssignment } from "./vault-plane.ts";

/** Azure's REST definitions, authorization. */
const API_VERSION = "2022-04-01";

/** Milliseconds. */
const TIMEOUT = 30_000;

const page = z.object({
  value: z.array(
    z.object({
      name: z.string(),
      properties: z.object({ principalId: z.string(), roleDefinitionId: z.string(), scope: z.string() }),
    }),
  ),
});

const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export interface RoleAssignments {
  list(scope: string): Promise<readonly Assignment[]>;
  put(scope: string, assignment: NewAssignment): Promise<void>;
  delete(scope: string, name: string): Promise<void>;
}

export function roleAssignments(
  credential: TokenCredential,
  cloud: Pick<Cloud, "name">,
  request: typeof fetch = fetch,
): RoleAssignments {
  const endpoint = CLOUDS[cloud.name].resourceManager;
  const send = async (method: string, path: string, query: string, body?: unknown): Promise<unknown> => {
    const token = await credential.getToken(`${endpoint}/.default`);
    if (token === null)
      throw new VaultFailure("no token for Azure Resource Manager", undefined, "CredentialUnavailable");
    const response = await request(`${endpoint}${encodeURI(path)}?api-version=${API_VERSION}${query}`, {
      method,
      headers: { authorization: `Bearer ${token.token}`, "content-type": "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new VaultFailure(cause);
    });
    const text = await response.text();
    if (response.ok) return text === "" ? undefined : JSON.parse(text);
    const parsed = refusal.safeParse(parseJson(text));
    throw parsed.success
      ? new VaultFailure(parsed.data.error.message, response.status, parsed.data.error.code)
      : new VaultFailure(`Azure Resource Manager answers ${response.status}`, response.status);
  };
  const at = (scope: string, name?: string): string =>
    `${scope}/providers/Microsoft.Authorization/roleAssignments${name === undefined ? "" : `/${name}`}`;

  return {
    list: async (scope) => {
      const { value } = page.parse(await send("GET", at(scope), "&$filter=atScope()"));
      // atScope() also gives what is inherited from above.
      return value
        .filter(({ properties }) => properties.scope.toLowerCase() === scope.toLowerCase())
        .map(({ name, properties: { principalId, roleDefinitionId } }) => ({ name, principalId, roleDefinitionId }));
    },
    put: async (scope, { name, ...properties }) => {
      await send("PUT", at(scope, name), "", { properties });
    },
    delete: async (scope, name) => {
      await send("DELETE", at(scope, name), "");
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
