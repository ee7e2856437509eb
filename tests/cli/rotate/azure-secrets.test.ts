// Azure's own client against a vault over real HTTP: that what it reads is what the vault has, that each request is made once,
// and that the double itself answers as Key Vault was recorded to.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { azureSecrets } from "../../../cli/rotate/azure/secrets.ts";
import { Hidden } from "../../../cli/rotate/hidden.ts";
import type { SecretStore } from "../../../cli/rotate/store.ts";
import { VaultFailure } from "../../../cli/vault/vault-plane.ts";
import { START } from "./fixtures.ts";
import { HttpVault, type HttpVaultArgs } from "./world/http-vault.ts";
import { CREDENTIAL, loopback } from "./world/loopback.ts";

const HOST = "kv-payments.vault.azure.net";

describe("strongroom rotate: Key Vault over HTTP", () => {
  const open: HttpVault[] = [];
  let now = START.getTime();

  afterEach(async () => {
    await Promise.all(open.splice(0).map((vault) => vault.close()));
    now = START.getTime();
  });

  async function vault(
    args: Partial<HttpVaultArgs> = {},
  ): Promise<{ vault: HttpVault; store: SecretStore; port: number }> {
    const made = new HttpVault(HOST, { now: () => now, ...args });
    open.push(made);
    const port = await made.listen();
    const httpClient = loopback(new Map([[HOST, port]]));
    return { vault: made, port, store: azureSecrets(`https://${HOST}/`, CREDENTIAL, { httpClient }) };
  }

  const version = (value: string, tags: Record<string, string> = {}) => ({
    value: new Hidden(value),
    contentType: "text/plain",
    expires: new Date("2026-06-01T00:00:00Z"),
    tags,
  });

  it("reads every page of the versions, the newest first, by the vault's own clock", async () => {
    const { store } = await vault();
    for (let count = 0; count < 60; count += 1) {
      now += 1000;
      await store.write("signing", version(`value-${String(count)}`));
    }

    const { versions, asOf } = await store.history("signing");

    expect(versions).to.have.length(60);
    expect(versions[0]).to.deep.equal({
      id: "signingv60",
      created: new Date(now),
      enabled: true,
      tags: {},
      expires: new Date("2026-06-01T00:00:00Z"),
    });
    expect(asOf).to.deep.equal(new Date(now));
    expect((await store.read("signing", "signingv60")).reveal()).to.equal("value-59");
  });

  it("asks the vault which of two versions of one second is the newer", async () => {
    const { store } = await vault();
    for (const value of ["a", "b", "c"]) await store.write("signing", version(value));

    const { versions } = await store.history("signing");

    expect(versions[0]?.id).to.equal("signingv3");
  });

  it("changes the attributes and tags of one version and no value", async () => {
    const { store, vault: there } = await vault();
    await store.write("signing", version("old", { owner: "a@b.co" }));
    now += 1000;
    await store.write("signing", version("new"));

    await store.update("signing", "signingv1", { enabled: false });
    await store.update("signing", "signingv2", { tags: { rotation: "by=generated" } });

    const versions = there.secrets
      .get("signing")
      ?.versions.map(({ value, enabled, tags }) => ({ value, enabled, tags }));
    expect(versions).to.deep.equal([
      { value: "old", enabled: false, tags: { owner: "a@b.co" } },
      { value: "new", enabled: true, tags: { rotation: "by=generated" } },
    ]);
    const refused = await store.read("signing", "signingv1").catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(VaultFailure).and.to.include({ status: 403, code: "SecretDisabled" });
  });

  it("tries a request once, whatever the answer: trying again is the run's own decision", async () => {
    for (const status of [429, 503, 500]) {
      const { store, vault: there } = await vault({
        around: () =>
          Promise.resolve({
            status,
            body: { error: { code: "Throttled", message: "later" } },
            headers: { "retry-after": "1" },
          }),
      });

      const failed = await store.write("signing", version("x")).catch((error: unknown) => error);

      expect(failed).to.be.instanceOf(VaultFailure).and.to.include({ status });
      expect(there.requests).to.deep.equal(["PUT /secrets/signing"]);
    }
  });

  it("knows a lost answer from a refusal", async () => {
    const { store, vault: there } = await vault({
      around: (_request, effect) => {
        effect();
        return Promise.resolve("cut");
      },
    });

    const failed = await store.write("signing", version("x")).catch((error: unknown) => error);

    expect(failed).to.be.instanceOf(VaultFailure).and.to.include({ status: undefined });
    expect(there.secrets.get("signing")?.versions).to.have.length(1);
  });

  it("answers as Key Vault was recorded to", async function () {
    const folder =
      process.env["STRONGROOM_AZURE_RECORDINGS"] ??
      path.resolve(import.meta.dirname, "../../../../../shared/azure-recordings");
    const file = path.join(folder, "KeyVault.data-secrets.json");
    if (!existsSync(file)) this.skip();
    const recordings = JSON.parse(readFileSync(file, "utf8")) as readonly Recording[];
    let compared = 0;

    for (const { method, path: address, body, status, response } of recordings) {
      const { pathname } = new URL(address);
      const [, collection, name = "", verb] = pathname.split("/");
      // Backup and restore are no part of a rotation, and a deletion that is still under way has no double.
      if (verb === "restore" || name === "restore" || response.error?.innererror?.code === "ObjectIsBeingDeleted")
        continue;
      const { port } = await vaultWith(name, status, collection === "deletedsecrets");
      const answer = await fetch(`http://127.0.0.1:${String(port)}${pathname}`, {
        method,
        ...(status === 401 ? {} : { headers: { authorization: "Bearer t" } }),
        ...(body === null ? {} : { body: JSON.stringify(body) }),
      });
      const said = (await answer.json()) as Recording["response"];

      expect(answer.status, address).to.equal(status);
      if (response.error === undefined) {
        const optional = ["contentType"];
        expect(shape(said, optional), `${method} ${address}`).to.deep.equal(shape(response, optional));
      } else {
        expect(said.error?.code).to.equal(response.error.code);
        expect(said.error?.innererror).to.deep.equal(response.error.innererror);
        expect(said.error?.message).to.equal(response.error.message);
      }
      compared += 1;
    }
    expect(compared).to.be.greaterThan(7);

    async function vaultWith(name: string, status: number, isDeleted: boolean): Promise<{ port: number }> {
      const { vault: made, store, port } = await vault();
      await store.write(name, version("x", { a: "b" }));
      const there = made.secrets.get(name);
      if ((status === 409 || isDeleted) && there !== undefined) {
        made.secrets.delete(name);
        made.deleted.set(name, there);
      }
      return { port };
    }
  });
});

interface Recording {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  readonly response: Readonly<Record<string, unknown>> & {
    readonly error?: {
      readonly code: string;
      readonly message: string;
      readonly innererror?: { readonly code: string };
    };
  };
}

function shape(answer: Readonly<Record<string, unknown>>, without: readonly string[]): string[] {
  return Object.keys(answer)
    .filter((name) => !without.includes(name))
    .sort();
}
