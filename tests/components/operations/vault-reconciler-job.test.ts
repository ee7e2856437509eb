import { expect } from "chai";
import {
  VaultReconcilerJob,
  type VaultReconcilerJobArgs,
} from "../../../components/operations/vault-reconciler-job.ts";
import type { DeclaredVault } from "../../../components/vault/declared.ts";
import { capture, grants, only } from "../../support/capture.ts";
import { TAGS, testPlatform } from "../../support/fixtures.ts";

const IMAGE = `registry.contoso.com/strongroom@sha256:${"0123456789abcdef".repeat(4)}`;

const VAULT: DeclaredVault = {
  app: "payments",
  name: "kv-payments",
  uri: "https://kv-payments.vault.azure.net/",
  id: "/vaults/kv-payments",
  secrets: [{ name: "payments-dev-old", tags: TAGS, contentType: "text/plain", lifetimeDays: 60 }],
  keys: [],
  connections: ["payments-dev-ledger-api-sql-conn"],
  certificates: [],
  readers: [],
};

function job(overrides: Partial<VaultReconcilerJobArgs> = {}): VaultReconcilerJob {
  return new VaultReconcilerJob("vault-reconciler-job", {
    resourceGroupName: "rg-platform-dev",
    location: "westeurope",
    tags: TAGS,
    environmentName: "cae-kv-dev",
    jobName: "caj-kv-dev",
    image: IMAGE,
    subnetId: "/subnet",
    identity: { id: "/identity", clientId: "client-of-reconciler" },
    audit: testPlatform().audit,
    after: [],
    vaults: [VAULT],
    ...overrides,
  });
}

describe("VaultReconcilerJob", () => {
  it("defaults: inside the network, started by the pipeline, told all that the vaults should hold", async () => {
    const { resources } = await capture(() => job());

    const { inputs } = only(resources, "app:Job");
    const configuration = inputs["configuration"] as { triggerType: string; secrets: { value: string }[] };
    const template = inputs["template"] as { containers: Record<string, unknown>[] };
    expect(inputs["identity"]).to.deep.equal({ type: "UserAssigned", userAssignedIdentities: ["/identity"] });
    expect(configuration.triggerType).to.equal("Manual");
    expect(template.containers[0]).to.deep.include({
      image: IMAGE,
      args: ["vault", "apply", "--yes", "--input", "/etc/strongroom/vaults.json"],
      env: [{ name: "AZURE_CLIENT_ID", value: "client-of-reconciler" }],
    });
    expect(JSON.parse(configuration.secrets[0]?.value ?? "")).to.deep.equal({
      applications: { payments: { vaultObjects: [VAULT] } },
    });
  });

  it("max: every argument reaches Azure", async () => {
    const { resources } = await capture(() =>
      job({ environmentName: "cae-other", jobName: "job-other", registryServer: "registry.contoso.com" }),
    );

    expect(only(resources, "app:ManagedEnvironment").inputs["environmentName"]).to.equal("cae-other");
    const { inputs } = only(resources, "app:Job");
    expect(inputs["jobName"]).to.equal("job-other");
    expect((inputs["configuration"] as Record<string, unknown>)["registries"]).to.deep.equal([
      { server: "registry.contoso.com", identity: "/identity" },
    ]);
  });

  it("hardened: whatever the arguments, it is reached by nobody, and grants nothing by itself", async () => {
    const { resources } = await capture(() => job({ vaults: [] }));

    expect(only(resources, "app:ManagedEnvironment").inputs).to.deep.include({
      publicNetworkAccess: "Disabled",
      vnetConfiguration: { internal: true, infrastructureSubnetId: "/subnet" },
    });
    expect(grants(resources)).to.deep.equal([]);
  });
});
