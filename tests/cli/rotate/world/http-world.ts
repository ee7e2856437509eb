// The same world with everything at the other end of a real connection: Azure's own clients on this side, vaults and targets
// that answer over HTTP on that side, and between them whatever befalls a call. A run that is killed is never answered.
import { cloudOf } from "../../../../cli/vault/desired.ts";
import { azureSecrets, type Transport } from "../../../../cli/rotate/azure/secrets.ts";
import { azureAccount } from "../../../../cli/rotate/azure/storage-account.ts";
import { restartContainerApp } from "../../../../cli/rotate/azure/restart.ts";
import type { Job } from "../../../../cli/rotate/job.ts";
import { strategyOf } from "../../../../cli/rotate/strategies.ts";
import { storageAccountKey } from "../../../../cli/rotate/strategies/storage-account-key.ts";
import { VaultFailure } from "../../../../cli/vault/vault-plane.ts";
import { ANSWER_WITH, MEANT_FOR } from "./http-double.ts";
import { HttpTargets } from "./http-targets.ts";
import { HttpVault } from "./http-vault.ts";
import { CREDENTIAL, loopback } from "./loopback.ts";
import { World, type WorldArgs } from "./world.ts";

type HttpClient = NonNullable<Transport["httpClient"]>;

export class HttpWorld extends World {
  readonly servers: readonly HttpVault[];
  readonly targets: HttpTargets;
  #ports: ReadonlyMap<string, number> = new Map();

  constructor(args: WorldArgs) {
    const { isKnown } = args;
    super({ ...args, roads: (_world, runId) => this.#roads(runId) });
    const now = (): number => this.time.now;
    this.servers = args.rotating.vaults.map(({ uri }, place) => {
      const server = new HttpVault(new URL(uri).hostname, {
        now,
        valueGiven: (value) => {
          if (!this.values.includes(value)) this.values.push(value);
        },
      });
      const vault = this.vaults[place];
      if (vault !== undefined) server.secrets.set(args.rotating.name, vault);
      return server;
    });
    const value = (what: string): string => {
      const made = this.value(what);
      if (args.rotating.rotation.by !== "storage-account-key") return made;
      // Keys are Base64.
      const key = Buffer.from(made).toString("base64");
      this.values.push(key);
      return key;
    };
    for (const opener of this.openers) opener.value = value(opener.id);
    this.targets = new HttpTargets({
      now,
      openers: this.openers,
      value,
      ...(isKnown === undefined ? {} : { isKnown }),
    });
  }

  async listen(): Promise<ReadonlyMap<string, number>> {
    const vaults = await Promise.all(this.servers.map(async (server) => [server.host, await server.listen()] as const));
    const port = await this.targets.listen();
    const hosts = ["management.azure.com", "graph.microsoft.com", "login.microsoftonline.com"];
    this.#ports = new Map([
      ...vaults,
      ...[...hosts, "stpayments.blob.core.windows.net"].map((host) => [host, port] as const),
    ]);
    return this.#ports;
  }

  async close(): Promise<void> {
    await Promise.all([...this.servers, this.targets].map((server) => server.close()));
  }

  #roads(runId: string): Pick<Job, "stores" | "strategy"> {
    const { rotating } = this.args;
    const transport = { httpClient: this.#client(runId) };
    const credential = CREDENTIAL;
    const sleep = (milliseconds: number): Promise<void> => this.time.sleep(milliseconds, runId);
    const stores = rotating.vaults.map(({ uri }) => azureSecrets(uri, credential, transport));
    const { storageAccount } = rotating.rotation;
    if (storageAccount === undefined) {
      return { stores, strategy: strategyOf(rotating, { credential, sleep, transport, fetch: this.#fetch(runId) }) };
    }
    // The client of blobs goes its own way: its calls are taken as a whole.
    const port = this.#ports.get("stpayments.blob.core.windows.net") ?? 0;
    const account = azureAccount(storageAccount.id, "public", credential, {
      ...transport,
      blobEndpoint: () => `http://127.0.0.1:${String(port)}/stpayments`,
    });
    return {
      stores,
      strategy: storageAccountKey({
        ...account,
        opensWith: (key) => this.call(runId, "account opened", () => account.opensWith(key)),
      }),
    };
  }

  override run(runId: string): ReturnType<World["run"]> {
    return {
      ...super.run(runId),
      after: async ({ rotation: { after }, vaults }) => {
        const [vault] = vaults;
        if (vault === undefined) return;
        for (const { restart } of after) {
          await restartContainerApp(restart, cloudOf(vault).name, CREDENTIAL, this.#fetch(runId));
        }
      },
    };
  }

  /** One request of a run, with what befalls it. `send` takes a header with which the service answers something else. */
  async #exchange<T>(
    runId: string,
    label: string,
    send: (headers: Readonly<Record<string, string>>) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.call(runId, label, () => send({}));
    } catch (error) {
      if (!(error instanceof VaultFailure)) throw error;
      if (error.status === undefined) throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
      return send({ [ANSWER_WITH]: `${String(error.status)} ${error.code ?? ""}` });
    }
  }

  #client(runId: string): HttpClient {
    const real = loopback(this.#ports);
    return {
      sendRequest: (request) => {
        const { pathname } = new URL(request.url);
        // The challenge is a part of the call that it begins.
        if (request.headers.get("authorization") === undefined) return real.sendRequest(request);
        return this.#exchange(runId, `${request.method} ${pathname}`, (headers) => {
          for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
          return real.sendRequest(request);
        });
      },
    };
  }

  #fetch(runId: string): typeof fetch {
    return (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const port = this.#ports.get(url.hostname);
      if (port === undefined) return Promise.reject(new Error(`getaddrinfo ENOTFOUND ${url.hostname}`));
      return this.#exchange(runId, `${init?.method ?? "GET"} ${url.hostname}${url.pathname}`, (headers) =>
        fetch(`http://127.0.0.1:${String(port)}${url.pathname}${url.search}`, {
          ...init,
          headers: { ...(init?.headers as Record<string, string> | undefined), [MEANT_FOR]: url.hostname, ...headers },
        }),
      );
    };
  }
}
