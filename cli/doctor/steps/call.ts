// The workload's own call, where the command runs in its host: the only thing that proves. All that Azure says was looked at
// before; what is refused now is refused for a reason that only the service itself knows.
import { diagnose } from "../diagnose.ts";
import { of, type Evidence } from "../evidence.ts";
import { PROPAGATION_MINUTES, bad, ok, skipped, unknown, WAITABLE, type Outcome } from "../step.ts";
import type { Promised } from "../promise.ts";

export function lookAtCall({ target, stack }: Promised, { call: asked, where }: Evidence): Outcome {
  if ("unseen" in asked) return where === "workload" ? unknown(asked.unseen) : skipped(asked.unseen);
  const call = asked.seen;
  if (call.kind === "done") return ok("it was let in");
  if (/^ForbiddenByRbac$/i.test(call.code)) {
    return bad(
      "role-not-effective",
      "wait",
      `the vault refuses the call, although the role was given more than ${PROPAGATION_MINUTES} minutes ago or its age is not known`,
      "restart the host, since its token may be from before a change of groups (up to 24 hours); then compare the object id in the refusal with the identity's",
      WAITABLE,
    );
  }
  if (call.code === "user-role") {
    return bad(
      "user-role",
      "role",
      `its user is let in, and is not in role ${call.said}`,
      `run strongroom sql apply --stack ${stack}`,
      WAITABLE,
    );
  }
  const known = diagnose(`${call.code} ${call.said}`);
  if (known.verdict === "known") {
    const { id, kind, cause, remedy } = known.cause;
    return bad(id, kind, cause, remedy, kind === "wait" ? WAITABLE : {});
  }
  return bad(
    "call-refused",
    target.kind === "database" ? "role" : "object",
    "the call is refused for a reason that is not known here",
    "paste its message: strongroom doctor --paste",
  );
}

export const callDone = (evidence: Evidence): boolean => of(evidence.call)?.kind === "done";
