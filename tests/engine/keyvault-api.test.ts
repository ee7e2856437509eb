// Vaults, secrets and keys change over to another API version of Key Vault, which is another type to Pulumi, and back again.
import { expect } from "chai";
import type { RunResult, Session } from "../../simulator/engine/session.ts";
import { changes, OwnProject, readAzure, succeed, UP } from "../support/own-project.ts";
import { DIFFERENCES, releaseInputs } from "./states/differences.ts";
import { restoreState } from "./states/releases.ts";

const LOCAL = "azure-native_keyvault_v20260201:keyvault:";
const OWN = "azure-native:keyvault:";
const RELEASE = "0.1.0";

describe("Key Vault's API version", function () {
  this.timeout(240_000);
  let project: OwnProject;

  before(() => {
    project = new OwnProject();
    releaseInputs(project, RELEASE);
    restoreState(RELEASE, "dev", project.stateDir);
  });
  after(() => {
    project.remove();
  });

  it("changes with a setting, there and back, and nothing is made anew", async () => {
    const before = await project.session((session) => kinds(session));
    const there = await project.session(async (session) => ({
      result: succeed(await session.pulumi(UP, { stack: "dev", events: true })),
      kinds: await kinds(session),
    }));
    const azure = readAzure(project.stateDir);
    project.editSource("Pulumi.dev.yaml", "config:\n", 'config:\n  strongroom:keyVaultApi: "2024-11-01"\n');
    const back = await project.session(async (session) => ({
      result: succeed(await session.pulumi(UP, { stack: "dev", events: true })),
      kinds: await kinds(session),
      again: succeed(await session.pulumi(["preview"], { stack: "dev", events: true })),
    }));

    expect(before).to.have.length.greaterThan(10);
    expect(before.filter((type) => !type.startsWith(OWN))).to.deep.equal([]);
    expect(there.kinds).to.deep.equal(before.map((type) => type.replace(OWN, LOCAL)));
    expect(back.kinds).to.deep.equal(before);
    // The way there is an upgrade, too, and shows what an upgrade shows.
    const upgrade = (change: string) => DIFFERENCES.some((each) => each.change.test(change));
    expect(destructive(there.result).filter((change) => !upgrade(change))).to.deep.equal([]);
    expect(destructive(back.result)).to.deep.equal([]);
    // Connection strings are written by a template, which names the version itself.
    expect(changes(back.result).filter((change) => !/^update .*Deployment .*-sql-conn$/.test(change))).to.deep.equal(
      [],
    );
    expect(changes(back.again)).to.deep.equal([]);
    expect(vaultsOf(readAzure(project.stateDir))).to.deep.equal(vaultsOf(azure));
  });
});

/** The types of what Key Vault holds, as the engine's state has them, in the order of the names. */
async function kinds(session: Session): Promise<string[]> {
  const exported = succeed(await session.pulumi(["stack", "export"], { stack: "dev" }));
  const { deployment } = JSON.parse(exported.stdout) as {
    readonly deployment: { readonly resources: readonly { readonly urn: string; readonly type: string }[] };
  };
  return deployment.resources
    .filter(({ type }) => /^azure-native(_keyvault_v\d+)?:keyvault:/.test(type))
    .toSorted((a, b) => (a.urn.split("::").at(-1) ?? "").localeCompare(b.urn.split("::").at(-1) ?? "", "en"))
    .map(({ type }) => type);
}

function destructive(result: RunResult): string[] {
  return changes(result).filter(
    (change) => !/^(create|update) /.test(change) || /^create azure-native.*keyvault:/.test(change),
  );
}

function vaultsOf({ resources }: ReturnType<typeof readAzure>): unknown {
  return Object.fromEntries(Object.entries(resources).filter(([, { type }]) => type === "azure-native:keyvault:Vault"));
}
