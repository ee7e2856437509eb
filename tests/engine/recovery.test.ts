// A vault that somebody deleted outside Pulumi comes back whole (docs/runbooks/vault-recovery.md): the runbook's steps, in the
// real engine against simulated Azure. What must not happen is a placeholder written over a live value on the way.
import { expect } from "chai";
import { changes, liveSecrets, OwnProject, readAzure, succeed, UP, writeAzure } from "../support/own-project.ts";

/** Not payments: its server's key would go with the vault, which is another runbook. */
const VAULT = "urn:pulumi:dev::strongroom::**azure-native_keyvault_v20260201:keyvault:Vault::storefront";
const IN_AZURE = /\/vaults\/kv-storefront-dev-[^/]+$/i;

describe("recovery of a deleted vault in the real engine", function () {
  this.timeout(240_000);
  let project: OwnProject;

  before(async () => {
    project = new OwnProject();
    await project.session(async (session) => {
      succeed(await session.pulumi(UP, { stack: "dev" }));
    });
  });
  after(() => {
    project.remove();
  });

  it("brings back every object with its versions, and with the grants that went with the vault", async () => {
    const before = liveSecrets(readAzure(project.stateDir));
    const vaultsIn = (dir: string) => Object.keys(readAzure(dir).resources).filter((id) => IN_AZURE.test(id));
    expect(vaultsIn(project.stateDir)).to.have.length(1);

    // Somebody deletes the vault, and somebody recovers it: seen from a copy of the state, so that this one knows nothing.
    const elsewhere = await project.onCopy(async (session) => {
      const target = ["--target", VAULT, "--target-dependents", "--yes", "--skip-preview"];
      succeed(await session.pulumi(["destroy", ...target], { stack: "dev" }));
      return session.stateDir;
    });
    expect(vaultsIn(elsewhere)).to.deep.equal([]);
    project.editSource(
      "components/vault/vault-properties.ts",
      "enableRbacAuthorization: true,",
      'enableRbacAuthorization: true,\n    createMode: "recover",',
    );
    await project.session(
      async (session) => {
        succeed(await session.pulumi(["up", "--target", VAULT, "--yes", "--skip-preview"], { stack: "dev" }));
      },
      { stateDir: elsewhere },
    );
    project.editSource("components/vault/vault-properties.ts", '\n    createMode: "recover",', "");
    writeAzure(project.stateDir, readAzure(elsewhere));

    const { up, again } = await project.session(async (session) => ({
      refreshed: succeed(await session.pulumi(["refresh", "--yes", "--skip-preview"], { stack: "dev" })),
      up: succeed(await session.pulumi(UP, { stack: "dev", events: true })),
      again: succeed(await session.pulumi(UP, { stack: "dev", events: true })),
    }));

    const kinds = new Set(changes(up).map((change) => change.split(" ").slice(0, 2).join(" ")));
    expect([...kinds]).to.include("create azure-native:authorization:RoleAssignment");
    expect([...kinds].filter((kind) => /keyvault/.test(kind))).to.deep.equal([]);
    expect(changes(again)).to.deep.equal([]);
    expect(liveSecrets(readAzure(project.stateDir))).to.deep.equal(before);
  });
});
