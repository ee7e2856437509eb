import { expect } from "chai";
import { RotationJob, type RotationJobArgs } from "../../../components/operations/rotation-job.ts";
import type { DeclaredVault } from "../../../components/vault/declared.ts";
import { capture, grants, only } from "../../support/capture.ts";
import { TAGS, testPlatform } from "../../support/fixtures.ts";

const IMAGE = `registry.contoso.com/strongroom@sha256:${"0123456789abcdef".repeat(4)}`;

const VAULT: DeclaredVault = {
  app: "payments",
  name: "kv-payments",
  uri: "https://kv-payments.vault.azure.net/",
  id: "/vaults/kv-payments",
  secrets: [
    {
      name: "payments-dev-signing",
      tags: TAGS,
      contentType: "text/plain",
      lifetimeDays: 60,
      rotation: {
        by: "generated",
        everyDays: 30,
        overlapDays: 7,
        retire: "overlap",
        readers: ["payments-api"],
        after: [],
        generated: { length: 48, alphabet: "alphanumeric" },
      },
    },
    { name: "payments-dev-old", tags: TAGS, contentType: "text/plain", lifetimeDays: 60 },
  ],
  keys: [],
  connections: ["payments-dev-ledger-api-sql-conn"],
  certificates: [],
  readers: [],
};

function job(overrides: Partial<RotationJobArgs> = {}): RotationJob {
  return new RotationJob("rotation-job", {
    resourceGroupName: "rg-platform-dev",
    location: "westeurope",
    tags: TAGS,
    environmentName: "cae-rot-dev",
    jobName: "caj-rot-dev",
    image: IMAGE,
    subnetId: "/subnet",
    identity: { id: "/identity", clientId: "client-of-rotator" },
    audit: testPlatform().audit,
    after: [],
    vaults: [VAULT],
    ...overrides,
  });
}

interface Configuration {
  readonly secrets: readonly { readonly name: string; readonly value: string }[];
  readonly registries?: unknown;
}

describe("RotationJob", () => {
  it("defaults: inside the network, every hour, told of the secrets that rotate and of nothing else", async () => {
    const { resources } = await capture(() => job());

    const { inputs } = only(resources, "app:Job");
    const configuration = inputs["configuration"] as unknown as Configuration;
    const template = inputs["template"] as { containers: Record<string, unknown>[] };
    expect(inputs["identity"]).to.deep.equal({ type: "UserAssigned", userAssignedIdentities: ["/identity"] });
    expect(template.containers[0]).to.deep.include({
      image: IMAGE,
      args: ["rotate", "--due", "--input", "/etc/strongroom/vaults.json"],
      env: [{ name: "AZURE_CLIENT_ID", value: "client-of-rotator" }],
    });
    const told = JSON.parse(configuration.secrets[0]?.value ?? "") as {
      applications: { payments: { vaultObjects: DeclaredVault[] } };
    };
    const [vault] = told.applications.payments.vaultObjects;
    expect(vault?.secrets.map(({ name }) => name)).to.deep.equal(["payments-dev-signing"]);
    expect(vault?.connections).to.deep.equal([]);
  });

  it("max: every argument reaches Azure", async () => {
    const { resources } = await capture(() =>
      job({
        resourceGroupName: "rg-other",
        environmentName: "cae-other",
        jobName: "job-other",
        registryServer: "registry.contoso.com",
      }),
    );

    expect(only(resources, "app:ManagedEnvironment").inputs).to.include({
      environmentName: "cae-other",
      resourceGroupName: "rg-other",
    });
    const { inputs } = only(resources, "app:Job");
    expect(inputs["jobName"]).to.equal("job-other");
    expect((inputs["configuration"] as unknown as Configuration).registries).to.deep.equal([
      { server: "registry.contoso.com", identity: "/identity" },
    ]);
  });

  it("hardened: whatever the arguments, it is reached by nobody, ends before the next run, and grants nothing", async () => {
    const { resources } = await capture(() => job({ vaults: [] }));

    expect(only(resources, "app:ManagedEnvironment").inputs).to.deep.include({
      publicNetworkAccess: "Disabled",
      vnetConfiguration: { internal: true, infrastructureSubnetId: "/subnet" },
    });
    expect(only(resources, "app:Job").inputs["configuration"]).to.deep.equal({
      triggerType: "Schedule",
      scheduleTriggerConfig: { cronExpression: "17 * * * *", parallelism: 1, replicaCompletionCount: 1 },
      replicaTimeout: 3300,
      replicaRetryLimit: 0,
      secrets: [{ name: "vaults", value: '{"applications":{}}' }],
    });
    expect(grants(resources)).to.deep.equal([]);
  });

  it("refuses an image that can change", async () => {
    const failed = await capture(() => job({ image: "registry.contoso.com/strongroom:latest" })).catch(
      (error: unknown) => String(error),
    );

    expect(failed).to.include(
      'RotationJob rotation-job: image: "registry.contoso.com/strongroom:latest" is not pinned',
    );
  });
});
