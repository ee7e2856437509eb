// The road of Azure's own clients to a double on this machine: they believe that they speak to the address that is declared,
// and every request goes over a real connection to the loopback interface.
import { request as send } from "node:http";
import { MEANT_FOR } from "./http-double.ts";
import type { Transport } from "../../../../cli/rotate/azure/secrets.ts";

type HttpClient = NonNullable<Transport["httpClient"]>;

/** A token that a client takes without asking anybody. */
export const CREDENTIAL = {
  getToken: () => Promise.resolve({ token: "t", expiresOnTimestamp: Date.now() + 365 * 86_400_000 }),
};

/** `ports`: by host name. */
export function loopback(ports: ReadonlyMap<string, number>): HttpClient {
  return {
    sendRequest: (request) =>
      new Promise((resolve, reject) => {
        const url = new URL(request.url);
        const port = ports.get(url.hostname);
        if (port === undefined) {
          reject(Object.assign(new Error(`getaddrinfo ENOTFOUND ${url.hostname}`), { code: "ENOTFOUND" }));
          return;
        }
        const outgoing = send(
          {
            host: "127.0.0.1",
            port,
            method: request.method,
            path: `${url.pathname}${url.search}`,
            headers: { ...request.headers.toJSON(), [MEANT_FOR]: url.hostname },
          },
          (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
            incoming.on("end", () => {
              const headers = request.headers;
              for (const [name] of headers) headers.delete(name);
              for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
              resolve({
                request,
                status: incoming.statusCode ?? 0,
                headers,
                bodyAsText: Buffer.concat(chunks).toString(),
              });
            });
          },
        );
        outgoing.on("error", reject);
        outgoing.end(typeof request.body === "string" ? request.body : undefined);
      }),
  };
}
