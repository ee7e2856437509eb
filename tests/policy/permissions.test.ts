// What roles permit, as Azure decides it, and the table of its own roles.
import { expect } from "chai";
import { ROLES } from "../../components/authorization/roles.ts";
import { BUILT_IN_ROLES, type Permission } from "../../facts/role-definitions.ts";
import { GRANTING, permits } from "../../policy/permissions.ts";
import { roleGuid } from "../../policy/role-names.ts";

const of = (permission: Partial<Permission>): Permission => ({
  actions: [],
  notActions: [],
  dataActions: [],
  notDataActions: [],
  ...permission,
});
const READ = "Microsoft.KeyVault/vaults/secrets/getSecret/action";

describe("permissions of a role", () => {
  it("name an operation with wildcards and in any case, on their plane alone", () => {
    expect(permits([of({ dataActions: ["microsoft.keyvault/VAULTS/*"] })], "dataActions", READ)).to.equal(true);
    expect(permits([of({ actions: ["*"] })], "dataActions", READ)).to.equal(false);
    expect(permits([of({ dataActions: ["*/read"] })], "dataActions", READ)).to.equal(false);
  });

  it("take away only what they give themselves", () => {
    const taken = of({ dataActions: ["*"], notDataActions: ["*/getSecret/action"] });

    expect(permits([taken], "dataActions", READ)).to.equal(false);
    expect(permits([taken, of({ dataActions: [READ] })], "dataActions", READ)).to.equal(true);
  });

  it("of Azure's own are known for every role that this program grants", () => {
    for (const [name, id] of Object.entries(ROLES)) expect(BUILT_IN_ROLES[id]?.name).to.equal(name);
  });

  it("of Azure's own hand out roles where their documentation says so, and nowhere else", () => {
    const grants = Object.values(BUILT_IN_ROLES)
      .filter(({ permissions }) => GRANTING.some((operation) => permits(permissions, "actions", operation)))
      .map(({ name }) => name);

    expect(grants.sort()).to.deep.equal([
      "Key Vault Data Access Administrator",
      "Owner",
      "Role Based Access Control Administrator",
      "User Access Administrator",
    ]);
  });

  it("are of two different roles under two different names", () => {
    const names = Object.values(BUILT_IN_ROLES).map(({ name }) => name);

    expect(new Set(names).size).to.equal(names.length);
    for (const [id, { name }] of Object.entries(BUILT_IN_ROLES)) expect(roleGuid(name)).to.equal(id);
  });
});
