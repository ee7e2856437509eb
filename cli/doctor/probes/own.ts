// What only the workload's own host can do: get its token and make its call. The token is read for its claims and handed to
// the service it was made for; it is never printed, and the value of a secret is never read off the wire.
import { z } from "zod";
import { messageOf } from "../../../text/errors.ts";
import { unseen, type Asked, type Call, type Claims, type OwnToken } from "../evidence.ts";
import type { Promised, VaultTarget } from "../promise.ts";
import { PROBE_TIMEOUT, type Machine } from "./machine.ts";

const VERSION = "7.4";

const text = z.string().optional();
const payload = z.object({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  sub: text,
  tid: text,
  oid: text,
  appid: text,
  azp: text,
  exp: z.number().optional(),
});

/** The middle part of a token, without asking whether its signature is good: the service asks that. */
function claimsIn(token: string): z.output<typeof payload> | undefined {
  try {
    return payload.parse(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")));
  } catch {
    return undefined;
  }
}

const first = (aud: string | readonly string[]): string => (typeof aud === "string" ? aud : (aud[0] ?? ""));

export async function ownToken(
  { cloud, target }: Promised,
  { credential, env, readFile }: Pick<Machine, "credential" | "env" | "readFile">,
): Promise<{ readonly evidence: OwnToken; readonly token?: string }> {
  const file = env["AZURE_FEDERATED_TOKEN_FILE"];
  const assertion = file === undefined || file === "" ? undefined : claimsIn(await readFile(file).catch(() => ""));
  const tenantVariable = env["AZURE_TENANT_ID"];
  const clientVariable = env["AZURE_CLIENT_ID"];
  const about = {
    ...(assertion?.sub === undefined
      ? {}
      : { assertion: { issuer: assertion.iss, subject: assertion.sub, audience: first(assertion.aud) } }),
    ...(tenantVariable === undefined || tenantVariable === "" ? {} : { tenantVariable }),
    ...(clientVariable === undefined || clientVariable === "" ? {} : { clientVariable }),
  };
  const scope = `https://${target.kind === "database" ? cloud.sqlSuffix : cloud.vaultSuffix}/.default`;
  try {
    const got = await credential.getToken(scope);
    const claims = got === null ? undefined : claimsIn(got.token);
    if (got === null || claims === undefined) return { evidence: { ...about, result: { refused: "no token came" } } };
    const { iss, aud, tid, oid, appid, azp, exp } = claims;
    const read: Claims = {
      issuer: iss,
      audience: first(aud),
      tenantId: tid,
      objectId: oid,
      clientId: appid ?? azp,
      expires: exp === undefined ? undefined : new Date(exp * 1000),
    };
    return { evidence: { ...about, result: { claims: read } }, token: got.token };
  } catch (error) {
    return { evidence: { ...about, result: { refused: error instanceof Error ? error.message : String(error) } } };
  }
}

const failure = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().default(""),
    innererror: z.object({ code: z.string() }).nullish(),
  }),
});

/** What the workload does with the object, as far as doing it changes nothing. */
export async function ownCall(target: VaultTarget, token: string, fetchIt: typeof fetch): Promise<Asked<Call>> {
  if (target.kind === "key") return unseen("a key's operation is not tried, since that would use the key");
  if (!target.words.includes("read")) return unseen("writing is not tried");
  try {
    const response = await fetchIt(`https://${target.host}/${target.kind}s/${target.name}?api-version=${VERSION}`, {
      headers: { authorization: `Bearer ${token}` },
      redirect: "error",
      signal: AbortSignal.timeout(PROBE_TIMEOUT),
    });
    if (response.ok) {
      // That it was let in is all that is wanted: the value stays where it is.
      await response.body?.cancel();
      return { seen: { kind: "done" } };
    }
    const parsed = failure.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success) return { seen: { kind: "refused", code: String(response.status), said: "" } };
    const { code, message, innererror } = parsed.data.error;
    return { seen: { kind: "refused", code: innererror?.code ?? code, said: message } };
  } catch (error) {
    return unseen(`the vault did not answer (${messageOf(error)})`);
  }
}
