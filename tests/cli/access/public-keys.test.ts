// Whoever may read a public key encrypts, verifies and wraps without asking: the matrix says so beside the role.
import { expect } from "chai";
import { customRole, type CustomRoleName } from "../../../components/authorization/custom-role.ts";
import { roleDefinitionId, type RoleName } from "../../../components/authorization/roles.ts";
import { accessMatrix } from "../../../cli/access/matrix.ts";
import { rowCells } from "../../../cli/access/report.ts";
import { fromPlan } from "../../../cli/snapshot/records.ts";
import { grant, GROUP, identity, inApp, plan, SUBSCRIPTION, VAULT } from "./fixtures.ts";

const api = identity("api");

const key = (name: string, kty: string) =>
  inApp("azure-native:keyvault:Key", `shop-${name}`, { vaultName: "kv-shop", keyName: name, properties: { kty } });

/** What the holder of a role there can do by public halves, in a vault with an RSA and an EC key. */
function byPublicKey(role: RoleName | CustomRoleName, scope: string, keys = [key("cards", "RSA"), key("seal", "EC")]) {
  const ref = /^(Key Vault )/.test(role)
    ? (role as RoleName)
    : customRole(role as CustomRoleName, { environment: "prod", subscriptionId: SUBSCRIPTION });
  const [row] = accessMatrix([
    fromPlan(plan([api, ...keys, grant("g", api, scope, roleDefinitionId(SUBSCRIPTION, ref))])),
  ]);
  return row?.byPublicKey;
}

describe("access: public keys", () => {
  it("says of a signer what the key's public half is enough for", () => {
    expect(byPublicKey("Key Signer", `${VAULT}/keys/cards`)).to.deep.equal(["verify", "encrypt", "wrap"]);
    expect(byPublicKey("Key Signer", `${VAULT}/keys/seal`)).to.deep.equal(["verify"]);
  });

  it("says it of every role that reads keys, wherever it holds", () => {
    for (const role of ["Key Vault Reader", "Key Vault Crypto User", "Secret Operator", "Vault Keeper"] as const) {
      for (const scope of [VAULT, GROUP, `/subscriptions/${SUBSCRIPTION}`]) {
        expect(byPublicKey(role, scope), `${role} on ${scope}`).to.deep.equal(["verify", "encrypt", "wrap"]);
      }
    }
  });

  it("says it of nobody who reads no key, and of no vault without one", () => {
    expect(byPublicKey("Secret Reader", VAULT)).to.equal(undefined);
    expect(byPublicKey("Key Vault Secrets User", VAULT)).to.equal(undefined);
    expect(byPublicKey("Key Signer", `${VAULT}/keys/card`)).to.equal(undefined);
    expect(byPublicKey("Key Vault Reader", `${VAULT}-other`)).to.equal(undefined);
    expect(byPublicKey("Key Vault Reader", VAULT, [])).to.equal(undefined);
  });

  it("names a role that only the platform's stack defines, and prints the rest beside it", () => {
    const signer = customRole("Key Signer", { environment: "prod", subscriptionId: SUBSCRIPTION });
    const scope = `${VAULT}/keys/seal`;
    const [row] = accessMatrix([
      fromPlan(plan([api, key("seal", "EC"), grant("g", api, scope, roleDefinitionId(SUBSCRIPTION, signer))])),
    ]);

    expect(row === undefined ? [] : rowCells(row)).to.include(
      "Strongroom Key Signer (prod); by the public key without asking: verify",
    );
  });
});
