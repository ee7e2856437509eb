// An Entra application's client secrets through Microsoft Graph, and a sign-in with one of them. Four requests need no client
// library. A token goes to the cloud's own Graph, a client secret to the cloud's own sign-in address, and nowhere else.
import type { TokenCredential } from "@azure/identity";
import { z } from "zod";
import type { CloudName } from "../../../facts/clouds.ts";
import { VaultFailure } from "../../vault/vault-plane.ts";
import { Hidden } from "../hidden.ts";
import type { Application } from "../strategies/entra-application.ts";
import { REQUEST_TIMEOUT } from "./secrets.ts";

/** Graph and sign-in of each cloud (microsoft-graph-docs: deployments; entra-docs: authentication-national-cloud). */
const GRAPH: Readonly<Record<CloudName, string>> = {
  public: "https://graph.microsoft.com",
  usgovernment: "https://graph.microsoft.us",
  china: "https://microsoftgraph.chinacloudapi.cn",
};
const SIGN_IN: Readonly<Record<CloudName, string>> = {
  public: "https://login.microsoftonline.com",
  usgovernment: "https://login.microsoftonline.us",
  china: "https://login.partner.microsoftonline.cn",
};

const application = z.object({
  passwordCredentials: z.array(
    z.object({ keyId: z.guid(), displayName: z.string().nullish(), hint: z.string().nullish() }),
  ),
});
const added = z.object({ keyId: z.guid(), secretText: z.string().min(1) });
const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const signInRefusal = z.object({ error: z.string(), error_codes: z.array(z.number()).optional() });

/** Entra's answers to a wrong secret, and to one that has ended (entra-docs: reference-error-codes). */
const WRONG_SECRET = new Set([7000215, 7000222]);

export interface ApplicationArgs {
  readonly objectId: string;
  readonly clientId: string;
  readonly tenantId: string;
  readonly cloud: CloudName;
}

export function graphApplication(
  { objectId, clientId, tenantId, cloud }: ApplicationArgs,
  credential: TokenCredential,
  request: typeof fetch = fetch,
): Application {
  const send = async (url: string, init: RequestInit): Promise<readonly [Response, unknown]> => {
    try {
      const response = await request(url, { ...init, redirect: "error", signal: AbortSignal.timeout(REQUEST_TIMEOUT) });
      return [response, parseJson(await response.text())];
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new VaultFailure(cause instanceof Error ? cause.message : "no answer", undefined, "ECONNRESET");
    }
  };
  const graph = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const token = await credential.getToken(`${GRAPH[cloud]}/.default`);
    if (token === null) throw new VaultFailure("no token for Microsoft Graph", undefined, "CredentialUnavailable");
    const [response, answer] = await send(`${GRAPH[cloud]}/v1.0/applications/${objectId}${path}`, {
      method,
      headers: { authorization: `Bearer ${token.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok) return answer;
    const said = refusal.safeParse(answer);
    throw said.success
      ? new VaultFailure(said.data.error.message, response.status, said.data.error.code)
      : new VaultFailure(`Microsoft Graph answers ${response.status}`, response.status);
  };
  return {
    secrets: async () =>
      application
        .parse(await graph("GET", "?$select=passwordCredentials"))
        .passwordCredentials.map(({ keyId, displayName, hint }) => ({
          keyId,
          displayName: displayName ?? "",
          ...(typeof hint === "string" ? { hint } : {}),
        })),
    add: async (displayName, ends) => {
      const { keyId, secretText } = added.parse(
        await graph("POST", "/addPassword", { passwordCredential: { displayName, endDateTime: ends.toISOString() } }),
      );
      return { keyId, value: new Hidden(secretText) };
    },
    remove: async (keyId) => {
      try {
        await graph("POST", "/removePassword", { keyId });
      } catch (error) {
        // Another attempt of the same request was heard after all.
        if (error instanceof VaultFailure && /no password credential found/i.test(error.message)) return;
        throw error;
      }
    },
    signsIn: async (value) => {
      const [response, answer] = await send(`${SIGN_IN[cloud]}/${tenantId}/oauth2/v2.0/token`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({
          grant_type: "client_credentials",
          client_id: clientId,
          client_secret: value.reveal(),
          scope: `${GRAPH[cloud]}/.default`,
        }).toString(),
      });
      if (response.ok) return true;
      const said = signInRefusal.safeParse(answer);
      if (said.success && said.data.error_codes?.some((code) => WRONG_SECRET.has(code)) === true) return false;
      // Never the whole answer: it may repeat what was sent.
      throw new VaultFailure(
        `Entra refuses the sign-in${said.success ? ` (${said.data.error})` : ""}`,
        response.status,
        "SignInRefused",
      );
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
