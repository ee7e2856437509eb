// The other half: a workload that is promised nothing must not get in. Here every way in is a fault, and a way that is closed
// by the network alone is no proof, since networks are opened for other reasons.
import { Actual } from "../../sql/actual.ts";
import { sidOf } from "../../sql/sid.ts";
import { of, type Evidence } from "../evidence.ts";
import { labelOf, type Promised } from "../promise.ts";
import { bad, ok, skipped, unknown, type Outcome } from "../step.ts";
import { heldBy } from "./role.ts";

export function noRole(promised: Promised, evidence: Evidence): Outcome {
  const { target, app, workload } = promised;
  if (target.kind === "database") return skipped("a database has users of its own");
  if ("unseen" in evidence.assignments) return unknown(evidence.assignments.unseen);
  const held = heldBy(target, evidence.assignments.seen);
  const [first] = held.flatMap(({ by }) => by);
  const word = held.find(({ by }) => by.length > 0)?.word;
  if (first !== undefined) {
    return bad(
      "reaches-by-role",
      "role",
      `${app}/${workload} may ${word ?? "reach"} ${labelOf(target)} by ${first.role}, and no manifest asks for it`,
      `find out who gave it, then take it away: az role assignment delete --ids ${first.id}`,
    );
  }
  return held.some(({ perhaps }) => perhaps)
    ? unknown("a condition decides that is not understood here")
    : ok("no role lets it in");
}

export function noPolicy(promised: Promised, evidence: Evidence): Outcome {
  const { target, identity, app, workload } = promised;
  if (target.kind === "database") return skipped("a database has users of its own");
  if ("unseen" in evidence.vault) return unknown(evidence.vault.unseen);
  const vault = evidence.vault.seen;
  if (typeof vault !== "object") return ok("the vault is not there");
  if (vault.rbac) return ok("the vault goes by roles alone");
  const policy = vault.policies.find(({ objectId }) => objectId.toLowerCase() === identity.principalId.toLowerCase());
  const rights = policy?.rights.filter((right) => right.startsWith(`${target.kind}s `)) ?? [];
  if (rights.length > 0) {
    return bad(
      "reaches-by-policy",
      "role",
      `${app}/${workload} may ${rights.join(", ")} by an access policy of the vault, and no manifest asks for it`,
      `pulumi up --stack ${promised.stack} --refresh puts the vault back to roles`,
    );
  }
  return unknown("the vault goes by access policies, which may name a group of the workload");
}

export function noUser(promised: Promised, evidence: Evidence): Outcome {
  const { target, identity, app, workload } = promised;
  if (target.kind !== "database") return skipped("no database lies on this way");
  if ("unseen" in evidence.inside) return unknown(evidence.inside.unseen);
  const inside = evidence.inside.seen;
  if ("refused" in inside) return unknown(`who runs this is not let in to look (${inside.refused})`);
  const [user] = new Actual(inside.catalog).withSid(sidOf(identity.clientId));
  if (user !== undefined) {
    return bad(
      "reaches-by-user",
      "role",
      `${app}/${workload} is user ${user.name} in database ${target.name}, and no manifest asks for it`,
      `find out who made it, then run strongroom sql apply --stack ${promised.stack}; a user that others made is dropped by hand`,
    );
  }
  return ok("the database has no user of it");
}

/** Its own call, refused for want of a right and nothing else, is the proof. */
export function noCall(promised: Promised, { call: asked }: Evidence): Outcome {
  if ("unseen" in asked) return skipped(asked.unseen);
  const call = asked.seen;
  const { app, workload, target } = promised;
  if (call.kind === "done") {
    return bad(
      "reaches",
      "role",
      `${app}/${workload} was let in to ${labelOf(target)}, and no manifest asks for it`,
      "look for the grant: strongroom access --what NAME, and az role assignment list --assignee of its object id with --include-groups",
    );
  }
  return isRefusedForRights(call.code)
    ? ok("its own call was refused for want of a right")
    : unknown(`its own call failed before its rights were asked (${call.code})`);
}

export const isRefusedForRights = (code: string): boolean =>
  /^(?:ForbiddenByRbac|ForbiddenByPolicy|AccessDenied|18456|916)$/i.test(code);

export const refusedForRights = (evidence: Evidence): boolean => {
  const call = of(evidence.call);
  return call?.kind === "refused" && isRefusedForRights(call.code);
};
