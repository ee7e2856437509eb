// The clients of storage accounts, Entra applications and Container Apps against services that answer over HTTP: each asks what
// the service documents, says what it heard, tries nothing again by itself, and repeats no value in a failure.
import { expect } from "chai";
import { graphApplication } from "../../../cli/rotate/azure/application.ts";
import { restartContainerApp } from "../../../cli/rotate/azure/restart.ts";
import { azureAccount } from "../../../cli/rotate/azure/storage-account.ts";
import { Hidden } from "../../../cli/rotate/hidden.ts";
import type { Account } from "../../../cli/rotate/strategies/storage-account-key.ts";
import { RotationFailure } from "../../../cli/rotate/strategies/strategy.ts";
import { VaultFailure } from "../../../cli/vault/vault-plane.ts";
import { rotating, START } from "./fixtures.ts";
import { ANSWER_WITH, MEANT_FOR } from "./world/http-double.ts";
import { HttpTargets, type Opener, type TargetsArgs } from "./world/http-targets.ts";
import { CREDENTIAL, loopback } from "./world/loopback.ts";

const APP =
  "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg/providers/Microsoft.App/containerApps/ca-payments";
const key = (text: string): string => Buffer.from(text).toString("base64");

describe("strongroom rotate: targets over HTTP", () => {
  let openers: Opener[];
  let targets: HttpTargets;
  let port: number;
  /** What the next request is answered with instead. */
  let instead: string | undefined;

  async function open(overrides: Partial<TargetsArgs> = {}): Promise<void> {
    let made = 0;
    targets = new HttpTargets({
      now: () => START.getTime(),
      openers,
      value: (what) => key(`${what}-${String((made += 1))}`),
      ...overrides,
    });
    port = await targets.listen();
  }

  beforeEach(async () => {
    instead = undefined;
    openers = ["key1", "key2"].map((id) => ({ id, value: key(`old-${id}`), made: undefined }));
    await open();
  });
  afterEach(async () => {
    await targets.close();
  });

  const extra = (): Record<string, string> => (instead === undefined ? {} : { [ANSWER_WITH]: instead });

  function account(): Account {
    const real = loopback(new Map([["management.azure.com", port]]));
    const id = rotating("storage-account-key").rotation.storageAccount?.id ?? "";
    return azureAccount(id, "public", CREDENTIAL, {
      httpClient: {
        sendRequest: (request) => {
          for (const [name, value] of Object.entries(extra())) request.headers.set(name, value);
          return real.sendRequest(request);
        },
      },
      blobEndpoint: (name) => `http://127.0.0.1:${String(port)}/${name}`,
    });
  }

  const send: typeof fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = { ...(init?.headers as Record<string, string>), [MEANT_FOR]: url.hostname, ...extra() };
    return fetch(`http://127.0.0.1:${String(port)}${url.pathname}${url.search}`, { ...init, headers });
  };
  const application = () => {
    const { entraApplication } = rotating("entra-application").rotation;
    if (entraApplication === undefined) throw new Error("no application");
    return graphApplication({ ...entraApplication, cloud: "public" }, CREDENTIAL, send);
  };

  describe("a storage account", () => {
    it("says its keys, makes one anew, and lets in who signs with one of them", async () => {
      const before = await account().keys();
      await account().regenerate("key2");
      const after = await account().keys();

      expect(before.map(({ name, value, made }) => [name, value.reveal(), made])).to.deep.equal([
        ["key1", key("old-key1"), undefined],
        ["key2", key("old-key2"), undefined],
      ]);
      expect(after.map(({ name, value, made }) => [name, value.reveal(), made])).to.deep.equal([
        ["key1", key("old-key1"), undefined],
        ["key2", key("key2-1"), START],
      ]);
      expect(await account().opensWith(new Hidden(key("key2-1")))).to.equal(true);
      expect(await account().opensWith(new Hidden(key("old-key2")))).to.equal(false);
    });

    it("says whether its policy takes keys at all", async () => {
      expect(await account().takesKeys()).to.equal(true);

      await targets.close();
      await open({ takesKeys: false });

      expect(await account().takesKeys()).to.equal(false);
    });

    it("is asked once, whatever it answers: trying again is the run's own decision", async () => {
      for (const [said, status] of [
        ["429 TooManyRequests", 429],
        ["503 ServerBusy", 503],
        ["409 Conflict", 409],
      ] as const) {
        instead = said;
        const asked = targets.requests.length;

        const failed = await account()
          .regenerate("key2")
          .catch((error: unknown) => error);

        expect(failed).to.be.instanceOf(VaultFailure).and.to.include({ status });
        expect(targets.requests.length - asked).to.equal(1);
      }
    });

    it("that turns the run away is no wrong key: nothing may be concluded from it", async () => {
      // A firewall answers AuthorizationFailure where a wrong key is AuthenticationFailed (azure-docs: storage error codes).
      await targets.close();
      await open({ turnsAway: true });

      const failed = await account()
        .opensWith(new Hidden(key("old-key1")))
        .catch((error: unknown) => error);

      expect(failed).to.be.instanceOf(RotationFailure);
      expect(String(failed)).to.include("AuthorizationFailure").and.to.include("stpayments.blob.core.windows.net");
    });
  });

  describe("an Entra application", () => {
    beforeEach(() => {
      openers.splice(0);
    });

    it("gets a second client secret, which signs in until it is removed", async () => {
      const made = await application().add("strongroom payments-dev-signing", new Date("2026-06-01T00:00:00Z"));

      expect(await application().signsIn(made.value)).to.equal(true);
      expect(await application().secrets()).to.deep.equal([
        { keyId: made.keyId, displayName: "strongroom payments-dev-signing", hint: made.value.reveal().slice(0, 3) },
      ]);
      await application().remove(made.keyId);
      expect(await application().signsIn(made.value)).to.equal(false);
      expect(await application().secrets()).to.deep.equal([]);
    });

    it("is content when a client secret has been removed already", async () => {
      await application().remove("00000000-0000-4000-8000-000000000009");

      expect(targets.requests).to.have.length(1);
    });

    it("repeats no client secret in a failure", async () => {
      const { value } = await application().add("strongroom x", new Date("2026-06-01T00:00:00Z"));
      for (const said of ["429 TooManyRequests", "503 ServiceUnavailable", "403 Authorization_RequestDenied"]) {
        instead = said;

        const failed = await application()
          .signsIn(value)
          .catch((error: unknown) => error);

        expect(failed)
          .to.be.instanceOf(VaultFailure)
          .and.to.include({ status: Number(said.slice(0, 3)) });
        expect(JSON.stringify(failed) + String(failed)).not.to.include(value.reveal());
      }
    });

    it("is asked once, whatever it answers", async () => {
      instead = "429 TooManyRequests";

      const failed = await application()
        .secrets()
        .catch((error: unknown) => error);

      expect(failed).to.be.instanceOf(VaultFailure).and.to.include({ status: 429, code: "TooManyRequests" });
      expect(targets.requests).to.have.length(1);
    });
  });

  describe("a Container App", () => {
    it("has the revision that answers now started anew", async () => {
      await restartContainerApp(APP, "public", CREDENTIAL, send);

      expect(targets.restarts).to.deep.equal(["ca-payments--0000007"]);
    });

    it("that cannot be reached, or refuses, is a failure of the run", async () => {
      instead = "403 AuthorizationFailed";

      const failed = await restartContainerApp(APP, "public", CREDENTIAL, send).catch((error: unknown) => error);

      expect(failed).to.be.instanceOf(VaultFailure).and.to.include({ status: 403, code: "AuthorizationFailed" });
      expect(targets.restarts).to.deep.equal([]);
    });
  });
});
