// Who stands behind a certificate, up to an authority that is trusted here. The vault gives the certificate alone (the rest
// lies beside the private key, where nobody looks), so its issuers are found from outside and each signature is checked.
import type { X509Certificate } from "node:crypto";

/** The certificate of an authority, and where it was found. */
export interface Authority {
  readonly certificate: X509Certificate;
  /** `certs/contoso.pem`, `trusted by this machine`, an address. */
  readonly from: string;
}

/** What came of asking an address for an issuer; `passing`: the road was missing, not the certificate. */
export type Fetched =
  { readonly certificate: X509Certificate } | { readonly problem: string; readonly passing: boolean };

export interface Authorities {
  /** A chain ends well at one of these. */
  readonly roots: readonly Authority[];
  /** Known, and worth no more than who signed them. */
  readonly intermediates: readonly Authority[];
  /** Absent: no address in a certificate is called. */
  readonly fetchIssuer?: (url: string) => Promise<Fetched>;
}

/** One certificate of a chain; its signature has been verified with the key of the next. */
export interface Link {
  /** Common name, or the whole subject where there is none. */
  readonly name: string;
  readonly begins: Date;
  readonly ends: Date;
  /** SHA-256, as tools print it. */
  readonly fingerprint: string;
  readonly from: string;
}

export type ChainEnd =
  | { readonly kind: "trusted" }
  /** The certificate signs itself: no authority stands behind it, and it is not among the trusted ones. */
  | { readonly kind: "self-signed" }
  /** `passing`: nothing is wrong with the certificate, its issuer was merely not to be had here. */
  | { readonly kind: "open"; readonly reason: string; readonly passing: boolean };

export interface Chain {
  /** `O=Contoso, CN=Contoso Issuing CA 1`, as the certificate itself says. */
  readonly signedBy: string;
  readonly signsItself: boolean;
  /** From the certificate upwards. */
  readonly links: readonly Link[];
  readonly end: ChainEnd;
}

/** Certificates of a chain, the first and the last included; public ones have three or four. */
const MAX_LINKS = 8;
/** Addresses that are tried for one issuer. */
const MAX_URLS = 2;

interface Path {
  readonly authorities: readonly Authority[];
  readonly end: ChainEnd;
}

export async function findChain(leaf: X509Certificate, known: Authorities, now: Date): Promise<Chain> {
  const first = { certificate: leaf, from: "the vault" };
  const { authorities, end } = isRoot(leaf, known)
    ? { authorities: [first], end: { kind: "trusted" } as const }
    : await climb([first], known, now);
  return {
    signedBy: leaf.issuer.split("\n").join(", "),
    signsItself: signs(leaf, leaf),
    links: authorities.map(({ certificate, from }) => ({
      name: commonName(certificate),
      begins: certificate.validFromDate,
      ends: certificate.validToDate,
      fingerprint: certificate.fingerprint256,
      from,
    })),
    end,
  };
}

/** The best way on from the last certificate of `path`: one that ends at a root and holds today, if there is one. */
async function climb(path: readonly Authority[], known: Authorities, now: Date): Promise<Path> {
  const last = path.at(-1)?.certificate;
  const stop = (reason: string, passing = false): Path => ({
    authorities: path,
    end: { kind: "open", reason, passing },
  });
  if (last === undefined) return stop("there is no certificate");
  if (signs(last, last)) {
    if (path.length === 1) return { authorities: path, end: { kind: "self-signed" } };
    return stop("signs itself and is not trusted here; name its certificate with --ca-file if it is yours");
  }
  if (path.length >= MAX_LINKS) return stop(`and ${MAX_LINKS} certificates are as far as a chain is followed`);

  const seen = new Set(path.map(({ certificate }) => certificate.fingerprint256));
  const fits = ({ certificate }: Authority): boolean =>
    !seen.has(certificate.fingerprint256) && signs(certificate, last);
  const roots = known.roots.filter(fits).map((root) => ({ authorities: [...path, root], end: TRUSTED }));
  let best: Path | undefined;
  for (const found of roots) if (isBetter(found, best, now)) best = found;
  if (best !== undefined && rank(best, now) === 0) return best;
  for (const next of known.intermediates.filter((one) => one.certificate.ca && fits(one))) {
    const found = await climb([...path, next], known, now);
    if (isBetter(found, best, now)) best = found;
  }
  return best ?? (await fetched(path, last, known, now, stop));
}

const TRUSTED = { kind: "trusted" } as const;

async function fetched(
  path: readonly Authority[],
  last: X509Certificate,
  known: Authorities,
  now: Date,
  stop: (reason: string, passing?: boolean) => Path,
): Promise<Path> {
  const issuer = `its issuer ${last.issuer.split("\n").join(", ")}`;
  const [first, ...others] = issuerUrls(last);
  if (first === undefined) {
    return stop(`${issuer} is not known here, and no address is given for it; name its certificate with --ca-file`);
  }
  if (known.fetchIssuer === undefined) {
    const reason = `${issuer} is not known here; name its certificate with --ca-file, or add --fetch-issuers to ask ${first}`;
    return stop(reason, true);
  }
  const problems: { readonly problem: string; readonly passing: boolean }[] = [];
  for (const url of [first, ...others].slice(0, MAX_URLS)) {
    const answer = await known.fetchIssuer(url);
    if ("problem" in answer) {
      problems.push({ ...answer, problem: `${url} ${answer.problem}` });
    } else if (!answer.certificate.ca || !signs(answer.certificate, last)) {
      problems.push({ problem: `${url} holds a certificate that did not sign it`, passing: false });
    } else {
      return climb([...path, { certificate: answer.certificate, from: url }], known, now);
    }
  }
  const said = problems.map(({ problem }) => problem).join("; ");
  return stop(
    `${issuer} could not be fetched: ${said}; name its certificate with --ca-file`,
    problems.some(({ passing }) => passing),
  );
}

/** Whether `issuer` has signed `certificate`: by name, by what its key may do, and by the signature itself. */
export function signs(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // A key of a kind that OpenSSL does not know: nothing can be said for it.
    return false;
  }
}

/** 0: ends at a root and every issuer holds today; 1: ends at a root; 2: does not. */
function rank({ authorities, end }: Path, now: Date): number {
  if (end.kind !== "trusted") return 2;
  const holds = ({ certificate }: Authority): boolean =>
    certificate.validFromDate <= now && now < certificate.validToDate;
  return authorities.slice(1).every(holds) ? 0 : 1;
}

/** The lower rank, then the one whose issuers last longer; of equals the first. */
function isBetter(found: Path, best: Path | undefined, now: Date): boolean {
  if (best === undefined) return true;
  const [a, b] = [rank(found, now), rank(best, now)];
  return a === b ? firstEnd(found) > firstEnd(best) : a < b;
}

const firstEnd = ({ authorities }: Path): number =>
  Math.min(...authorities.slice(1).map(({ certificate }) => certificate.validToDate.getTime()));

function isRoot(certificate: X509Certificate, { roots }: Authorities): boolean {
  return roots.some((root) => root.certificate.fingerprint256 === certificate.fingerprint256);
}

/** Where the certificate says that its issuer's is to be had (RFC 5280, 4.2.2.1), over HTTP. */
function issuerUrls(certificate: X509Certificate): readonly string[] {
  const named = certificate.toLegacyObject().infoAccess?.["CA Issuers - URI"] ?? [];
  return named.filter((url) => /^https?:\/\//i.test(url));
}

function commonName(certificate: X509Certificate): string {
  const subject = certificate.toLegacyObject().subject as { readonly CN?: string | readonly string[] } | undefined;
  return [subject?.CN ?? []].flat().at(-1) ?? certificate.subject.split("\n").join(", ");
}
