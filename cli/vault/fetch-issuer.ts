// The certificate of an issuer, from the address that the certificate below it names. What comes proves nothing by itself:
// it is believed only when a trusted root stands above it. Who names the address is not trusted at all, so the limits are hard.
import type { X509Certificate } from "node:crypto";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { messageOf } from "../../text/errors.ts";
import { certificatesIn } from "./certificate-files.ts";
import type { Fetched } from "./chain.ts";
import { publicRoad, RefusedAddress, type FindRoad } from "./public-road.ts";

/** Milliseconds for one request with its answer. */
const TIMEOUT = 10_000;
/** Bytes; a certificate has one or two thousand. */
const MAX_BYTES = 64 * 1024;
const MAX_REDIRECTS = 2;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** A proxy or a firewall on the way out says these rather than an authority's server. */
const NO_WAY_OUT = new Set([403, 407, 502, 503, 504]);

interface Limits {
  readonly findRoad: FindRoad;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Each address is asked once, however many certificates name it. */
export function issuerFetcher({ findRoad = publicRoad, timeout = TIMEOUT }: Partial<Limits> = {}): (
  url: string,
) => Promise<Fetched> {
  const answers = new Map<string, Promise<Fetched>>();
  return (url) => {
    const known = answers.get(url) ?? fetchIssuer(url, { findRoad, timeout });
    answers.set(url, known);
    return known;
  };
}

async function fetchIssuer(text: string, limits: Limits): Promise<Fetched> {
  try {
    return { certificate: certificateOf(await download(new URL(text), limits, MAX_REDIRECTS)) };
  } catch (error) {
    if (error instanceof Unusable || error instanceof RefusedAddress) {
      return { problem: error.message, passing: error instanceof Unusable && error.passing };
    }
    return { problem: `does not answer (${messageOf(error)})`, passing: true };
  }
}

/** An answer that is of no use. */
class Unusable extends Error {
  readonly passing: boolean;
  constructor(message: string, passing = false) {
    super(message);
    this.passing = passing;
  }
}

function certificateOf(bytes: Uint8Array): X509Certificate {
  try {
    const [certificate] = certificatesIn(bytes);
    if (certificate !== undefined) return certificate;
  } catch (error) {
    throw new Unusable(messageOf(error));
  }
  throw new Unusable("holds nothing");
}

async function download(url: URL, limits: Limits, redirects: number): Promise<Uint8Array> {
  const { address, port } = await limits.findRoad(url);
  const response = await get(url, address, port, limits.timeout);
  const { statusCode = 0, headers } = response;
  if (REDIRECTS.has(statusCode) && headers.location !== undefined) {
    response.destroy();
    const next = URL.parse(headers.location, url.href);
    if (redirects === 0 || next?.protocol !== url.protocol) {
      throw new Unusable("sends elsewhere more often, or by another protocol, than is followed");
    }
    return download(next, limits, redirects - 1);
  }
  if (statusCode !== 200) {
    response.destroy();
    throw new Unusable(`answers ${statusCode}`, NO_WAY_OUT.has(statusCode));
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Unusable(`holds more than ${MAX_BYTES / 1024} KiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** To that address and no other, whatever the name leads to by then. */
function get(url: URL, address: string, port: number, timeout: number): Promise<IncomingMessage> {
  const { request } = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    request(
      {
        host: address,
        port,
        path: `${url.pathname}${url.search}`,
        headers: { host: url.host, accept: "application/pkix-cert, application/x-x509-ca-cert, */*;q=0.1" },
        ...(isIP(url.hostname.replace(/^\[|\]$/g, "")) === 0 ? { servername: url.hostname } : {}),
        agent: false,
        signal: AbortSignal.timeout(timeout),
      },
      resolve,
    )
      .on("error", reject)
      .end();
  });
}
