// Azure, its network and a machine in it, all on the loopback interface: the doctor's own clients speak to it over real
// connections, and a fault is one change of it.
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:tls";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { StackContent } from "../../../../cli/connect/outputs.ts";
import { dialTcp, handshakeTls, resolveBy, type Machine } from "../../../../cli/doctor/probes/machine.ts";
import { SqlFailure } from "../../../../cli/sql/connection.ts";
import { loopback } from "../../rotate/world/loopback.ts";
import { Server as SqlServer } from "../../sql/double/server.ts";
import { Hand } from "../../sql/helpers.ts";
import { makeCertificate, type Made } from "../../vault/make-certificate.ts";
import { freshAzure, manage, NOW, SQL_IP, VAULT_IP, vaultAnswer, type Azure } from "./azure.ts";
import { DnsDouble, type DnsAnswer } from "./dns.ts";
import { API, CONTENT, SERVER_HOST, TENANT, VAULT_HOST } from "./stack.ts";

const AUTHORITY = makeCertificate("CN=Test Root", { ca: true });
const CERTIFICATES = {
  right: new Map([VAULT_HOST, SERVER_HOST].map((host) => [host, makeCertificate(`CN=${host}`, { by: AUTHORITY })])),
  otherName: makeCertificate("CN=proxy.contoso.com", { by: AUTHORITY }),
  selfSigned: makeCertificate("CN=Mallory"),
};

export type TlsFault = "other-name" | "untrusted" | "none";

/** What a fault may change. */
export class World {
  readonly content: StackContent = structuredClone(CONTENT);
  azure: Azure = freshAzure();
  /** What Resource Manager was asked. */
  readonly asked: string[] = [];
  readonly dns = new DnsDouble();
  /** Undefined: the endpoint's address. */
  resolves: DnsAnswer | undefined;
  connection: "open" | "refused" | "silent" = "open";
  tls: TlsFault | undefined;
  /** Whose host the machine is. */
  who: { readonly client: string; readonly principal: string } = API;
  claims: Record<string, unknown> = {};
  refusedToken: string | undefined;
  env: Record<string, string | undefined> = {};
  assertion: Record<string, unknown> | undefined;
  sql = freshSql();
  sqlFailure: { readonly number: number; readonly message: string } | undefined;
  now = NOW;
  #servers: (Server | TlsServer)[] = [];
  #ports = new Map<string, number>();
  #ask: ((host: string) => Promise<readonly string[]>) | undefined;

  async listen(): Promise<void> {
    this.#ask = await this.dns.listen();
    const http = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const host = String(request.headers["x-host"] ?? request.headers.host);
        const url = new URL(request.url ?? "/", `https://${host}`);
        const token = request.headers.authorization?.replace("Bearer ", "");
        const who =
          token === undefined ? undefined : token.startsWith("workload") || token.includes(".") ? "workload" : "person";
        if (host.startsWith("management.")) this.asked.push(`${request.method ?? ""} ${decodeURI(url.pathname)}`);
        const { status, body, headers } = host.startsWith("management.")
          ? manage(this.azure, request.method ?? "", url, Buffer.concat(chunks).toString())
          : vaultAnswer(this.azure, host, url, who);
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(JSON.stringify(body));
      });
    }).listen(0, "127.0.0.1");
    this.#servers.push(http);
    await once(http, "listening");
    this.#ports.set("http", (http.address() as AddressInfo).port);
    const certificates: readonly (readonly [string, Made])[] = [
      ...CERTIFICATES.right,
      ["other-name", CERTIFICATES.otherName],
      ["untrusted", CERTIFICATES.selfSigned],
    ];
    for (const [name, made] of certificates) {
      const server = createTlsServer({
        cert: made.certificate.toString(),
        key: made.key.export({ format: "pem", type: "pkcs8" }),
        ALPNProtocols: ["tds/8.0", "http/1.1"],
      });
      server.on("tlsClientError", () => undefined);
      server.on("secureConnection", (socket) => socket.on("error", () => undefined));
      await this.#bind(name, server);
    }
    await this.#bind("none", createServer());
  }

  async #bind(name: string, server: Server | TlsServer): Promise<void> {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    this.#servers.push(server);
    this.#ports.set(name, (server.address() as AddressInfo).port);
  }

  async close(): Promise<void> {
    this.dns.close();
    for (const server of this.#servers) if ("closeAllConnections" in server) server.closeAllConnections();
    await Promise.all(this.#servers.map((server) => new Promise((done) => server.close(done))));
  }

  /** As on the first day; the servers stay. */
  reset(): void {
    this.azure = freshAzure();
    this.sql = freshSql();
    Object.assign(this.content, structuredClone(CONTENT));
    Object.assign(this, {
      resolves: undefined,
      connection: "open",
      tls: undefined,
      who: API,
      claims: {},
      refusedToken: undefined,
      env: {},
      assertion: undefined,
      sqlFailure: undefined,
      now: NOW,
    });
  }

  machine(): Machine {
    const ask = this.#ask;
    if (ask === undefined) throw new Error("the world does not listen");
    return {
      fetch: (input, init) => {
        const url = new URL(input instanceof Request ? input.url : input);
        const headers = new Headers(init?.headers);
        headers.set("x-host", url.hostname);
        return fetch(`http://127.0.0.1:${String(this.#ports.get("http"))}${url.pathname}${url.search}`, {
          ...init,
          headers,
        });
      },
      httpClient: {
        sendRequest: (request) => {
          const { hostname } = new URL(request.url);
          request.headers.set("x-host", hostname);
          return loopback(new Map([[hostname, this.#ports.get("http") ?? 0]])).sendRequest(request);
        },
      },
      credential: { getToken: (scope) => this.#token(scope) },
      resolve: (host) => {
        this.dns.answers.set(host, this.resolves ?? [host === VAULT_HOST ? VAULT_IP : SQL_IP]);
        return resolveBy(ask, host);
      },
      // What nobody answers cannot be had on the loopback interface without waiting for it.
      dial: () =>
        this.connection === "silent"
          ? Promise.resolve({ kind: "silent", said: "ETIMEDOUT" })
          : dialTcp("127.0.0.1", this.connection === "refused" ? 1 : (this.#ports.get("none") ?? 0)),
      handshake: (_address, _port, host) =>
        handshakeTls("127.0.0.1", this.#ports.get(this.tls ?? host) ?? 0, host, {
          ca: AUTHORITY.certificate.toString(),
        }),
      connect: (target) => {
        if (this.sqlFailure !== undefined)
          return Promise.reject(
            new SqlFailure(this.sqlFailure.message, {
              phase: "connect",
              number: this.sqlFailure.number,
              code: "ELOGIN",
            }),
          );
        return this.sql.connect(target).then((session) => ({
          transaction: (work) => session.transaction(work),
          close: () => session.close(),
          query: (text) =>
            text.includes("IS_ROLEMEMBER")
              ? Promise.resolve([{ is_member: this.#isMember(text) }])
              : session.query(text),
        }));
      },
      env: this.env,
      readFile: () => Promise.resolve(jwt(this.assertion ?? {})),
      now: () => this.now,
    };
  }

  /** sql-docs, IS_ROLEMEMBER: 1 or 0 for whoever asks, and null for a role that is not there. */
  #isMember(text: string): number | null {
    const { principals, members } = this.sql.database({ server: SERVER_HOST, database: "ledger" }).state;
    const role = principals.find(({ name }) => text.includes(`N'${name}'`));
    const own = principals.find(({ name }) => name === "id-payments-prod-api");
    if (role === undefined) return null;
    return members.some(({ roleId, memberId }) => roleId === role.id && memberId === own?.id) ? 1 : 0;
  }

  #token(scope: string | string[]): Promise<{ token: string; expiresOnTimestamp: number }> {
    const audience = String(scope).replace(/\/\.default$/, "");
    const forService = !audience.includes("management");
    if (forService && this.refusedToken !== undefined) return Promise.reject(new Error(this.refusedToken));
    const claims = {
      iss: `https://sts.windows.net/${TENANT}/`,
      aud: audience,
      tid: TENANT,
      oid: this.who.principal,
      appid: this.who.client,
      exp: NOW.getTime() / 1000 + 3600,
      ...this.claims,
    };
    return Promise.resolve({ token: forService ? jwt(claims) : "person", expiresOnTimestamp: Date.now() + 86_400_000 });
  }
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
export const jwt = (claims: object): string => `${part({ alg: "none" })}.${part(claims)}.signature`;

/** The database as `strongroom sql apply` leaves it. */
function freshSql(): SqlServer {
  const server = new SqlServer();
  const database = server.database({ server: SERVER_HOST, database: "ledger" });
  const hand = new Hand(database);
  database.state.schemas.push({ id: 7, name: "book", ownerId: 1 });
  hand.principal({ name: "strongroom_readWrite_book", type: "R", sid: null, authentication: 0, ownerId: 1 }, true);
  hand.user("id-payments-prod-api", API.client, {
    marked: true,
    roles: ["db_datareader", "strongroom_readWrite_book"],
  });
  return server;
}
