import { expect } from "chai";
import { VaultContents, type VaultContentsArgs } from "../../../components/vault/contents.ts";
import { capture, ofType, only } from "../../support/capture.ts";
import { TAGS, testPlatform } from "../../support/fixtures.ts";
import { key, secret, vault } from "./fixtures.ts";

const CONTENTS = "strongroom:vault:Contents";

describe("VaultContents", () => {
  it("defaults: a vault without secrets and keys has none to show", async () => {
    const { resources } = await capture(() => {
      vault().declareContents();
    });

    expect(ofType(resources, CONTENTS)).to.deep.equal([]);
  });

  it("max: shows what is declared about every secret and key, by their names", async () => {
    const args: VaultContentsArgs = {
      vault: "kv-payments-dev-x1",
      secrets: {
        "payments-dev-stripe-key": {
          name: "payments-dev-stripe-key",
          tags: TAGS,
          contentType: "text/plain",
          lifetimeDays: 120,
          retiresAfter: "2026-03-31",
        },
      },
      keys: {
        "payments-dev-cards": {
          name: "payments-dev-cards",
          tags: TAGS,
          type: "RSA",
          size: 3072,
          rotationDays: 90,
          lifetimeDays: 120,
          notifyDays: 15,
        },
      },
    };

    const { resources } = await capture(() => new VaultContents("payments-contents", args, {}));

    expect(only(resources, CONTENTS).inputs).to.deep.equal(args);
  });

  it("hardened: is a picture only: no value is in it, and it writes nothing to the vault", async () => {
    const { resources } = await capture(() => {
      const payments = vault({ platform: testPlatform({ environment: "prod" }) });
      payments.secret("stripe-key", secret());
      payments.key("cards", key());
      payments.declareContents();
    });

    const { custom, id, inputs, secretPaths, propertyDependencies } = only(resources, CONTENTS);
    expect({ custom, id, secretPaths }).to.deep.equal({ custom: false, id: undefined, secretPaths: [] });
    expect(Object.values(propertyDependencies).flat()).not.to.include("payments-stripe-key-placeholder");
    const [shown] = Object.values(inputs["secrets"] as Record<string, object>);
    expect(Object.keys(shown ?? {})).to.have.members(["name", "tags", "contentType", "lifetimeDays"]);
  });
});
