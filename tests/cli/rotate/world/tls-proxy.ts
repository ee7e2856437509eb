// The road of a real process to the doubles: it believes in its own addresses and its own TLS, and a proxy that it was told of
// answers for all of them, with certificates of an authority that it was told to trust. What passes can be counted, and the
// process ended at any request, before or after that took effect.
import { createServer, request as send, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { makeCertificate, type Made } from "../../vault/make-certificate.ts";
import { MEANT_FOR } from "./http-double.ts";

/** What is done about a request: it goes on, or the world ends for who asked. */
export type Fate = "passes" | "killed before" | "killed after";

export interface TlsProxyArgs {
  /** By host name. */
  readonly ports: ReadonlyMap<string, number>;
  /** `GET host/path`, of every request that carries a token. */
  readonly fate: (request: string) => Fate;
  readonly kill: () => void;
}

export class TlsProxy {
  readonly #args: TlsProxyArgs;
  readonly #authority: Made = makeCertificate("O=Contoso, CN=Test Authority", { ca: true });
  readonly #contexts = new Map<string, ReturnType<typeof createSecureContext>>();
  readonly #sockets = new Set<Socket>();
  readonly #outer: Server;
  readonly #inner: Server;

  constructor(args: TlsProxyArgs) {
    this.#args = args;
    this.#inner = createServer((request, response) => {
      this.#serve(request, response);
    });
    this.#outer = createServer((request, response) => {
      token(request, response);
    });
    this.#outer.on("connect", (request: IncomingMessage, socket: Socket) => {
      const host = (request.url ?? "").split(":", 1)[0] ?? "";
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      if (!args.ports.has(host)) {
        socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
        return;
      }
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      const secure = new TLSSocket(socket, { isServer: true, secureContext: this.#contextOf(host) });
      secure.on("error", () => undefined);
      this.#inner.emit("connection", secure);
    });
  }

  /** What a process has to trust. */
  get authority(): string {
    return this.#authority.certificate.toString();
  }

  async listen(): Promise<number> {
    await new Promise<void>((done) => this.#outer.listen(0, "127.0.0.1", done));
    return (this.#outer.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#outer.closeAllConnections();
    await new Promise((done) => this.#outer.close(done));
  }

  #contextOf(host: string): ReturnType<typeof createSecureContext> {
    const known = this.#contexts.get(host);
    if (known !== undefined) return known;
    const { certificate, key } = makeCertificate(`O=Contoso, CN=${host}`, { by: this.#authority });
    const made = createSecureContext({
      cert: certificate.toString(),
      key: key.export({ format: "pem", type: "pkcs8" }),
    });
    this.#contexts.set(host, made);
    return made;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const host = (request.headers.host ?? "").split(":", 1)[0] ?? "";
    const [path = ""] = (request.url ?? "").split("?", 1);
    const hasToken = request.headers.authorization !== undefined || host.startsWith("login.");
    const fate = hasToken ? this.#args.fate(`${request.method ?? ""} ${host}${path}`) : "passes";
    if (fate === "killed before") {
      this.#args.kill();
      return;
    }
    const onward = send(
      {
        host: "127.0.0.1",
        port: this.#args.ports.get(host),
        method: request.method,
        path: request.url,
        headers: { ...request.headers, [MEANT_FOR]: host },
      },
      (answer) => {
        if (fate === "killed after") {
          this.#args.kill();
          return;
        }
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  }
}

/** The identity of a container: a token for whatever is asked (learn: Container Apps, REST endpoint of managed identities). */
function token(request: IncomingMessage, response: ServerResponse): void {
  const { searchParams } = new URL(request.url ?? "/", "http://localhost");
  const seconds = Math.floor(Date.now() / 1000) + 86_400;
  response.writeHead(200, { "content-type": "application/json" });
  response.end(
    JSON.stringify({
      access_token: "t",
      expires_on: String(seconds),
      resource: searchParams.get("resource") ?? "",
      token_type: "Bearer",
    }),
  );
}
