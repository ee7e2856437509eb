import { expect } from "chai";
import { type Azure, TENANT, refusal, secret } from "./harness.ts";
import { KEY, LOCK, SECRET, VAULT, group, inGroup, secretInputs, vault, vaultInputs, freshAzure } from "./fixtures.ts";
import { Store } from "../../simulator/model/store.ts";
import { Cloud } from "../../simulator/model/cloud.ts";
import { purgeVault } from "../../simulator/kinds/keyvault.ts";
import type { Props } from "../../simulator/model/values.ts";

describe("simulated Key Vault", () => {
  let azure: Azure;

  freshAzure((started) => {
    azure = started;
  });

  describe("vaults", () => {
    it("returns the address and takes its region from the resource group", async () => {
      const made = await vault(azure);

      expect(made.id).to.equal(
        "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-a/providers/Microsoft.KeyVault/vaults/kv-payments-dev",
      );
      expect(made.outputs["location"]).to.equal("westeurope");
      expect(made.outputs["properties"]).to.include({ vaultUri: "https://kv-payments-dev.vault.azure.net/" });
    });

    it("needs its resource group", async () => {
      const message = await refusal(
        azure.create(VAULT, { ...vaultInputs(), resourceGroupName: "nowhere", location: "westeurope" }),
      );

      expect(message).to.equal(
        `Status=404 Code="ResourceGroupNotFound" Message="Resource group 'nowhere' could not be found."`,
      );
    });

    it("shares its name with the whole world", async () => {
      await vault(azure);
      await group(azure, "rg-b");

      const message = await refusal(azure.create(VAULT, { ...vaultInputs(), resourceGroupName: "rg-b" }));

      expect(message).to.contain(`Code="VaultAlreadyExists"`);
    });

    for (const name of ["1starts-with-digit", "ends-", "two--hyphens", "a-name-of-far-too-many-letters", "ab"]) {
      it(`refuses the name ${name}`, async () => {
        const message = await refusal(vault(azure, {}, name));

        expect(message).to.match(/VaultNameNotValid|'vaultName' is/);
      });
    }

    it("does not take over a vault that is there", async () => {
      const made = await vault(azure);

      expect(await refusal(vault(azure))).to.equal(`cannot create already existing resource '${made.id}'`);
    });

    it("keeps the name of a deleted vault", async () => {
      await azure.delete(VAULT, await vault(azure));

      const message = await refusal(vault(azure));

      expect(message).to.contain(`Status=409 Code="ConflictError"`).and.contain("createMode").and.contain("generation");
    });

    it("recovers a deleted vault with what was in it", async () => {
      const made = await vault(azure);
      const stored = await azure.create(SECRET, secretInputs());
      await azure.delete(VAULT, made);

      await vault(azure, { createMode: "recover" });

      expect(await azure.read(SECRET, stored)).to.not.equal(undefined);
    });

    it("cannot recover a vault that nobody deleted", async () => {
      expect(await refusal(vault(azure, { createMode: "recover" }))).to.contain("DeletedVaultNotFound");
    });

    it("refuses to purge a protected vault and purges another", async () => {
      const kept = await vault(azure);
      const loose = await azure.create(VAULT, vaultInputs({ enablePurgeProtection: null }, "kv-loose"));
      await azure.delete(VAULT, kept);
      await azure.delete(VAULT, loose);
      await azure.close();

      const store = new Store(azure.stateFile);
      const cloud = new Cloud(store);
      const refuse = (): void => {
        purgeVault(cloud, kept.id);
      };
      purgeVault(cloud, loose.id);

      expect(refuse).to.throw("purge protection is enabled");
      expect(cloud.buried(loose.id)).to.equal(undefined);
      store.close();
    });

    it("does not let purge protection be switched off", async () => {
      const made = await vault(azure);

      const message = await refusal(azure.update(VAULT, made, vaultInputs({ enablePurgeProtection: false })));

      expect(message).to.contain(`"enablePurgeProtection" cannot be set to false`);
    });

    it("keeps purge protection where an update does not mention it", async () => {
      const made = await vault(azure);

      const updated = await azure.update(VAULT, made, vaultInputs({ enablePurgeProtection: null }));

      expect(updated.outputs["properties"]).to.include({ enablePurgeProtection: true });
    });

    it("does not let the retention change", async () => {
      const made = await vault(azure, { softDeleteRetentionInDays: 90 });

      const message = await refusal(azure.update(VAULT, made, vaultInputs({ softDeleteRetentionInDays: 30 })));

      expect(message).to.contain("softDeleteRetentionInDays").and.contain("can't be modified");
    });

    it("refuses a retention outside 7 to 90 days", async () => {
      expect(await refusal(vault(azure, { softDeleteRetentionInDays: 6 }))).to.contain("between 7 and 90");
    });

    it("refuses access policies beside RBAC", async () => {
      const policy = { tenantId: TENANT, objectId: TENANT, permissions: { secrets: ["get"] } };

      expect(await refusal(vault(azure, { accessPolicies: [policy] }))).to.contain("accessPolicies");
    });

    it("belongs to the tenant of its subscription", async () => {
      const message = await refusal(vault(azure, { tenantId: "99999999-9999-4999-8999-999999999999" }));

      expect(message).to.contain("tenantId");
    });
  });

  describe("secrets", () => {
    beforeEach(async () => {
      await vault(azure);
    });

    it("need their vault", async () => {
      const message = await refusal(azure.create(SECRET, { ...secretInputs(), vaultName: "kv-nowhere" }));

      expect(message).to.contain(`Status=404 Code="ParentResourceNotFound"`);
    });

    it("never give their value back, nor keep it on disk", async () => {
      const value = "PLANTED-secret-value";
      const made = await azure.create(
        SECRET,
        secretInputs("stripe", { value: secret(value), attributes: { enabled: true } }),
      );
      const read = await azure.read(SECRET, made, secretInputs());

      expect(JSON.stringify([made, read?.outputs])).to.not.contain(value);
      expect(azure.stored()).to.not.contain(value);
    });

    it("get a version with every PUT", async () => {
      const made = await azure.create(SECRET, secretInputs());

      const updated = await azure.update(SECRET, made, { ...secretInputs(), tags: { owner: "somebody" } });

      expect(uri(updated.outputs))
        .to.match(/\/secrets\/stripe\/[0-9a-f]{32}$/)
        .and.not.equal(uri(made.outputs));
    });

    it("keep their name after their deletion", async () => {
      await azure.delete(SECRET, await azure.create(SECRET, secretInputs()));

      expect(await refusal(azure.create(SECRET, secretInputs()))).to.contain("deleted but recoverable state");
    });

    it("are deleted through the vault, which a caller outside the network does not reach", async () => {
      const made = await azure.create(SECRET, secretInputs());
      await azure.update(
        VAULT,
        { id: made.id.replace(/\/secrets.*/, ""), outputs: {} },
        vaultInputs({ publicNetworkAccess: "disabled" }),
      );
      azure.faults({ insideNetwork: false });

      expect(await refusal(azure.delete(SECRET, made))).to.contain(
        `Status=403 Code="Forbidden" Message="Public network access is disabled`,
      );
    });

    it("can be deleted although a lock holds the vault: the data plane knows no locks", async () => {
      const made = await azure.create(SECRET, secretInputs());
      await azure.create(LOCK, { scope: made.id.replace(/\/secrets.*/, ""), lockName: "keep", level: "CanNotDelete" });

      await azure.delete(SECRET, made);

      expect(await azure.read(SECRET, made)).to.equal(undefined);
    });

    it("have at most 15 tags", async () => {
      const tags = Object.fromEntries(Array.from({ length: 16 }, (_none, index) => [`tag${index}`, "x"]));

      expect(await refusal(azure.create(SECRET, { ...secretInputs(), tags }))).to.contain("at most 15");
    });

    it("have at most 25 kilobytes", async () => {
      expect(await refusal(azure.create(SECRET, secretInputs("big", { value: "x".repeat(25_601) })))).to.contain(
        "25600",
      );
    });

    it("cannot expire before they begin", async () => {
      const attributes = { notBefore: 2_000_000_000, expires: 1_900_000_000 };

      expect(await refusal(azure.create(SECRET, secretInputs("odd", { value: "x", attributes })))).to.contain(
        "before it begins",
      );
    });
  });

  describe("keys", () => {
    const keyInputs = (properties: Props = {}): Props => ({
      ...inGroup,
      vaultName: "kv-payments-dev",
      keyName: "card",
      properties: { kty: "RSA", keySize: 3072, ...properties },
    });
    const rotation = (expiryTime: string | undefined, action: string, trigger: Props): Props => ({
      rotationPolicy: {
        ...(expiryTime !== undefined && { attributes: { expiryTime } }),
        lifetimeActions: [{ action: { type: action }, trigger }],
      },
    });

    beforeEach(async () => {
      await vault(azure);
    });

    it("stay as they are when they are PUT again, silently", async () => {
      const made = await azure.create(KEY, keyInputs());

      const updated = await azure.update(KEY, made, keyInputs({ keySize: 4096 }));

      expect(updated.outputs).to.deep.equal(made.outputs);
      expect(made.outputs).to.include({ kty: "RSA", keySize: 3072 });
    });

    it("are imported with what a program says of them, though Azure answers it in another shape", async () => {
      const properties = { kty: "RSA", keySize: 3072, keyOps: ["wrapKey"], attributes: { enabled: true } };
      const made = await azure.create(KEY, { ...inGroup, vaultName: "kv-payments-dev", keyName: "cards", properties });

      const read = await azure.read(KEY, { id: made.id, outputs: {} });

      expect(read?.inputs).to.deep.equal({ ...inGroup, vaultName: "kv-payments-dev", keyName: "cards", properties });
    });

    it("in hardware need a premium vault", async () => {
      expect(await refusal(azure.create(KEY, keyInputs({ kty: "RSA-HSM" })))).to.contain("premium");
    });

    it("are in hardware in a premium vault", async () => {
      await azure.create(VAULT, vaultInputs({ sku: { family: "A", name: "premium" } }, "kv-premium"));

      const made = await azure.create(KEY, { ...keyInputs({ kty: "RSA-HSM" }), vaultName: "kv-premium" });

      expect(made.outputs["kty"]).to.equal("RSA-HSM");
    });

    it("accept a rotation every 90 days", async () => {
      const made = await azure.create(KEY, keyInputs(rotation("P120D", "rotate", { timeAfterCreate: "P90D" })));

      expect(made.outputs["rotationPolicy"]).to.have.property("lifetimeActions");
    });

    const wrong: [string, Props, string][] = [
      ["an expiry under 28 days", rotation("P27D", "rotate", { timeAfterCreate: "P10D" }), "at least P28D"],
      ["a rotation within 7 days of creation", rotation("P60D", "rotate", { timeAfterCreate: "P6D" }), "7 days after"],
      ["a rotation within 7 days of expiry", rotation("P60D", "rotate", { timeAfterCreate: "P54D" }), "7 days before"],
      ["a notification without expiry", rotation(undefined, "notify", { timeAfterCreate: "P30D" }), "notify"],
      [
        "a trigger before an expiry that is not there",
        rotation(undefined, "rotate", { timeBeforeExpiry: "P30D" }),
        "needs an expiryTime",
      ],
      [
        "two triggers in one action",
        rotation("P60D", "rotate", { timeAfterCreate: "P30D", timeBeforeExpiry: "P10D" }),
        "exactly one",
      ],
      ["a duration that is none", rotation("60 days", "rotate", { timeAfterCreate: "P30D" }), "duration"],
    ];
    for (const [what, policy, message] of wrong) {
      it(`refuse ${what}`, async () => {
        expect(await refusal(azure.create(KEY, keyInputs(policy)))).to.contain(message);
      });
    }
  });
});

function uri(outputs: Props): string {
  const properties = outputs["properties"];
  const value =
    typeof properties === "object" && properties !== null && !Array.isArray(properties)
      ? properties["secretUriWithVersion"]
      : "";
  return typeof value === "string" ? value : "";
}
