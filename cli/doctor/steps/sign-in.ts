// The identity, who may sign in as it from outside, and what it is attached to.
import { of, type CredentialSeen, type Evidence } from "../evidence.ts";
import type { Promised } from "../promise.ts";
import { bad, CREDENTIAL_MINUTES, minutesSince, ok, skipped, unknown, WAITABLE, type Outcome } from "../step.ts";

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const up = ({ stack }: Promised): string => `pulumi up --stack ${stack}`;

export function lookAtIdentity(promised: Promised, { identity: asked }: Evidence): Outcome {
  if ("unseen" in asked) return unknown(asked.unseen);
  const { identity } = promised;
  const found = asked.seen;
  if (found === "absent") {
    return bad(
      "identity-missing",
      "host",
      `identity ${identity.name} is not there`,
      `deploy it with ${up(promised)} --refresh`,
      WAITABLE,
    );
  }
  if (!same(found.principalId, identity.principalId) || !same(found.clientId, identity.clientId)) {
    return bad(
      "identity-recreated",
      "host",
      `identity ${identity.name} was made anew outside of the stack: its ids are others than those that the grants name`,
      `take the new ids in with pulumi refresh, then ${up(promised)} and strongroom sql apply`,
    );
  }
  return ok(`identity ${identity.name} is there`);
}

/** Who may sign in as it from outside, as declared and as Azure has it; and in the workload's host, what is handed in. */
export function lookAtFederation(promised: Promised, evidence: Evidence): Outcome {
  const { credentials, token } = evidence;
  const declared = promised.identity.federation;
  const own = of(token);
  const assertion = own?.assertion;
  if ("unseen" in credentials) {
    return declared.length === 0 && assertion === undefined
      ? skipped("nobody signs in as it from outside")
      : unknown(credentials.unseen);
  }
  const there = credentials.seen;
  for (const wanted of assertion === undefined ? declared : [assertion]) {
    const problem = mismatch(promised, wanted, there);
    if (problem !== undefined) return problem;
  }
  const audience = promised.cloud.tokenExchangeAudience;
  const used = there.filter((each) =>
    (assertion === undefined ? declared : [assertion]).some((wanted) => isSame(wanted, each)),
  );
  const wrong = used.find(({ audiences }) => !audiences.includes(audience));
  if (wrong !== undefined) {
    return bad(
      "federation-audience",
      "sign-in",
      `the federated credential takes audience ${wrong.audiences.join(", ")}, and this cloud's is ${audience}`,
      `deploy it with ${up(promised)} --refresh`,
    );
  }
  if (assertion !== undefined && assertion.audience !== audience) {
    return bad(
      "assertion-audience",
      "sign-in",
      `the host's token was made for audience ${assertion.audience}, and the federated credential takes ${audience}`,
      `ask the host for a token for ${audience}`,
    );
  }
  const young = used.find(
    ({ created }) => (minutesSince(created, evidence.now) ?? CREDENTIAL_MINUTES) < CREDENTIAL_MINUTES,
  );
  if (young !== undefined) {
    return bad(
      "federation-young",
      "wait",
      `the federated credential of subject ${young.subject} is less than ${CREDENTIAL_MINUTES} minutes old, and Entra does not know it everywhere yet`,
      "wait some minutes, or run this with --wait 15m",
      WAITABLE,
    );
  }
  return used.length === 0
    ? skipped("nobody signs in as it from outside")
    : ok(
        `${used.length === 1 ? "its federated credential is" : `its ${used.length} federated credentials are`} as declared`,
      );
}

interface Pair {
  readonly issuer: string;
  readonly subject: string;
}

const isSame = (a: Pair, b: Pair): boolean => a.issuer === b.issuer && a.subject === b.subject;

/** GitHub's older form of a subject: without the ids that it appends to names since July 2026. */
const withoutIds = (subject: string): string => subject.replace(/(?<=[\w.-])@\d+(?=[/:])/g, "");

function mismatch(promised: Promised, wanted: Pair, there: readonly CredentialSeen[]): Outcome | undefined {
  if (there.some((each) => isSame(wanted, each))) return undefined;
  const subject = (test: (a: string, b: string) => boolean): CredentialSeen | undefined =>
    there.find((each) => each.issuer === wanted.issuer && test(each.subject, wanted.subject));
  const deploy = `write it in the manifest under federatedWith as the token has it, and deploy with ${up(promised)}`;
  const byCase = subject(same);
  if (byCase !== undefined) {
    return bad(
      "subject-case",
      "sign-in",
      `the federated credential's subject is ${byCase.subject}, which differs from ${wanted.subject} in the case of its letters`,
      deploy,
    );
  }
  const byIds = subject((a, b) => withoutIds(a) === withoutIds(b));
  if (byIds !== undefined) {
    return bad(
      "subject-immutable",
      "sign-in",
      `the federated credential's subject is ${byIds.subject}, and GitHub sends ${wanted.subject}: one of them has the ids of owner and repository`,
      `have both while the change lasts: ${deploy}`,
    );
  }
  const byIssuer = there.find((each) => each.subject === wanted.subject);
  if (byIssuer !== undefined) {
    return bad(
      "issuer-other",
      "sign-in",
      `the federated credential of this subject has issuer ${byIssuer.issuer}, and ${wanted.issuer} is needed`,
      `compare them letter by letter, also the last slash; ${deploy}`,
    );
  }
  return bad(
    "federation-missing",
    "sign-in",
    `identity ${promised.identity.name} has no federated credential of subject ${wanted.subject}`,
    deploy,
    WAITABLE,
  );
}

export function lookAtHost(promised: Promised, { hosts, token }: Evidence): Outcome {
  if (promised.identity.federation.length > 0) return skipped("it signs in from outside Azure");
  if (of(token) !== undefined) return skipped("this is its host");
  if ("unseen" in hosts) return unknown(hosts.unseen);
  const [first] = hosts.seen;
  if (first === undefined) {
    return bad(
      "host-none",
      "host",
      `identity ${promised.identity.name} is attached to nothing, and nobody may sign in as it from outside`,
      `attach it to the host that runs the workload; strongroom connect ${promised.app} ${promised.workload} prints what to paste`,
      WAITABLE,
    );
  }
  return ok(
    `attached to ${hosts.seen.length === 1 ? first.split("/").slice(-1).join("") : `${hosts.seen.length} hosts`}`,
  );
}
