// The server and the inside of the database: its settings, its state, the contained user with its SID, and what it may do.
import { rolesFor } from "../../../components/sql/database-access.ts";
import { Actual } from "../../sql/actual.ts";
import { guidOf, sidOf } from "../../sql/sid.ts";
import { of, type Evidence } from "../evidence.ts";
import type { DatabaseTarget, Promised } from "../promise.ts";
import { bad, ok, skipped, unknown, WAITABLE, type Outcome } from "../step.ts";
import { targetProblem } from "./road.ts";
import { isPublic } from "../../vault/public-road.ts";

const apply = ({ stack }: Promised): string => `strongroom sql apply --stack ${stack}`;

export function lookAtServer(promised: Promised, evidence: Evidence): Outcome {
  const { target, stack } = promised;
  if (target.kind !== "database") return skipped("no server lies on this way");
  const problem = targetProblem(promised, evidence);
  if (problem !== undefined) return problem;
  if ("unseen" in evidence.server) return unknown(evidence.server.unseen);
  const server = evidence.server.seen;
  if (typeof server !== "object") return unknown("");
  if (!server.administrator) {
    return bad(
      "sql-no-administrator",
      "sign-in",
      `server ${target.host} has no Entra administrator, so it takes nobody's token`,
      `pulumi up --stack ${stack} --refresh sets it; see in the activity log who took it away`,
    );
  }
  const resolution = of(evidence.resolution);
  if (
    evidence.where !== "outside" &&
    server.publicAccess &&
    resolution?.kind === "addresses" &&
    resolution.addresses.every(isPublic) &&
    of(evidence.call)?.kind !== "done"
  ) {
    const call = of(evidence.call);
    if (call?.kind === "refused" && /^(?:40615|40914|42101|47073)$/.test(call.code)) {
      return bad(
        "sql-firewall",
        "network",
        `the firewall of ${target.host} does not let this address in`,
        "reach it by the private endpoint; an exception is a setting with a reason and an end (publicAccess)",
      );
    }
  }
  return ok(
    server.entraOnly
      ? "it takes Entra's tokens alone"
      : "it has an Entra administrator; passwords are let in, too, which pulumi up mends",
  );
}

export function lookAtDatabase(promised: Promised, evidence: Evidence): Outcome {
  const { database: asked, inside, where } = evidence;
  const { target, stack } = promised;
  if (target.kind !== "database") return skipped("no database lies on this way");
  if ("unseen" in asked) return unknown(asked.unseen);
  const found = asked.seen;
  if (found === "absent") {
    return bad(
      "database-missing",
      "object",
      `there is no database ${target.name} on ${target.host}`,
      `deploy it: pulumi up --stack ${stack} --refresh; one that was deleted is restored (docs/runbooks/sql-restore.md)`,
      WAITABLE,
    );
  }
  switch (found.status) {
    case "Online":
      return ok("online");
    // sql-docs: serverless tier overview: the first sign-in wakes it, and is answered 40613.
    case "Paused":
    case "Resuming":
    case "Pausing":
      // Nothing wakes it for a look from outside, and a look that was let in has woken it.
      if (where === "outside" || of(inside) !== undefined || of(evidence.call)?.kind === "done") {
        return ok(`${found.status.toLowerCase()}; the first sign-in wakes it, within about a minute`);
      }
      return bad(
        "database-paused",
        "wait",
        `database ${target.name} is ${found.status.toLowerCase()}: the first sign-in wakes it, within about a minute`,
        "try again for more than a minute, or run this with --wait 5m",
        WAITABLE,
      );
    case "Inaccessible":
      return bad(
        "database-inaccessible",
        "object",
        `database ${target.name} is inaccessible: its encryption key cannot be read`,
        "give the server's identity the key back, and enable it (docs/runbooks/sql-key-rotation.md)",
      );
    default:
      return bad(
        "database-offline",
        "object",
        `database ${target.name} is ${found.status.toLowerCase()}`,
        "look at it in the portal: a restore, a copy or a failover may be going on",
        WAITABLE,
      );
  }
}

export function lookAtUser(promised: Promised, evidence: Evidence): Outcome {
  const { target } = promised;
  const asked = evidence.inside;
  if (target.kind !== "database") return skipped("no database lies on this way");
  if (of(evidence.measured) === "ok") return ok("the job in the network found it, with its roles");
  if ("unseen" in asked) return unknown(asked.unseen);
  if ("refused" in asked.seen) return unknown(`who runs this is not let in to look (${asked.seen.refused})`);
  const actual = new Actual(asked.seen.catalog);
  const { user } = target;
  if (user === undefined) return unknown("the stack's outputs do not say what user it has");
  const { clientId, principalId } = promised.identity;
  const found = actual.named(user.name);
  if (found === undefined) {
    const [other] = actual.withSid(sidOf(clientId));
    if (other !== undefined) {
      return bad(
        "user-other-name",
        "role",
        `the workload's identity is user ${other.name} in ${target.name}, and ${user.name} is declared`,
        `run ${apply(promised)}`,
      );
    }
    return bad(
      "user-missing",
      "role",
      `database ${target.name} has no user ${user.name}`,
      `run ${apply(promised)}`,
      WAITABLE,
    );
  }
  if (found.sid !== sidOf(clientId)) {
    const made = found.sid === undefined ? undefined : guidOf(found.sid);
    const why =
      made === principalId.toLowerCase()
        ? "its object id, and a client id is wanted"
        : "another identity: it was made before the identity was made anew, or by hand";
    return bad(
      "user-sid",
      "role",
      `user ${user.name} was made of ${why}`,
      `run ${apply(promised)}, which makes it anew`,
    );
  }
  const denied = actual.permissionsOf(found).find(({ state, permission }) => state === "D" && permission === "CONNECT");
  if (denied !== undefined) {
    return bad(
      "user-denied",
      "role",
      `user ${user.name} is denied CONNECT: somebody has locked it out`,
      `find out who and why; REVOKE CONNECT TO the user, or run ${apply(promised)}`,
    );
  }
  return rightsProblem(promised, target, actual, found.id) ?? ok(`user ${user.name} is there, with its roles`);
}

function rightsProblem(
  promised: Promised,
  { user, name }: DatabaseTarget,
  actual: Actual,
  id: number,
): Outcome | undefined {
  if (user === undefined) return undefined;
  const principal = actual.catalog.principals.find((each) => each.id === id);
  if (principal === undefined) return undefined;
  for (const access of user.access) {
    if (access.schema !== undefined && actual.schema(access.schema) === undefined) {
      return bad(
        "schema-missing",
        "object",
        `database ${name} has no schema ${access.schema}, on which user ${user.name} is to have rights`,
        `its owner creates the schema, then run ${apply(promised)}`,
      );
    }
    const held = new Set(actual.rolesOf(principal).map((role) => role.name));
    const lacking = rolesFor(access).find((role) => !held.has(role.name));
    if (lacking !== undefined) {
      return bad(
        "user-role",
        "role",
        `user ${user.name} is not in role ${lacking.name}, which ${access.level} takes`,
        `run ${apply(promised)}`,
        WAITABLE,
      );
    }
  }
  return undefined;
}
