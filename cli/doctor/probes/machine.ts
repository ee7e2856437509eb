// Everything that the doctor reaches outside of itself. Tests put loopback doubles in its place; nothing here can change a thing.
import { lookup } from "node:dns/promises";
import { connect as dial } from "node:net";
import { connect as secure } from "node:tls";
import type { TokenCredential } from "@azure/identity";
import type { SecretClientOptions } from "@azure/keyvault-secrets";
import type { Connect } from "../../sql/connection.ts";
import type { Connected, Resolution, Tls } from "../evidence.ts";

/** Milliseconds that one question may take. */
export const PROBE_TIMEOUT = 10_000;

export interface Machine {
  readonly fetch: typeof fetch;
  /** How Azure's own clients send; absent: over the network. */
  readonly httpClient?: NonNullable<SecretClientOptions["httpClient"]>;
  readonly credential: TokenCredential;
  readonly resolve: (host: string) => Promise<Resolution>;
  readonly dial: (address: string, port: number) => Promise<Connected>;
  readonly handshake: (address: string, port: number, host: string) => Promise<Tls>;
  readonly connect: Connect;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (file: string) => Promise<string>;
  readonly now: () => Date;
}

type Lookup = (host: string) => Promise<readonly string[]>;

/** As an application resolves: by the hosts file and the servers of this machine. */
export const systemLookup: Lookup = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** What a resolver's answer or failure says (nodejs.org: dns, error codes). */
export async function resolveBy(ask: Lookup, host: string): Promise<Resolution> {
  try {
    const addresses = await ask(host);
    return addresses.length === 0 ? { kind: "unknown-name" } : { kind: "addresses", addresses };
  } catch (error) {
    const code = codeOf(error);
    return code === "ENOTFOUND" || code === "ENODATA" ? { kind: "unknown-name" } : { kind: "no-answer", said: code };
  }
}

export function dialTcp(address: string, port: number, timeout = PROBE_TIMEOUT): Promise<Connected> {
  return new Promise((resolve) => {
    const socket = dial({ host: address, port, timeout });
    const end = (connected: Connected): void => {
      socket.destroy();
      resolve(connected);
    };
    socket.once("connect", () => {
      end({ kind: "open" });
    });
    socket.once("timeout", () => {
      end({ kind: "silent", said: "ETIMEDOUT" });
    });
    socket.once("error", (error) => {
      const code = codeOf(error);
      end({ kind: code === "ECONNREFUSED" ? "refused" : "silent", said: code });
    });
  });
}

/** With the system's roots, or others where a test brings its own. SQL speaks TLS first by TDS 8.0. */
export function handshakeTls(
  address: string,
  port: number,
  host: string,
  { ca, timeout = PROBE_TIMEOUT }: { readonly ca?: string; readonly timeout?: number } = {},
): Promise<Tls> {
  return new Promise((resolve) => {
    const socket = secure({
      host: address,
      port,
      servername: host,
      timeout,
      ALPNProtocols: port === 1433 ? ["tds/8.0"] : ["http/1.1"],
      ...(ca === undefined ? {} : { ca }),
    });
    const end = (tls: Tls): void => {
      socket.destroy();
      resolve(tls);
    };
    socket.once("secureConnect", () => {
      end({ kind: "trusted" });
    });
    socket.once("timeout", () => {
      end({ kind: "none", said: "ETIMEDOUT" });
    });
    socket.once("close", () => {
      end({ kind: "none", said: "closed" });
    });
    socket.once("error", (error) => {
      const code = codeOf(error);
      if (code === "ERR_TLS_CERT_ALTNAME_INVALID") end({ kind: "other-name", said: code });
      else end({ kind: UNTRUSTED.test(code) ? "untrusted" : "none", said: code });
    });
  });
}

/** OpenSSL's words for a chain that does not end at a root of ours (nodejs.org: tls, X509 certificate error codes). */
const UNTRUSTED = /CERT|SELF_SIGNED|ISSUER|CA_/;

export function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === "string" ? code : "failed";
}
