import { expect } from "chai";
import { KEY_WORDS } from "../../../components/authorization/object-roles.ts";
import { defineEnvironmentRoles } from "../../../components/identity/environment-roles.ts";
import { capture, grants, ofType, only } from "../../support/capture.ts";
import { TAGS, testPlatform } from "../../support/fixtures.ts";
import { key, refusal, vault, workload } from "./fixtures.ts";

const KEY = "azure-native:keyvault:Key";

describe("VaultKey", () => {
  it("defaults: RSA 3072 in software, rotated by the vault, with an end and a warning", async () => {
    const { resources } = await capture(() => vault().key("cards", key()));

    const { inputs, ignoreChanges, retainOnDelete } = only(resources, KEY);
    expect(inputs["properties"]).to.deep.equal({
      kty: "RSA",
      keySize: 3072,
      keyOps: ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"],
      attributes: { enabled: true, exportable: false, expires: Date.UTC(2026, 4, 15) / 1000 },
      rotationPolicy: {
        attributes: { expiryTime: "P120D" },
        lifetimeActions: [
          { action: { type: "rotate" }, trigger: { timeAfterCreate: "P90D" } },
          { action: { type: "notify" }, trigger: { timeBeforeExpiry: "P15D" } },
        ],
      },
    });
    expect(inputs["tags"]).to.deep.equal({
      ...TAGS,
      purpose: "Encrypts card numbers",
      "rotation-days": "90",
      "rotated-by": "key-vault",
    });
    expect({ ignoreChanges, retainOnDelete }).to.deep.equal({
      ignoreChanges: ["properties", "tags"],
      retainOnDelete: true,
    });
  });

  it("max: an HSM key of every kind in a premium vault", async () => {
    const { resources } = await capture(() => {
      const premium = vault({ sku: "premium" });
      premium.key("a", key({ keyName: "a", type: "RSA-HSM", size: 4096, rotationDays: 7 }));
      premium.key("b", key({ keyName: "b", type: "EC-HSM", curve: "P-521" }));
    });

    expect(only(resources, KEY, "payments-a").inputs["properties"]).to.deep.include({ kty: "RSA-HSM", keySize: 4096 });
    expect(only(resources, KEY, "payments-b").inputs["properties"]).to.deep.include({
      kty: "EC-HSM",
      curveName: "P-521",
      keyOps: ["sign", "verify"],
    });
  });

  it("hardened: never leaves the vault, and neither a removal nor a later write can harm what it encrypts", async () => {
    const { resources } = await capture(() => vault({ sku: "premium" }).key("cards", key({ type: "RSA-HSM" })));

    const { inputs, retainOnDelete, ignoreChanges } = only(resources, "azure-native:keyvault:Key");
    expect(inputs["properties"]).to.have.nested.property("attributes.exportable", false);
    expect(retainOnDelete).to.equal(true);
    expect(ignoreChanges).to.have.members(["properties", "tags"]);
  });

  it("grants a role for each word on this one key, and no other", async () => {
    const to = workload("api");
    const { resources } = await capture(() => {
      vault()
        .key("cards", key())
        .grantSign(to)
        .grantVerify(to)
        .grantEncrypt(to)
        .grantDecrypt(to)
        .grantWrap(to)
        .grantUnwrap(to);
    });

    const scope = "…/vaults/kv-payments-dev-x1/keys/payments-dev-cards";
    expect(grants(resources)).to.have.deep.members(
      ["Signer", "Verifier", "Encrypter", "Decrypter", "Wrapper", "Unwrapper"].map((word) => ({
        principal: "id-of-api",
        role: `Strongroom Key ${word} (dev)`,
        scope,
      })),
    );
    expect(ofType(resources, "RoleAssignment").map(({ name }) => name)).to.have.members(
      KEY_WORDS.map((word) => `payments-cards-${word}-api`),
    );
  });

  it("grants Azure's own roles where the tenant takes no others, each once, and says why", async () => {
    const platform = testPlatform({ builtInRoles: { reason: "roles come from the landing zone" } });
    const { resources } = await capture(() => {
      const cards = vault({ platform }).key("cards", key());
      for (const word of KEY_WORDS) cards.grant(word, workload("api"));
    });

    expect(grants(resources).map(({ role }) => role)).to.have.members([
      "Key Vault Crypto User",
      "Key Vault Crypto Service Encryption User",
    ]);
    expect(
      ofType(resources, "RoleAssignment").map(({ name, inputs }) => [name, inputs["description"]]),
    ).to.have.deep.members(
      ["use", "wrap"].map((verb) => [
        `payments-cards-${verb}-api`,
        "Azure's own role, wider than its use: roles come from the landing zone",
      ]),
    );
  });

  it("waits for the role's definition where the stack makes it", async () => {
    const { resources } = await capture(() => {
      const roleDefinitions = defineEnvironmentRoles(testPlatform(), {});
      vault({ platform: testPlatform({ roleDefinitions }) })
        .key("cards", key())
        .grantSign(workload("api"));
    });

    expect(only(resources, "RoleAssignment").dependsOn)
      .to.include("role-key-signer")
      .and.not.include("role-key-verifier");
  });

  it("refuses what Azure would refuse, or silently keep for ever", async () => {
    const message = (overrides: Parameters<typeof key>[0]) =>
      refusal(() => capture(() => vault().key("cards", key(overrides))));

    expect(await message({ type: "EC-HSM", size: 2048, rotationDays: 6 })).to.equal(
      [
        'VaultKey payments-cards: type: "EC-HSM" needs a premium vault, this one is standard; use "EC" or sku "premium"',
        "VaultKey payments-cards: size: 2048 belongs to an RSA key, this one is EC-HSM; use curve",
        "VaultKey payments-cards: rotationDays: 6; allowed are 7 to 90 whole days",
      ].join("\n"),
    );
    expect(await message({ curve: "P-256" })).to.equal(
      'VaultKey payments-cards: curve: "P-256" belongs to an EC key, this one is RSA; use size',
    );
    expect(
      await refusal(() =>
        capture(() =>
          vault()
            .key("cards", key({ type: "EC" }))
            .grantWrap(workload("api")),
        ),
      ),
    ).to.equal("VaultKey payments-cards: wrap: api: an EC key signs and verifies only; declare an RSA key");
  });
});
