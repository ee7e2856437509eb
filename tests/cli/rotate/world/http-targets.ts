// What a rotation changes besides vaults, over HTTP: a storage account through Azure Resource Manager and at its own front door
// (with the signature that a key makes, learn: Authorize with Shared Key), an Entra application through Microsoft Graph and at
// the sign-in, and Container Apps that are started anew.
import { createHmac } from "node:crypto";
import { failure, HttpDouble, type Answer, type Asked } from "./http-double.ts";

/** Something that opens a target: a key of an account, a client secret of an application. */
export interface Opener {
  readonly id: string;
  value: string;
  made: number | undefined;
}

export interface TargetsArgs {
  readonly now: () => number;
  readonly openers: Opener[];
  /** A new value, in the form that the service makes. */
  readonly value: (what: string) => string;
  /** Whether the sign-in has heard of a client secret yet. */
  readonly isKnown?: (value: string) => boolean;
  /** The account's own policy. */
  readonly takesKeys?: boolean;
  /** The account's firewall lets nobody in. */
  readonly turnsAway?: boolean;
}

/** Versions that the clients were seen to ask for in Azure's REST definitions. */
const VERSIONS = /^20\d\d-\d\d-\d\d(-preview)?$/;
const ACCOUNT =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Storage\/storageAccounts\/([^/]+)(?:\/(\w+))?$/;
const APP =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.App\/containerApps\/([^/]+)(?:\/revisions\/([^/]+)\/restart)?$/;
const APPLICATION = /^\/v1\.0\/applications\/([^/]+)(?:\/(\w+))?$/;

export class HttpTargets extends HttpDouble {
  /** Revisions that were started anew. */
  readonly restarts: string[] = [];
  readonly #args: TargetsArgs;
  /** Display names of client secrets, by their ids. */
  readonly #names = new Map<string, string>();

  constructor(args: TargetsArgs) {
    super();
    this.#args = args;
  }

  protected answer(asked: Asked): Answer {
    const { hostname } = asked.url;
    // By its address alone an account is asked for by the first part of the path.
    if (hostname.includes(".blob.") || hostname === "127.0.0.1") return this.#blob(asked);
    if (hostname.startsWith("login.")) return this.#signIn(asked);
    if (asked.headers.authorization?.startsWith("Bearer ") !== true) {
      return failure(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
    }
    if (hostname.startsWith("graph.")) return this.#graph(asked);
    if (!hostname.startsWith("management.")) return failure(404, "NotFound", `nobody is at ${hostname}`);
    if (!VERSIONS.test(asked.url.searchParams.get("api-version") ?? "")) {
      return failure(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required.");
    }
    return APP.test(asked.url.pathname) ? this.#app(asked) : this.#account(asked);
  }

  #account({ method, url, body }: Asked): Answer {
    const [, name, verb] = ACCOUNT.exec(url.pathname) ?? [];
    if (name === undefined) return failure(404, "ResourceNotFound", `The Resource '${url.pathname}' was not found.`);
    const keys = () => ({
      keys: this.#args.openers.map(({ id, value, made }) => ({
        keyName: id,
        value,
        permissions: "FULL",
        ...(made === undefined ? {} : { creationTime: new Date(made).toISOString() }),
      })),
    });
    if (method === "GET" && verb === undefined) {
      return {
        status: 200,
        body: { id: url.pathname, name, properties: { allowSharedKeyAccess: this.#args.takesKeys ?? true } },
      };
    }
    if (method !== "POST") return failure(405, "MethodNotAllowed", method);
    if (verb === "listKeys") return { status: 200, body: keys() };
    const { keyName } = JSON.parse(body) as { readonly keyName: string };
    const key = this.#args.openers.find(({ id }) => id === keyName);
    if (key === undefined) return failure(400, "InvalidKeyName", `The key name ${keyName} is not known.`);
    key.value = this.#args.value(keyName);
    key.made = this.#args.now();
    return { status: 200, body: keys() };
  }

  #app({ method, url }: Asked): Answer {
    const [, name = "", revision] = APP.exec(url.pathname) ?? [];
    if (revision === undefined && method === "GET") {
      return { status: 200, body: { name, properties: { latestReadyRevisionName: `${name}--0000007` } } };
    }
    if (method !== "POST" || revision !== `${name}--0000007`)
      return failure(404, "RevisionNotFound", "no such revision");
    this.restarts.push(revision);
    return { status: 200 };
  }

  /** Lets in whoever signs with one of the account's keys. */
  #blob({ method, url, headers }: Asked): Answer {
    const [, first = ""] = url.pathname.split("/");
    const account = url.hostname === "127.0.0.1" ? first : (url.hostname.split(".", 1)[0] ?? "");
    const microsoft = Object.entries(headers)
      .filter(([name]) => name.startsWith("x-ms-"))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}:${String(value)}\n`)
      .join("");
    const parameters = [...url.searchParams]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `\n${name}:${value}`)
      .join("");
    const plain = `${method}\n${"\n".repeat(11)}${microsoft}/${account}${url.pathname}${parameters}`;
    const isRight = this.#args.openers.some(({ value }) => {
      const signature = createHmac("sha256", Buffer.from(value, "base64")).update(plain, "utf8").digest("base64");
      return headers.authorization === `SharedKey ${account}:${signature}`;
    });
    if (isRight && this.#args.turnsAway !== true)
      return { status: 200, body: '<?xml version="1.0"?><StorageServiceProperties />' };
    const code = this.#args.turnsAway === true ? "AuthorizationFailure" : "AuthenticationFailed";
    return {
      status: 403,
      body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Server failed to authenticate the request.</Message></Error>`,
      headers: { "x-ms-error-code": code },
    };
  }

  #graph({ method, url, body }: Asked): Answer {
    const [, id, verb] = APPLICATION.exec(url.pathname) ?? [];
    if (id === undefined) return failure(404, "Request_ResourceNotFound", "Resource does not exist.");
    const { openers } = this.#args;
    if (method === "GET") {
      const passwordCredentials = openers.map((opener) => ({
        keyId: opener.id,
        displayName: this.#names.get(opener.id) ?? null,
        hint: opener.value.slice(0, 3),
        secretText: null,
      }));
      return { status: 200, body: { passwordCredentials } };
    }
    const said = JSON.parse(body) as { keyId?: string; passwordCredential?: { displayName: string } };
    if (verb === "addPassword") {
      const value = this.#args.value("client");
      const keyId = `00000000-0000-4000-8000-${String(this.#names.size + 1).padStart(12, "0")}`;
      this.#names.set(keyId, said.passwordCredential?.displayName ?? "");
      openers.push({ id: keyId, value, made: this.#args.now() });
      return { status: 200, body: { keyId, secretText: value, hint: value.slice(0, 3) } };
    }
    const index = openers.findIndex((opener) => opener.id === said.keyId);
    if (index < 0) return failure(400, "Request_BadRequest", "No password credential found with keyId.");
    openers.splice(index, 1);
    return { status: 204 };
  }

  #signIn({ body }: Asked): Answer {
    const value = new URLSearchParams(body).get("client_secret") ?? "";
    const isRight = this.#args.openers.some((opener) => opener.value === value);
    if (isRight && (this.#args.isKnown?.(value) ?? true)) {
      return { status: 200, body: { token_type: "Bearer", expires_in: 3599, access_token: "t" } };
    }
    // It repeats nothing here; a test that finds the value printed would have found it in such an answer.
    const description = `AADSTS7000215: Invalid client secret provided (${value}).`;
    return { status: 401, body: { error: "invalid_client", error_codes: [7000215], error_description: description } };
  }
}
