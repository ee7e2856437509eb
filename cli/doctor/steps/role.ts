// The role on the scope and above: is there one that permits it, under which condition, since when, and does anything deny it?
import { of, type AssignmentSeen, type Evidence, type VaultSeen } from "../evidence.ts";
import { actionOf, conditionLets, covers, permitsData, scopeOf } from "../permits.ts";
import { labelOf, type Promised, type VaultTarget, type Word } from "../promise.ts";
import { bad, minutesSince, ok, PROPAGATION_MINUTES, skipped, unknown, WAITABLE, type Outcome } from "../step.ts";

const named = ({ role, scope }: AssignmentSeen): string => `${role} on ${scope.split("/").slice(-2).join(" ")}`;

interface Held {
  readonly word: Word;
  readonly by: readonly AssignmentSeen[];
  /** Whether a condition that nobody here understands decides. */
  readonly perhaps: boolean;
}

/** What of the wanted the assignments permit. */
export function heldBy(target: VaultTarget, assignments: readonly AssignmentSeen[]): readonly Held[] {
  const object = scopeOf(target);
  return target.words.map((word) => {
    const fitting = assignments.filter(
      ({ scope, permissions }) => covers(scope, object) && permitsData(permissions, actionOf(target, word)),
    );
    const by = fitting.filter((each) => conditionLets(each, target) === "yes");
    return { word, by, perhaps: by.length === 0 && fitting.some((each) => conditionLets(each, target) === "unknown") };
  });
}

const vaultSeen = ({ vault }: Evidence): VaultSeen | undefined => {
  const found = of(vault);
  return typeof found === "object" ? found : undefined;
};

export function lookAtRole(promised: Promised, evidence: Evidence): Outcome {
  const { target } = promised;
  if (target.kind === "database") return skipped("a database has users of its own");
  const vault = vaultSeen(evidence);
  // Roles count for nothing there; the step of the vault's own settings says so.
  if (vault?.rbac === false) return skipped("this vault does not go by roles");
  if ("unseen" in evidence.assignments) return unknown(evidence.assignments.unseen);
  const assignments = evidence.assignments.seen;
  const held = heldBy(target, assignments);
  const missing = held.find(({ by, perhaps }) => by.length === 0 && !perhaps);
  if (missing !== undefined) return missingRole(promised, target, missing.word, assignments);
  if (held.some(({ perhaps }) => perhaps))
    return unknown("a condition decides that is not understood here; look at it with az role assignment list");
  const newest = held.map(({ by }) =>
    Math.max(...by.map(({ created }) => minutesSince(created, evidence.now) ?? Infinity)),
  );
  const minutes = Math.min(...newest);
  const [first] = held.flatMap(({ by }) => by);
  const what = first === undefined ? "" : named(first);
  if (minutes < PROPAGATION_MINUTES && of(evidence.call)?.kind !== "done") {
    return bad(
      "role-young",
      "wait",
      `${what} was given ${minutes} minutes ago, and Azure takes up to ${PROPAGATION_MINUTES} until every vault knows it`,
      "wait, or run this with --wait 15m",
      WAITABLE,
    );
  }
  return ok(what);
}

function missingRole(
  { app, workload, stack, identity }: Promised,
  target: VaultTarget,
  word: Word,
  assignments: readonly AssignmentSeen[],
): Outcome {
  const [object, action] = [scopeOf(target), actionOf(target, word)];
  const who = `${app}/${workload}`;
  const deploy = `deploy the grant that is declared: pulumi up --stack ${stack} --refresh`;
  const permitting = assignments.filter(({ permissions }) => permitsData(permissions, action));
  const refused = permitting.find((each) => covers(each.scope, object));
  if (refused !== undefined) {
    return bad(
      "role-condition",
      "role",
      `${named(refused)} permits ${word}, and its condition does not let in ${target.name}`,
      `${deploy}; a condition of somebody else is changed by whoever gave it`,
    );
  }
  const narrow = assignments.find(({ scope }) => covers(scope, object));
  const elsewhere = permitting[0];
  if (elsewhere !== undefined) {
    return bad(
      "role-elsewhere",
      "role",
      `${who} may ${word} by ${named(elsewhere)}, which is not ${labelOf(target)}`,
      deploy,
      WAITABLE,
    );
  }
  if (narrow !== undefined) {
    return bad(
      "role-narrow",
      "role",
      `${named(narrow)} is all that ${who} holds there, and it does not permit ${word}`,
      `name ${workload} for ${word} in the manifest and deploy: pulumi up --stack ${stack}`,
      WAITABLE,
    );
  }
  return bad(
    "role-missing",
    "role",
    `no role lets ${who} (${identity.principalId}) ${word} ${labelOf(target)}`,
    deploy,
    WAITABLE,
  );
}

export function lookAtDenies({ target }: Promised, evidence: Evidence): Outcome {
  if (target.kind === "database") return skipped("a database has users of its own");
  if ("unseen" in evidence.denies) return unknown(evidence.denies.unseen);
  const against = evidence.denies.seen.filter(({ permissions }) =>
    target.words.some((word) => permitsData(permissions, actionOf(target, word))),
  );
  const sure = against.find(({ perhaps }) => !perhaps);
  if (sure !== undefined) {
    return bad(
      "deny-assignment",
      "role",
      `deny assignment ${sure.name} forbids it, whatever roles say`,
      "see which deployment stack or managed application made it, and change it there: az rest --method get --url SCOPE/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01",
    );
  }
  return against.length > 0
    ? unknown(`deny assignment ${against[0]?.name ?? ""} names a group whose members are not known here`)
    : ok("nothing denies it");
}
