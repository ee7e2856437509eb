// A token that somebody decoded and pasted: its claims against what the stack declares. Claims alone open nothing; the token
// itself is refused before anything of it is read.
import { z } from "zod";
import { nothingSeen, type OwnToken } from "./evidence.ts";
import type { Promised } from "./promise.ts";
import type { FoundCause } from "./step.ts";
import { lookAtFederation } from "./steps/sign-in.ts";
import { lookAtToken } from "./steps/token.ts";

const claims = z.looseObject({
  iss: z.string().max(600),
  aud: z.union([z.string(), z.array(z.string()).min(1)]),
  sub: z.string().max(600).optional(),
  tid: z.string().optional(),
  oid: z.string().optional(),
  appid: z.string().optional(),
  exp: z.number().optional(),
});
export type DecodedToken = z.output<typeof claims>;

/** The claims, where the text is those of a token; a header before them is left out. */
export function decodedToken(text: string): DecodedToken | undefined {
  const from = text.lastIndexOf("{", text.search(/"(?:iss|aud)"\s*:/));
  const end = text.lastIndexOf("}");
  if (from < 0 || end < from) return undefined;
  try {
    const parsed = claims.safeParse(JSON.parse(text.slice(from, end + 1)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined: the claims are those that the workload's token must have. */
export function judgeClaims(promised: Promised, token: DecodedToken, now: Date): FoundCause | undefined {
  const audience = typeof token.aud === "string" ? token.aud : (token.aud[0] ?? "");
  const isAssertion =
    /^api:\/\/AzureADTokenExchange/i.test(audience) || (token.tid === undefined && token.oid === undefined);
  const read = {
    issuer: token.iss,
    audience,
    tenantId: token.tid,
    objectId: token.oid,
    clientId: token.appid,
    expires: token.exp === undefined ? undefined : new Date(token.exp * 1000),
  };
  const own: OwnToken = {
    ...(isAssertion ? { assertion: { issuer: token.iss, subject: token.sub ?? "", audience } } : {}),
    result: { claims: read },
  };
  const credentials = promised.identity.federation.map((each) => ({
    ...each,
    audiences: [promised.cloud.tokenExchangeAudience],
    created: undefined,
  }));
  const evidence = {
    ...nothingSeen("workload", now, "not asked"),
    token: { seen: own },
    credentials: { seen: credentials },
  };
  const outcome = (isAssertion ? lookAtFederation : lookAtToken)(promised, evidence);
  return outcome.state === "bad" ? outcome.cause : undefined;
}
