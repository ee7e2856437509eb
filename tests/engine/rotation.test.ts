// Rotation in the real engine against simulated Azure: a stack that takes a rotator and its job changes nothing else, the
// second preview is empty, and what the deployed job is told is what `strongroom rotate` carries out on the vaults.
import { expect } from "chai";
import { rotatingSecrets } from "../../cli/rotate/declared.ts";
import { parseDesired } from "../../cli/vault/desired.ts";
import { keyOf } from "../../simulator/model/ids.ts";
import {
  changes,
  destroy,
  OwnProject,
  readAzure,
  REFRESH,
  succeed,
  UP,
  writeAzure,
  type Azure,
} from "../support/own-project.ts";

const PREVIEW = ["preview"] as const;
const SUBSCRIPTION = "/subscriptions/5c9a2e10-4b7d-4f38-8e21-a6d0c3f19b7e";
const JOB = {
  image: `contoso.azurecr.io/strongroom@sha256:${"0123456789abcdef".repeat(4)}`,
  registryServer: "contoso.azurecr.io",
  subnetId: `${SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets/snet-rotation`,
};

/** What others made: the subnet in the hub, and what an application team has of its own. */
const THERE = [
  ["azure-native:resources:ResourceGroup", "rg-payments-data-dev"],
  [
    "azure-native:storage:StorageAccount",
    "rg-payments-data-dev/providers/Microsoft.Storage/storageAccounts/stpaymentsdev",
  ],
  ["azure-native:resources:ResourceGroup", "rg-payments-apps"],
  ["azure-native:app:ContainerApp", "rg-payments-apps/providers/Microsoft.App/containerApps/ca-payments"],
  ["azure-native:resources:ResourceGroup", "rg-hub"],
  ["azure-native:network:VirtualNetwork", "rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub"],
  ["azure-native:network:Subnet", "rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets/snet-rotation"],
  ["azure-native:network:Subnet", "rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets/snet-keeping"],
] as const;

function putThere(stateDir: string): void {
  const azure = readAzure(stateDir);
  for (const [type, place] of THERE) {
    const id = `${SUBSCRIPTION}/resourceGroups/${place}`;
    azure.resources[keyOf(id)] = { id, type, properties: {}, computed: [], createdAt: "2026-01-01T00:00:00Z" };
  }
  writeAzure(stateDir, azure);
}

describe("rotation in the real engine", function () {
  this.timeout(240_000);
  let project: OwnProject;
  let preview: string[];
  let up: string[];
  let again: string[];
  let outputs: Record<string, unknown>;
  let azure: Azure;

  before(async () => {
    project = new OwnProject();
    project.editManifest("payments", (manifest) => {
      Object.assign(manifest["secrets"] as object, {
        "files-key": {
          purpose: "Opens the files of the settlement",
          rotation: {
            every: "60d",
            by: "storage-account-key",
            storageAccount: { name: "stpayments${environment}", resourceGroup: "rg-payments-data-${environment}" },
            restart: { worker: { containerApp: "ca-payments", resourceGroup: "rg-payments-apps" } },
          },
          readers: ["worker"],
        },
      });
    });
    await project.session(async (session) => succeed(await session.pulumi(UP, { stack: "dev" })));
    putThere(project.stateDir);
    await project.session(async (session) => {
      const run = async (command: readonly string[]) =>
        succeed(await session.pulumi(command, { stack: "dev", events: true }));
      project.editSettings("dev", (config) => {
        config["strongroom:rotator"] = { purpose: "Rotates secrets" };
        config["strongroom:rotatorJob"] = JOB;
        config["strongroom:vaultReconciler"] = { purpose: "Keeps what is inside the vaults" };
        config["strongroom:vaultReconcilerJob"] = { ...JOB, subnetId: JOB.subnetId.replace("rotation", "keeping") };
      });
      preview = changes(await run(PREVIEW));
      up = changes(await run(UP));
      again = changes(await run(PREVIEW));
      succeed(await session.pulumi(REFRESH, { stack: "dev" }));
      const { stdout } = succeed(await session.pulumi(["stack", "output", "--json"], { stack: "dev" }));
      outputs = JSON.parse(stdout) as Record<string, unknown>;
    });
    azure = readAzure(project.stateDir);
  });
  after(() => {
    project.remove();
  });

  it("adds the identity, its grants and the job, and changes nothing else", () => {
    expect(preview.filter((change) => !change.startsWith("create "))).to.deep.equal([]);
    const made = preview.filter(
      (change) => !change.includes(":RoleAssignment ") && !change.includes(":RoleDefinition "),
    );
    expect(made).to.have.members([
      "create azure-native:app:Job rotation-job",
      "create azure-native:app:Job vault-reconciler-job",
      "create azure-native:app:ManagedEnvironment rotation-job-environment",
      "create azure-native:app:ManagedEnvironment vault-reconciler-job-environment",
      "create azure-native:managedidentity:UserAssignedIdentity rotator",
      "create azure-native:managedidentity:UserAssignedIdentity vault-reconciler",
      "create azure-native:monitor:DiagnosticSetting rotation-job-environment-logs",
      "create azure-native:monitor:DiagnosticSetting vault-reconciler-job-environment-logs",
      "create strongroom:identity:VaultReconciler vault-reconciler",
      "create strongroom:identity:WorkloadIdentity vault-reconciler",
      "create strongroom:identity:WorkloadIdentity rotator",
      "create strongroom:operations:RotationJob rotation-job",
      "create strongroom:operations:VaultReconcilerJob vault-reconciler-job",
    ]);
    expect(up).to.deep.equal(preview);
    expect(again).to.deep.equal([]);
  });

  it("tells the jobs which secrets rotate, in the words that the command reads", () => {
    const jobs = Object.values(azure.resources).filter(({ type }) => type === "azure-native:app:Job");

    expect(outputs["rotationJob"]).to.deep.equal({ name: "caj-rot-dev", resourceGroup: "rg-strongroom-dev" });
    expect(outputs["vaultReconcilerJob"]).to.deep.equal({ name: "caj-kv-dev", resourceGroup: "rg-strongroom-dev" });
    const triggers = JSON.stringify(jobs.map(({ properties }) => properties));
    expect(triggers).to.include("17 * * * *");
    expect(triggers).to.include("Manual");
    const { applications } = outputs as { applications: Record<string, { vaultObjects: unknown[] }> };
    const declared = rotatingSecrets(
      parseDesired(
        Object.values(applications).flatMap(({ vaultObjects }) => vaultObjects),
        "outputs",
      ),
    );
    expect(
      declared.map(({ name, vaults, rotation: { by } }) => `${name} ${by} ${String(vaults.length)}`),
    ).to.deep.equal([
      "payments-dev-stripe-key owner 2",
      "payments-dev-stripe-webhook-signing owner 2",
      "payments-dev-session-signing generated 2",
      "payments-dev-files-key storage-account-key 2",
      "storefront-dev-search-api-key owner 1",
      "storefront-dev-cookie-encryption generated 1",
    ]);
    expect(declared.find(({ name }) => name.endsWith("files-key"))?.rotation).to.deep.include({
      storageAccount: {
        id: `${SUBSCRIPTION}/resourceGroups/rg-payments-data-dev/providers/Microsoft.Storage/storageAccounts/stpaymentsdev`,
      },
      after: [
        {
          restart: `${SUBSCRIPTION}/resourceGroups/rg-payments-apps/providers/Microsoft.App/containerApps/ca-payments`,
        },
      ],
    });
  });

  it("goes with the stack", async () => {
    await project.onCopy(async (session) => {
      succeed(await destroy(session, "dev"));
    });
  });
});
