// Azure's clients fail in ways of their own; everything else here knows one. What matters most about a refusal, such as that
// a role is not known yet, is in the inner error, and a client that lists throws it away: it is noted as the answer arrives.
import { z } from "zod";
import type { SecretClientOptions } from "@azure/keyvault-secrets";
import { VaultFailure } from "./vault-plane.ts";

type Policies = NonNullable<SecretClientOptions["additionalPolicies"]>;

const refusal = z.object({ error: z.object({ innererror: z.object({ code: z.string() }) }) });

/** By the request that was refused. */
const innerCodes = new WeakMap<object, string>();

/** For the options of every client whose failures `call` translates. */
export const NOTING_INNER_CODES: Policies = [
  {
    position: "perRetry",
    policy: {
      name: "noteInnerCode",
      sendRequest: async (request, next) => {
        const response = await next(request);
        if (response.status >= 400) {
          const parsed = refusal.safeParse(parseJson(response.bodyAsText ?? ""));
          if (parsed.success) innerCodes.set(request, parsed.data.error.innererror.code);
        }
        return response;
      },
    },
  },
];

/** Every failure as one kind, whichever client it came from. */
export async function call<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asFailure(error);
  }
}

function asFailure(error: unknown): VaultFailure {
  if (error instanceof VaultFailure) return error;
  const { message, name, statusCode, code, details, request } = error as {
    message?: string;
    name?: string;
    statusCode?: number;
    code?: string;
    details?: { error?: { code?: string } };
    request?: object;
  };
  if (
    name === "CredentialUnavailableError" ||
    name === "AggregateAuthenticationError" ||
    name === "AuthenticationError"
  ) {
    return new VaultFailure(message ?? "no credential", undefined, "CredentialUnavailable");
  }
  const inner = request === undefined ? undefined : innerCodes.get(request);
  return new VaultFailure(message ?? String(error), statusCode, inner ?? details?.error?.code ?? code);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
