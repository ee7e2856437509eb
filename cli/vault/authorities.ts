// The authorities that a chain may lead to: those that this machine trusts, and those that a team names for its own.
import type { X509Certificate } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { getCACertificates } from "node:tls";
import { messageOf, UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { certificatesIn } from "./certificate-files.ts";
import { signs, type Authorities, type Authority } from "./chain.ts";
import { issuerFetcher } from "./fetch-issuer.ts";

export interface AuthorityOptions {
  /** Files, or folders of files. */
  readonly caFile: readonly string[];
  readonly fetchIssuers?: boolean;
}

const IS_CERTIFICATE_FILE = /\.(pem|crt|cer|der)$/i;

export async function readAuthorities({ caFile, fetchIssuers }: AuthorityOptions): Promise<Authorities> {
  const given = (await Promise.all(caFile.map(readPath))).flat();
  // What Node trusts on this machine: its own roots, NODE_EXTRA_CA_CERTS, and the system's with --use-system-ca.
  const trusted = getCACertificates("default").flatMap(readable);
  const isSelfSigned = ({ certificate }: Authority): boolean => signs(certificate, certificate);
  return {
    roots: [
      ...given.filter(isSelfSigned),
      ...trusted.map((certificate) => ({ certificate, from: "trusted by this machine" })),
    ],
    intermediates: given.filter((authority) => !isSelfSigned(authority)),
    ...(fetchIssuers ? { fetchIssuer: issuerFetcher() } : {}),
  };
}

/** A root of the system that OpenSSL cannot read vouches for nothing. */
function readable(pem: string): readonly X509Certificate[] {
  try {
    return certificatesIn(Buffer.from(pem));
  } catch {
    return [];
  }
}

async function readPath(path: string): Promise<readonly Authority[]> {
  const files = await filesAt(path);
  return (await Promise.all(files.map(readCaFile))).flat();
}

async function filesAt(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => IS_CERTIFICATE_FILE.test(name));
    if (names.length > 0) return names.toSorted().map((name) => join(path, name));
  } catch (error) {
    throw new UserError(`--ca-file ${printable(path)}: cannot be read (${printable(messageOf(error))})`);
  }
  throw new UserError(`--ca-file ${printable(path)}: the folder holds no file that ends in .pem, .crt, .cer or .der`);
}

async function readCaFile(path: string): Promise<readonly Authority[]> {
  let certificates: readonly X509Certificate[];
  try {
    certificates = certificatesIn(await readFile(path));
  } catch (error) {
    throw new UserError(`--ca-file ${printable(path)}: ${printable(messageOf(error))}`);
  }
  return certificates.map((certificate) => {
    if (certificate.ca || signs(certificate, certificate)) return { certificate, from: path };
    const subject = printable(certificate.subject.split("\n").join(", "));
    throw new UserError(
      `--ca-file ${printable(path)}: ${subject} is no authority's certificate; leave out those that servers and clients have`,
    );
  });
}
