// Certificates as files hold them: one in DER, or any number in PEM.
import { X509Certificate } from "node:crypto";

const PEM = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** DER of the object identifier of PKCS #7 signed data, 1.2.840.113549.1.7.2. */
const SIGNED_DATA = Buffer.from("06092a864886f70d010702", "hex");

/** Bytes of DER in which that stands: after the outer sequence's tag and length. */
const HEAD = 24;

/** Every certificate in `bytes`; throws a sentence's end where there is none that can be read. */
export function certificatesIn(bytes: Uint8Array): readonly X509Certificate[] {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString("latin1");
  if (text.includes("-----BEGIN PKCS7-----") || buffer.subarray(0, HEAD).includes(SIGNED_DATA)) {
    throw new Error("holds PKCS #7, which is not read here; convert it with openssl pkcs7 -print_certs");
  }
  const blocks = text.match(PEM);
  try {
    return blocks === null ? [new X509Certificate(buffer)] : blocks.map((block) => new X509Certificate(block));
  } catch {
    throw new Error("holds no certificate that can be read; PEM and DER are");
  }
}
