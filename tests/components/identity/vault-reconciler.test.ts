import { expect } from "chai";
import { defineEnvironmentRoles } from "../../../components/identity/environment-roles.ts";
import { VaultReconciler, type VaultReconcilerArgs } from "../../../components/identity/vault-reconciler.ts";
import { CUSTOM_ROLES } from "../../../components/authorization/custom-role.ts";
import { capture, grants, only, SUBSCRIPTION } from "../../support/capture.ts";
import { TAGS } from "../../support/fixtures.ts";

const HOME = { environment: "prod", subscriptionId: SUBSCRIPTION };
const SCOPE = `/subscriptions/${SUBSCRIPTION}`;
const CERTIFICATE_USER = "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba";

const reconciler = (overrides: Partial<VaultReconcilerArgs> = {}) =>
  capture(() => {
    const roleDefinitions = defineEnvironmentRoles(HOME, {});
    return new VaultReconciler("vault-reconciler", {
      identityName: "id-strongroom-prod-vault-reconciler",
      resourceGroupName: "rg-strongroom-prod",
      location: "westeurope",
      tags: TAGS,
      home: { ...HOME, roleDefinitions },
      ...overrides,
    });
  });

describe("VaultReconciler", () => {
  it("defaults: keeps vaults and lets in the readers of certificates, and nobody signs in as it but its job", async () => {
    const { resources } = await reconciler();

    expect(grants(resources)).to.have.deep.members([
      { principal: "vault-reconciler", role: "Strongroom Vault Keeper (prod)", scope: SCOPE },
      { principal: "vault-reconciler", role: "f58310d9-a9f6-439a-9e8d-f62e7b41a168", scope: SCOPE },
    ]);
    expect(resources.filter(({ type }) => type.endsWith(":FederatedIdentityCredential"))).to.deep.equal([]);
  });

  it("max: every argument reaches Azure", async () => {
    const { resources } = await reconciler({
      identityName: "id-other",
      resourceGroupName: "rg-other",
      location: "northeurope",
      tags: { ...TAGS, extra: "yes" },
      federation: { runner: { issuer: "https://tokens.contoso.com", subject: "runner", audiences: ["a"] } },
    });

    expect(only(resources, "UserAssignedIdentity").inputs).to.deep.include({
      resourceName: "id-other",
      resourceGroupName: "rg-other",
      location: "northeurope",
      tags: { ...TAGS, extra: "yes" },
    });
    expect(only(resources, "FederatedIdentityCredential").inputs["subject"]).to.equal("runner");
  });

  it("hardened: may grant one role and no other, not to itself, and reads no value", async () => {
    const { resources } = await reconciler();

    const condition = only(resources, "RoleAssignment", "vault-reconciler-grants").inputs["condition"] as string;
    expect(condition.match(/GuidEquals \{([^}]*)\}/)?.[1]).to.equal(CERTIFICATE_USER);
    expect(condition).to.include("GuidNotEquals");
    expect(CUSTOM_ROLES["Vault Keeper"].dataActions.join(" ")).not.to.match(/getSecret|setSecret|sign|decrypt|unwrap/);
  });
});
