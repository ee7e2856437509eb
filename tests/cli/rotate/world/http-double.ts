// A service of Azure's on the loopback interface. What it answers is its own matter; who may ask, what was asked, and that a
// test may have it throttle, fail or refuse the next request are everybody's.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Which service a request was meant for: all of them answer on one machine here. */
export const MEANT_FOR = "x-meant-for";
/** `503 ServiceUnavailable`: what a test has a service answer instead, before anything takes effect. */
export const ANSWER_WITH = "x-answer-with";

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export abstract class HttpDouble {
  /** Method, host and path of every request. */
  readonly requests: string[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#serve(request).then(({ status, body, headers }) => {
        const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
        const type = typeof body === "string" ? "application/xml" : "application/json; charset=utf-8";
        response.writeHead(status, { "content-type": type, ...headers });
        response.end(text);
      });
    });
  }

  async listen(): Promise<number> {
    if (!this.#server.listening) await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  protected abstract answer(asked: Asked): Answer;

  async #serve(request: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const host = request.headers[MEANT_FOR] ?? request.headers.host ?? "localhost";
    const url = new URL(`https://${String(host)}${request.url ?? "/"}`);
    const method = request.method ?? "GET";
    this.requests.push(`${method} ${url.hostname}${url.pathname}`);
    const [status, code = ""] = String(request.headers[ANSWER_WITH] ?? "").split(" ");
    if (status !== undefined && status !== "") return failure(Number(status), code, "as the test asked for");
    return this.answer({ method, url, headers: request.headers, body: Buffer.concat(chunks).toString() });
  }
}

export const failure = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
  ...(status === 429 ? { headers: { "retry-after": "1" } } : {}),
});
