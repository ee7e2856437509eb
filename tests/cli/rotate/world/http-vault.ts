// Key Vault's data plane for secrets over real HTTP on the loopback interface, as its REST reference and recordings have it:
// the challenge, versions and their paging, attributes, tags, soft delete, and the errors with their codes. What it holds is
// a MemoryVault, so that a test sees what reached it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { VaultFailure } from "../../../../cli/vault/vault-plane.ts";
import { ANSWER_WITH } from "./http-double.ts";
import { MemoryVault, type Stored } from "./vault.ts";

/** Versions on a page (Key Vault: maxresults is at most 25). */
const PAGE = 25;

export interface HttpVaultArgs {
  readonly now: () => number;
  /** Before a request takes effect, and after: a test delays, refuses or cuts it there. `cut` closes the connection. */
  /** Told of every value that somebody wrote. */
  readonly valueGiven?: (value: string) => void;
  readonly around?: (request: string, effect: () => Answer) => Promise<Answer | "cut">;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export class HttpVault {
  readonly secrets = new Map<string, MemoryVault>();
  readonly deleted = new Map<string, MemoryVault>();
  /** Method and path of every request that had a token. */
  readonly requests: string[] = [];
  readonly host: string;
  readonly #args: HttpVaultArgs;
  readonly #server: Server;

  constructor(host: string, args: HttpVaultArgs) {
    this.host = host;
    this.#args = args;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async listen(): Promise<number> {
    if (!this.#server.listening) await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await this.#answer(request, Buffer.concat(chunks).toString());
    if (answer === "cut") {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, {
      "content-type": "application/json; charset=utf-8",
      date: new Date(this.#args.now()).toUTCString(),
      ...answer.headers,
    });
    response.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
  }

  async #answer(request: IncomingMessage, text: string): Promise<Answer | "cut"> {
    if (request.headers.authorization === undefined) {
      return {
        ...failure(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token."),
        headers: {
          "www-authenticate":
            'Bearer authorization="https://login.microsoftonline.com/t", resource="https://vault.azure.net"',
        },
      };
    }
    const url = new URL(request.url ?? "/", `https://${this.host}`);
    const label = `${request.method ?? ""} ${url.pathname}`;
    this.requests.push(label);
    const [status, code = ""] = String(request.headers[ANSWER_WITH] ?? "").split(" ");
    if (status !== undefined && status !== "") {
      return refused(new VaultFailure("as the test asked for", Number(status), code));
    }
    const effect = (): Answer => {
      try {
        return this.#route(request.method ?? "", url, text === "" ? {} : (JSON.parse(text) as Body));
      } catch (error) {
        if (!(error instanceof VaultFailure)) throw error;
        return refused(error);
      }
    };
    return (await this.#args.around?.(label, effect)) ?? effect();
  }

  #route(method: string, url: URL, body: Body): Answer {
    const [, collection, name = "", version = ""] = url.pathname.split("/");
    if (collection === "deletedsecrets") return this.#deletedSecret(method, name, version);
    if (method === "PUT") return ok(this.#set(name, body));
    const vault = this.#named(name);
    if (method === "GET" && version === "versions") return ok(this.#page(name, vault, url));
    if (method === "DELETE") return this.#delete(name, vault);
    const found = version === "" ? vault.newest : vault.versions.find(({ id }) => id === version);
    if (found === undefined)
      throw new VaultFailure(
        `A secret with (name/id) ${name}/${version} was not found in this key vault.`,
        404,
        "SecretNotFound",
      );
    if (method === "PATCH") {
      vault.update(found.id, { ...body.attributes, ...(body.tags === undefined ? {} : { tags: body.tags }) });
      return ok(this.#bundle(name, found));
    }
    vault.read(found.id);
    return ok({ value: found.value, ...this.#bundle(name, found) });
  }

  #set(name: string, { value = "", tags = {}, contentType, attributes }: Body): unknown {
    if (this.deleted.has(name)) {
      throw new VaultFailure(
        `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
        409,
        "ObjectIsDeletedButRecoverable",
      );
    }
    if (Object.keys(tags).length > 15) throw new VaultFailure("too many tags", 400, "BadParameter");
    const vault = this.secrets.get(name) ?? new MemoryVault(name);
    this.secrets.set(name, vault);
    this.#args.valueGiven?.(value);
    const stored = vault.put(value, this.#args.now(), "http", {
      tags,
      ...(contentType === undefined ? {} : { contentType }),
      ...(attributes?.exp === undefined ? {} : { expires: new Date(attributes.exp * 1000) }),
    });
    return { value, ...this.#bundle(name, stored) };
  }

  #page(name: string, vault: MemoryVault, url: URL): unknown {
    const from = Number(url.searchParams.get("$skiptoken") ?? 0);
    // In no order that a caller may rely on.
    const all = vault.versions.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const next = from + PAGE;
    return {
      value: all.slice(from, next).map((version) => this.#bundle(name, version)),
      nextLink:
        next < all.length
          ? `https://${this.host}/secrets/${name}/versions?api-version=7.6&$skiptoken=${String(next)}`
          : null,
    };
  }

  #delete(name: string, vault: MemoryVault): Answer {
    this.secrets.delete(name);
    this.deleted.set(name, vault);
    const newest = vault.newest;
    const seconds = Math.floor(this.#args.now() / 1000);
    return ok({
      recoveryId: `https://${this.host}/deletedsecrets/${name}`,
      deletedDate: seconds,
      scheduledPurgeDate: seconds + 90 * 86_400,
      ...(newest === undefined ? {} : this.#bundle(name, newest)),
    });
  }

  #deletedSecret(method: string, name: string, verb: string): Answer {
    const vault = this.deleted.get(name);
    if (vault?.newest === undefined) throw new VaultFailure(`Deleted Secret not found: ${name}`, 404, "SecretNotFound");
    if (method === "POST" && verb === "recover") {
      this.deleted.delete(name);
      this.secrets.set(name, vault);
    }
    return ok(this.#bundle(name, vault.newest));
  }

  #named(name: string): MemoryVault {
    const vault = this.secrets.get(name);
    if (vault === undefined)
      throw new VaultFailure(`A secret with (name/id) ${name} was not found in this key vault.`, 404, "SecretNotFound");
    return vault;
  }

  #bundle(name: string, { id, enabled, created, expires, tags, contentType }: Stored): Record<string, unknown> {
    return {
      ...(contentType === undefined ? {} : { contentType }),
      id: `https://${this.host}/secrets/${name}/${id}`,
      attributes: {
        enabled,
        ...(expires === undefined ? {} : { exp: expires.getTime() / 1000 }),
        created: created.getTime() / 1000,
        updated: created.getTime() / 1000,
        recoveryLevel: "CustomizedRecoverable",
        recoverableDays: 90,
      },
      tags,
    };
  }
}

interface Body {
  readonly value?: string;
  readonly contentType?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly attributes?: { readonly enabled?: boolean; readonly exp?: number };
}

const ok = (body: unknown): Answer => ({ status: 200, body });

function failure(status: number, code: string, message: string, inner?: string): Answer {
  const innererror = inner === undefined ? {} : { innererror: { code: inner } };
  return { status, body: { error: { code, message, ...innererror } } };
}

/** Key Vault says the kind in `code`, and in `innererror` what exactly it is. */
function refused({ status = 500, code = "InternalError", message }: VaultFailure): Answer {
  if (status === 409) return failure(409, "Conflict", message, code);
  if (status === 403) return failure(403, "Forbidden", message, code);
  return failure(status, code, message);
}
