// Certificates for tests, made when they are needed: DER written by hand, signed with a key that is forgotten afterwards.
import { createPublicKey, generateKeyPairSync, sign, X509Certificate, type KeyObject } from "node:crypto";

export interface Made {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
  /** `O=Contoso, CN=Contoso Root CA`. */
  readonly subject: string;
}

export interface CertificateArgs {
  /** Who signs it; itself unless given. */
  readonly by?: Made;
  readonly from?: Date;
  readonly until?: Date;
  /** Whether it may sign others. */
  readonly ca?: boolean;
  /** Where it says that its issuer's certificate is to be had. */
  readonly issuerUrls?: readonly string[];
  /** A key that is in use already: the same authority in another certificate. */
  readonly key?: KeyObject;
}

export function makeCertificate(subject: string, args: CertificateArgs = {}): Made {
  const { by, from = new Date("2025-01-01"), until = new Date("2045-01-01"), ca = false, issuerUrls = [] } = args;
  const key = args.key ?? generateKeyPairSync("ed25519").privateKey;
  const ed25519 = sequence(oid("2b6570"));
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(1),
    ed25519,
    name(by?.subject ?? subject),
    sequence(time(from), time(until)),
    name(subject),
    createPublicKey(key).export({ format: "der", type: "spki" }),
    tagged(0xa3, sequence(...(ca ? [AUTHORITY] : []), ...(issuerUrls.length === 0 ? [] : [issuersAt(issuerUrls)]))),
  );
  const signature = sign(null, body, by?.key ?? key);
  const der = sequence(body, ed25519, tagged(0x03, Buffer.from([0]), signature));
  return { certificate: new X509Certificate(der), key, subject };
}

const tagged = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};
const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts);
const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, "hex"));
const integer = (value: number): Buffer => tagged(0x02, Buffer.from([value]));
const text = (tag: number, value: string): Buffer => tagged(tag, Buffer.from(value));

/** 2026-01-15T12:00:00.000Z as 20260115120000Z. */
const time = (date: Date): Buffer => text(0x18, date.toISOString().replace(/\.\d+|[-:T]/g, ""));

const NAME_PARTS: Readonly<Record<string, string>> = { O: "55040a", CN: "550403" };
const name = (subject: string): Buffer =>
  sequence(
    ...subject.split(", ").map((part) => {
      const [type = "", value = ""] = part.split("=");
      return tagged(0x31, sequence(oid(NAME_PARTS[type] ?? ""), text(0x0c, value)));
    }),
  );

/** basicConstraints, critical: an authority. */
const AUTHORITY = sequence(
  oid("551d13"),
  tagged(0x01, Buffer.from([0xff])),
  tagged(0x04, sequence(tagged(0x01, Buffer.from([0xff])))),
);
/** authorityInfoAccess, with caIssuers. */
const issuersAt = (urls: readonly string[]): Buffer =>
  sequence(
    oid("2b06010505070101"),
    tagged(0x04, sequence(...urls.map((url) => sequence(oid("2b06010505073002"), text(0x86, url))))),
  );

/** An authority as many have it: a root, and one below it that does the work. */
export const ROOT = makeCertificate("O=Contoso, CN=Contoso Root CA", { ca: true });
export const ISSUING = makeCertificate("O=Contoso, CN=Contoso Issuing CA 1", {
  by: ROOT,
  ca: true,
  until: new Date("2035-01-01"),
});
