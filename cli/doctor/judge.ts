// From what was seen to a verdict: every step in the order in which a packet and a token travel, and the first cause on the way.
// `proven` is said of the workload's own call alone, `evaluated` of everything that Azure says about it.
import type { Evidence } from "./evidence.ts";
import type { Promised } from "./promise.ts";
import type { FoundCause, Outcome, Step } from "./step.ts";
import { callDone, lookAtCall } from "./steps/call.ts";
import { lookAtAnswerer, lookAtConnection, lookAtTls } from "./steps/connection.ts";
import { lookAtDatabase, lookAtServer, lookAtUser } from "./steps/database.ts";
import { lookAtName } from "./steps/name.ts";
import { lookAtMeasured } from "./steps/measured.ts";
import { noCall, noPolicy, noRole, noUser, refusedForRights } from "./steps/not.ts";
import { lookAtRoad } from "./steps/road.ts";
import { lookAtDenies, lookAtRole } from "./steps/role.ts";
import { lookAtFederation, lookAtHost, lookAtIdentity } from "./steps/sign-in.ts";
import { lookAtToken } from "./steps/token.ts";
import { lookAtObject, lookAtVault } from "./steps/vault.ts";

const step = (id: string, asks: string, look: Step["look"], decisive = true): Step => ({ id, asks, look, decisive });

/** In the order of the way. */
export const STEPS: readonly Step[] = [
  step("name", "does the name end at the private endpoint?", lookAtName),
  step("road", "has Azure a private way there?", lookAtRoad, false),
  step("measured", "what did a job in the network meet?", lookAtMeasured),
  step("connection", "does somebody answer at the address?", lookAtConnection),
  step("tls", "is the certificate for the name?", lookAtTls),
  step("answer", "who answers?", lookAtAnswerer),
  step("identity", "is the identity there?", lookAtIdentity),
  step("federation", "may who signs in as it?", lookAtFederation),
  step("host", "is it attached to its host?", lookAtHost, false),
  step("token", "is the token the workload's?", lookAtToken),
  step("role", "does a role permit it?", lookAtRole),
  step("deny", "does something deny it?", lookAtDenies, false),
  step("vault", "does the vault let it in?", lookAtVault),
  step("object", "is the object usable?", lookAtObject),
  step("server", "does the server take tokens?", lookAtServer),
  step("database", "is the database there and awake?", lookAtDatabase),
  step("user", "has the database its user, with its rights?", lookAtUser),
  step("call", "is the workload's own call let in?", lookAtCall, false),
];

/** What must be closed where nothing is promised. */
export const NOT_STEPS: readonly Step[] = [
  step("role", "does a role permit it?", noRole),
  step("vault", "does an access policy permit it?", noPolicy),
  step("user", "has the database a user of it?", noUser),
  step("call", "is the workload's own call refused?", noCall, false),
];

export interface Looked {
  readonly id: string;
  readonly asks: string;
  readonly outcome: Outcome;
}

export interface Judgement {
  readonly promised: Promised;
  readonly steps: readonly Looked[];
  readonly verdict:
    /** As promised: it reaches what it must, or cannot reach what it must not. */
    | "as-promised"
    | "cause"
    /** Something that decides could not be asked. */
    | "undecided";
  readonly proof: "proven" | "evaluated";
  readonly cause?: FoundCause;
  /** Steps that decide and could not be asked; before a cause, they may hide another. */
  readonly open: readonly Looked[];
}

export function judge(promised: Promised, evidence: Evidence): Judgement {
  const steps = (promised.expected ? STEPS : NOT_STEPS).map((each) => ({
    each,
    outcome: each.look(promised, evidence),
  }));
  const proven = evidence.where === "workload" && (promised.expected ? callDone(evidence) : refusedForRights(evidence));
  const looked = steps.map(({ each: { id, asks }, outcome }) => ({ id, asks, outcome }));
  const causes = looked.flatMap(({ outcome }, index) =>
    outcome.state === "bad" ? [{ index, cause: outcome.cause }] : [],
  );
  // What the workload has just done is possible, whatever Azure says about it.
  const counting = causes.find(({ cause }) => !proven || !promised.expected || cause.despiteCall);
  const before = counting === undefined ? looked.length : counting.index;
  const open = proven
    ? []
    : looked.filter(
        ({ outcome }, index) => steps[index]?.each.decisive === true && outcome.state === "unknown" && index < before,
      );
  const own = evidence.where === "workload" && counting !== undefined && counting.index === looked.length - 1;
  return {
    promised,
    steps: looked,
    verdict: counting !== undefined ? "cause" : open.length > 0 ? "undecided" : "as-promised",
    proof: proven || own ? "proven" : "evaluated",
    ...(counting === undefined ? {} : { cause: counting.cause }),
    open,
  };
}
