// The cache and the real client, against a vault on this machine that does as it is told.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, it } from "node:test";
import { createDefaultHttpClient } from "@azure/core-rest-pipeline";
import { CachedSecret } from "./cached-secret.ts";
import { readerOf } from "./vault.ts";

const MINUTE = 60_000;

let server: Server;
let value: string;
/** Answers before the next good one. */
let faults: number[];
let out: boolean;
let requests: string[];
let now: number;
let waits: number[];

before(async () => {
  server = createServer((request, response) => {
    if (request.headers.authorization === undefined) {
      response.writeHead(401, {
        "www-authenticate":
          'Bearer authorization="https://login.microsoftonline.com/t", resource="https://vault.azure.net"',
      });
      response.end();
      return;
    }
    requests.push(new URL(request.url ?? "", "http://vault").pathname);
    const status = out ? 503 : (faults.shift() ?? 200);
    const body = status === 200 ? { value, id: "https://kv-test.vault.azure.net/secrets/key/1", attributes: {} } : {};
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  value = "first";
  faults = [];
  out = false;
  requests = [];
  now = 1_000_000;
  waits = [];
});

function secret(): CachedSecret {
  const loopback = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const http = createDefaultHttpClient();
  const credential = { getToken: () => Promise.resolve({ token: "t", expiresOnTimestamp: Date.now() + MINUTE }) };
  const read = readerOf("https://kv-test.vault.azure.net/", "key", credential, {
    // Only the way there is replaced: the client believes that it talks to Azure.
    httpClient: {
      sendRequest: async (request) => {
        const { url } = request;
        request.url = url.replace("https://kv-test.vault.azure.net", loopback);
        request.allowInsecureConnection = true;
        try {
          return await http.sendRequest(request);
        } finally {
          request.url = url;
        }
      },
    },
  });
  return new CachedSecret({
    read,
    now: () => now,
    random: () => 0.5,
    sleep: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  });
}

it("reads once, however many ask, and asks for no version", async () => {
  const key = secret();

  const values = await Promise.all([key.get(), key.get(), key.get()]);
  await key.get();

  assert.deepEqual(values, ["first", "first", "first"]);
  assert.deepEqual(requests, ["/secrets/key/"]);
});

it("takes up a rotated value after its time to live", async () => {
  const key = secret();
  await key.get();

  value = "second";
  now += 4 * MINUTE;
  assert.equal(await key.get(), "first");
  now += 2 * MINUTE;

  assert.equal(await key.get(), "second");
});

it("tries again with growing waits when the vault is busy", async () => {
  faults = [429, 503, 500];

  assert.equal(await secret().get(), "first");

  assert.deepEqual(waits, [500, 1_000, 2_000]);
});

it("goes on with the last good value in an outage, without hammering, and recovers", async () => {
  const key = secret();
  await key.get();

  out = true;
  now += 6 * MINUTE;
  assert.equal(await key.get(), "first");
  assert.equal(await key.get(), "first");
  assert.equal(requests.length, 2);
  out = false;
  value = "second";
  now += MINUTE;

  assert.equal(await key.get(), "second");
});

it("fails when there never was a value, and asks again only after a while", async () => {
  const key = secret();
  out = true;

  await assert.rejects(key.get(), /no value recent enough/);
  await assert.rejects(key.get(), /no value recent enough/);
  assert.equal(requests.length, CachedSecret.ATTEMPTS);
  out = false;
  now += MINUTE;

  assert.equal(await key.get(), "first");
});

it("fails when the last good value is too old", async () => {
  const key = secret();
  await key.get();

  out = true;
  now += 241 * MINUTE;

  await assert.rejects(key.get(), /no value recent enough/);
});

it("does not try again at once when it is refused", async () => {
  faults = [403];

  await assert.rejects(secret().get(), /no value recent enough/);

  assert.equal(requests.length, 1);
});

it("reads again when the value was rejected, but not more than every half minute", async () => {
  const key = secret();
  await key.get();

  value = "second";
  key.rejected();
  assert.equal(await key.get(), "first");
  now += MINUTE;
  key.rejected();

  assert.equal(await key.get(), "second");
});
