// The chain of a certificate, one line for each that stands in it.
import { printable } from "../../text/printable.ts";
import type { Chain, Link } from "./chain.ts";

/** The first line is the certificate; below it who signed it, and how it ends. */
export function chainLines({ links, end }: Chain): readonly string[] {
  const [leaf, ...above] = links;
  if (leaf === undefined) return [];
  const last = {
    trusted: above.length === 0 ? "is itself trusted here" : "ends at a root that is trusted here",
    "self-signed": "signs itself; no authority stands behind it",
    open: "stops here",
  }[end.kind];
  return [linkText(leaf), ...above.map((link) => `signed by ${linkText(link)}  (${printable(link.from)})`), last];
}

const linkText = ({ name, ends }: Link): string => `${printable(name)}, ends ${ends.toISOString().slice(0, 10)}`;

export function chainAsJson(certificate: string, { links, end, signedBy, signsItself }: Chain): unknown {
  return {
    certificate,
    signedBy,
    signsItself,
    end: end.kind,
    ...(end.kind === "open" ? { reason: end.reason } : {}),
    links: links.map(({ name, begins, ends, fingerprint, from }) => ({
      name,
      begins: begins.toISOString(),
      ends: ends.toISOString(),
      fingerprint,
      from,
    })),
  };
}
