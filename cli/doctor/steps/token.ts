// The token: what the host asks with, what came back, and whether its claims are those that the service wants.
import type { Cloud } from "../../../facts/clouds.ts";
import { ENTRA_AUTHORITY } from "../../../facts/issuers.ts";
import { diagnose } from "../diagnose.ts";
import type { Claims, Evidence, OwnToken } from "../evidence.ts";
import type { Promised } from "../promise.ts";
import { bad, ok, skipped, unknown, WAITABLE, type Outcome } from "../step.ts";

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** What the host asks with, and what came back. */
export function lookAtToken(promised: Promised, evidence: Evidence): Outcome {
  const { token, now, where } = evidence;
  if ("unseen" in token)
    return where === "workload" ? unknown(token.unseen) : skipped("only the workload's own host holds its token");
  const own = token.seen;
  return (
    variableProblem(promised, own) ??
    ("refused" in own.result ? refusal(own.result.refused) : claimsProblem(promised, own.result.claims, now)) ??
    ok("the token is the workload's")
  );
}

function variableProblem({ tenantId, identity, app, workload }: Promised, own: OwnToken): Outcome | undefined {
  const paste = `set it as strongroom connect ${app} ${workload} prints it`;
  if (own.tenantVariable !== undefined && !same(own.tenantVariable, tenantId)) {
    return bad(
      "tenant-variable",
      "tenant",
      `AZURE_TENANT_ID of this host is ${own.tenantVariable}, and the workload's tenant is ${tenantId}`,
      paste,
    );
  }
  if (own.clientVariable !== undefined && !same(own.clientVariable, identity.clientId)) {
    const which = same(own.clientVariable, identity.principalId)
      ? "the object id of the identity, and its client id is wanted"
      : "another identity's";
    return bad("client-variable", "host", `AZURE_CLIENT_ID of this host is ${which}`, paste);
  }
  return undefined;
}

/** Entra's own words are known by the same table as a pasted message. */
function refusal(said: string): Outcome {
  const known = diagnose(said);
  if (known.verdict !== "known") {
    return bad(
      "token-refused",
      "sign-in",
      "this host got no token, for a reason that is not known here",
      "paste the message of the credential: strongroom doctor --paste",
    );
  }
  const { id, kind, cause, remedy } = known.cause;
  return bad(id, kind, cause, remedy, kind === "wait" ? WAITABLE : {});
}

function claimsProblem(
  { tenantId, identity, cloud, target }: Promised,
  claims: Claims,
  now: Date,
): Outcome | undefined {
  if (claims.tenantId !== undefined && !same(claims.tenantId, tenantId)) {
    return bad(
      "token-tenant",
      "tenant",
      `the token is of tenant ${claims.tenantId}, and the workload's is ${tenantId}`,
      "sign in to the workload's tenant: AZURE_TENANT_ID",
    );
  }
  const authorities = [
    `https://sts.windows.net/${tenantId}/`,
    `${ENTRA_AUTHORITY[cloud.name]}/${tenantId}/`,
    `${ENTRA_AUTHORITY[cloud.name]}/${tenantId}/v2.0`,
    `https://sts.chinacloudapi.cn/${tenantId}/`,
  ];
  if (!authorities.some((issuer) => same(issuer, claims.issuer))) {
    return bad(
      "token-issuer",
      "tenant",
      `the token was issued by ${claims.issuer}, which is not this cloud's Entra`,
      `set AZURE_AUTHORITY_HOST to ${cloud.authorityHost}`,
    );
  }
  if (!audiences(cloud, target.kind).some((audience) => same(audience, claims.audience.replace(/\/$/, "")))) {
    return bad(
      "token-audience",
      "sign-in",
      `the token is for ${claims.audience}`,
      `ask for ${audiences(cloud, target.kind)[0] ?? ""}/.default`,
    );
  }
  if (claims.objectId !== undefined && !same(claims.objectId, identity.principalId)) {
    return bad(
      "token-identity",
      "host",
      `the token is of object ${claims.objectId}, and identity ${identity.name} is ${identity.principalId}: the host signs in as somebody else`,
      `set AZURE_CLIENT_ID to ${identity.clientId}`,
    );
  }
  if (claims.expires !== undefined && claims.expires.getTime() <= now.getTime()) {
    return bad(
      "token-expired",
      "sign-in",
      "the token that this host got is expired already: its clock is wrong, or a cache keeps it",
      "set the host's clock, and empty the cache of tokens",
    );
  }
  return undefined;
}

/** Key Vault also takes its application's id in place of the address. */
function audiences({ vaultSuffix, sqlSuffix }: Cloud, kind: string): readonly string[] {
  return kind === "database"
    ? [`https://${sqlSuffix}`]
    : [`https://${vaultSuffix}`, "cfa8b339-82a2-471a-a3c9-0fc0be7a4093"];
}
