import { expect } from "chai";
import { capture, grants, only } from "../../support/capture.ts";
import { TAGS, testPlatform } from "../../support/fixtures.ts";
import { refusal, secret, vault, workload } from "./fixtures.ts";

const SECRET = "azure-native:keyvault:Secret";
const SCOPE = "…/vaults/kv-payments-dev-x1/secrets/payments-dev-stripe-key";

describe("VaultSecret", () => {
  it("defaults: is created with a placeholder that Pulumi keeps secret, and never written again", async () => {
    const { resources } = await capture(() => vault().secret("stripe-key", secret()));

    const { inputs, secretPaths, ignoreChanges, retainOnDelete, propertyDependencies } = only(resources, SECRET);
    expect(secretPaths).to.include("properties.value");
    expect(propertyDependencies["properties"]).to.include("payments-stripe-key-placeholder");
    expect(ignoreChanges).to.have.members(["properties", "tags"]);
    expect(retainOnDelete).to.equal(true);
    // 120 days after midnight of 15 January 2026.
    expect(inputs["properties"]).to.deep.include({
      contentType: "text/plain",
      attributes: { enabled: true, expires: Date.UTC(2026, 4, 15) / 1000 },
    });
    expect(inputs["tags"]).to.deep.equal({
      ...TAGS,
      owner: "payments-team@contoso.com",
      purpose: "Charges cards",
      "rotation-days": "90",
      "rotated-by": "owner",
    });
  });

  it("max: grants a reader and a writer one role each, on this one secret", async () => {
    const { resources } = await capture(() => {
      vault().secret("stripe-key", secret()).grantRead(workload("api")).grantWrite(workload("rotator"));
    });

    expect(grants(resources)).to.deep.equal([
      { principal: "id-of-api", role: "Strongroom Secret Reader (dev)", scope: SCOPE },
      { principal: "id-of-rotator", role: "Strongroom Secret Writer (dev)", scope: SCOPE },
    ]);
  });

  it("hardened: whatever the arguments, the value is a placeholder, it ends, and it says who answers for it", async () => {
    const tags = { ...TAGS, owner: "somebody@contoso.com", purpose: "Anything", "rotation-days": "0" };
    const retiring = { until: "2026-03-31", reason: "Replaced" };
    const variants = [secret({ rotationDays: 1 }), secret({ rotationDays: 90, rotatedBy: "generated", retiring })];

    for (const args of variants) {
      const { resources } = await capture(() => vault({ tags, sku: "premium" }).secret("stripe-key", args));

      const { inputs, secretPaths, propertyDependencies, ignoreChanges, retainOnDelete } = only(resources, SECRET);
      expect(secretPaths).to.include("properties.value");
      expect(propertyDependencies["properties"]).to.include("payments-stripe-key-placeholder");
      expect(ignoreChanges).to.have.members(["properties", "tags"]);
      expect(retainOnDelete).to.equal(true);
      // 30 days of overlap after the rotation, from midnight of 15 January 2026 (UTC).
      const expires = Date.UTC(2026, 0, 15 + args.rotationDays + 30) / 1000;
      expect(inputs["properties"]).to.deep.include({ attributes: { enabled: true, expires } });
      expect(inputs["tags"]).to.deep.include({
        owner: "payments-team@contoso.com",
        purpose: "Charges cards",
        "rotation-days": String(args.rotationDays),
      });
    }
    for (const rotationDays of [0, 91, 1.5, Number.NaN]) {
      expect(await refusal(() => capture(() => vault().secret("x", secret({ rotationDays }))))).to.equal(
        `VaultSecret payments-x: rotationDays: ${String(rotationDays)}; allowed are 1 to 90 whole days`,
      );
    }
  });

  for (const [now, state, count] of [
    ["2026-03-30T00:00:00Z", "retiring", 1],
    ["2026-03-31T23:59:59Z", "retiring", 1],
    ["2026-04-01T00:00:00Z", "retired", 0],
  ] as const) {
    it(`on ${now}, retiring until 2026-03-31, is ${state}`, async () => {
      const { resources, outputs } = await capture(() => {
        const retiring = { until: "2026-03-31", reason: "Moves to passkeys" };
        const declared = vault({ platform: testPlatform({ now: new Date(now) }) }).secret(
          "stripe-key",
          secret({ retiring }),
        );
        declared.grantRead(workload("api"));
        return { state: declared.state, declared: declared.declared };
      });

      expect(outputs["state"]).to.equal(state);
      expect(grants(resources)).to.have.length(count);
      expect(outputs["declared"]).to.deep.include({ retiresAfter: "2026-03-31" });
      expect(only(resources, SECRET).inputs["tags"]).to.deep.include({
        retiring: "until 2026-03-31: Moves to passkeys",
      });
    });
  }

  it("refuses a name, an owner, a purpose or a rotation that will not do", async () => {
    expect(
      await refusal(() => capture(() => vault().secret("x", secret({ secretName: "a_b", purpose: " ", owner: "" })))),
    ).to.equal(
      [
        'VaultSecret payments-x: secretName: "a_b" is no name in a vault; use 1 to 127 letters, digits and hyphens',
        "VaultSecret payments-x: purpose: is empty; nothing is kept without one",
        "VaultSecret payments-x: owner: is empty; nothing is kept without one",
      ].join("\n"),
    );
    expect(await refusal(() => capture(() => vault().secret("x", secret({ rotationDays: 91 }))))).to.equal(
      "VaultSecret payments-x: rotationDays: 91; allowed are 1 to 90 whole days",
    );
  });

  it("refuses a sixteenth tag and one that is too long, before Azure does", async () => {
    const many = Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`tag-${String(index)}`, "x"]));

    expect(await refusal(() => capture(() => vault({ tags: many }).secret("x", secret())))).to.equal(
      "VaultSecret payments-x: tags: 17 tags, Key Vault allows 15 on an object; take away 2 of those that the settings add",
    );
    expect(await refusal(() => capture(() => vault().secret("x", secret({ purpose: "p".repeat(257) }))))).to.equal(
      "VaultSecret payments-x: tags.purpose: 257 characters, Key Vault allows 256",
    );
  });
});
