// Entra's tokens for many sessions: asked for once, and again shortly before they end.
import type { TokenCredential } from "@azure/identity";
import { SqlFailure } from "./connection.ts";

/** Milliseconds before its end from which a token is not given out any more: a session must outlive its sign-in. */
export const TOKEN_MARGIN = 5 * 60_000;

/** Gives a token for an audience such as `https://database.windows.net/.default`. */
export function tokenSource(
  credential: TokenCredential,
  now: () => number = Date.now,
): (audience: string) => Promise<string> {
  const held = new Map<string, ReturnType<TokenCredential["getToken"]>>();
  const ask = (audience: string): ReturnType<TokenCredential["getToken"]> => {
    const asked = credential.getToken(audience);
    held.set(audience, asked);
    return asked;
  };
  return async (audience) => {
    try {
      const known = await held.get(audience);
      const isStale = known && known.expiresOnTimestamp - now() < TOKEN_MARGIN;
      const token = await (isStale ? ask(audience) : (held.get(audience) ?? ask(audience)));
      if (!token) throw new Error("Entra gave no token");
      return token.token;
    } catch (error) {
      held.delete(audience);
      throw new SqlFailure(error instanceof Error ? error.message : String(error), {
        phase: "connect",
        code: "ECREDENTIAL",
        cause: error,
      });
    }
  };
}
