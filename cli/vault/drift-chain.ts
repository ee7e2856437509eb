// What is wrong with the chain above a certificate, told before a client finds out: an issuer that ends too early, a chain
// that leads nowhere, somebody else's signature than was declared.
import type { Chain, Link } from "./chain.ts";
import type { DesiredCertificate } from "./desired.ts";
import type { Finding } from "./plan.ts";

/** Milliseconds. */
const DAY = 86_400_000;

/** `depends`: who depends on it, as the end of a sentence; may be empty. */
export function compareChain(
  subject: string,
  wanted: DesiredCertificate,
  chain: Chain,
  now: Date,
  depends: string,
): readonly Finding[] {
  const decide = (detail: string): Finding => ({ kind: "decide", subject, detail: `${detail}${depends}` });
  const issuer = issuerProblem(wanted, chain);
  const [leaf, ...above] = chain.links;
  const ends = above.flatMap((link) => endProblem(link, leaf, wanted.renewBeforeDays, now) ?? []);
  const findings = [...(issuer === undefined ? [] : [issuer]), ...ends].map(decide);
  if (chain.end.kind !== "open") return findings;
  const stops = `its chain stops at ${chain.links.at(-1)?.name ?? "itself"}: ${chain.end.reason}`;
  return [...findings, chain.end.passing ? { kind: "note", subject, detail: stops } : decide(stops)];
}

function issuerProblem({ issuer }: DesiredCertificate, { signedBy, signsItself }: Chain): string | undefined {
  if (issuer === "Self") {
    return signsItself ? undefined : `is signed by ${signedBy}, and declared to sign itself; say which is meant`;
  }
  const by = issuer === "Unknown" ? "somebody outside the vault" : issuer;
  return signsItself ? `signs itself, and is declared to be signed by ${by}` : undefined;
}

/** The most urgent of what an issuer's dates say. */
function endProblem(link: Link, leaf: Link | undefined, windowDays: number, now: Date): string | undefined {
  const who = `rests on ${link.name}`;
  const mend = "renew it below an issuer that outlasts it";
  if (link.begins > now) return `${who}, which is valid only from ${dateOf(link.begins)} on; ${mend}`;
  if (link.ends <= now) return `${who}, which ended on ${dateOf(link.ends)}; ${mend}`;
  const days = Math.floor((link.ends.getTime() - now.getTime()) / DAY);
  if (days < windowDays) return `${who}, which ends in ${days} days, on ${dateOf(link.ends)}; ${mend}`;
  if (leaf !== undefined && link.ends < leaf.ends) {
    return `${who}, which ends on ${dateOf(link.ends)}, before the certificate itself on ${dateOf(leaf.ends)}; ${mend}`;
  }
  return undefined;
}

const dateOf = (date: Date): string => date.toISOString().slice(0, 10);
