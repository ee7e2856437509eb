import { expect } from "chai";
import * as resources from "../../../components/azure/resources.ts";
import { ReconcilerJob, type ReconcilerJobArgs } from "../../../components/sql/reconciler-job.ts";
import { capture, grants, ofType, only } from "../../support/capture.ts";
import { TAGS, testPlatform } from "../../support/fixtures.ts";
import { refusal } from "./fixtures.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const USER = { name: "id-payments-dev-api", kind: "workload", id: "client", access: [{ level: "read" }] } as const;
const DATABASES = [{ app: "payments", server: "sql-x1.database.windows.net", database: "ledger", users: [USER] }];

function job(overrides: Partial<ReconcilerJobArgs> = {}): ReconcilerJob {
  return new ReconcilerJob("sql-reconciler-job", {
    resourceGroupName: "rg-strongroom-dev",
    location: "westeurope",
    tags: TAGS,
    environmentName: "cae-strongroom-dev-sql",
    jobName: "job-strongroom-dev-sql",
    image: `registry.contoso.com/strongroom@${DIGEST}`,
    subnetId: "/subnet",
    identity: { id: "/identity", clientId: "client-of-reconciler" },
    audit: testPlatform().audit,
    after: [],
    databases: DATABASES,
    ...overrides,
  });
}

describe("ReconcilerJob", () => {
  it("defaults: inside the network, started by hand, as one identity, with what the databases should look like", async () => {
    const { resources } = await capture(() => job());

    const environment = only(resources, "app:ManagedEnvironment").inputs;
    expect(environment).to.deep.include({
      publicNetworkAccess: "Disabled",
      vnetConfiguration: { internal: true, infrastructureSubnetId: "/subnet" },
      appLogsConfiguration: { destination: "azure-monitor" },
    });
    const { inputs } = only(resources, "app:Job");
    const configuration = inputs["configuration"] as Record<string, unknown>;
    const template = inputs["template"] as { containers: Record<string, unknown>[]; volumes: unknown };
    expect(inputs["identity"]).to.deep.equal({ type: "UserAssigned", userAssignedIdentities: ["/identity"] });
    expect(configuration).to.include({ triggerType: "Manual", replicaRetryLimit: 0 });
    expect(configuration).not.to.have.property("registries");
    expect(JSON.parse((configuration["secrets"] as { value: string }[])[0]?.value ?? "")).to.deep.equal(DATABASES);
    expect(template.containers[0]).to.deep.include({
      image: `registry.contoso.com/strongroom@${DIGEST}`,
      args: ["sql", "apply", "--yes", "--input", "/etc/strongroom/sql-databases.json"],
      env: [{ name: "AZURE_CLIENT_ID", value: "client-of-reconciler" }],
    });
    expect(JSON.stringify(template.volumes)).to.include('"sql-databases.json"');
    expect(only(resources, "azure-native:monitor:DiagnosticSetting").inputs["workspaceId"]).to.be.a("string");
  });

  it("waits for the platform, where the same stack builds it: its resource group must be there", async () => {
    const { resources: captured } = await capture(() => {
      const platform = new resources.ResourceGroup("platform", { location: "westeurope" });
      return job({ after: [platform] });
    });

    expect(only(captured, "app:ManagedEnvironment").dependsOn).to.include("platform");
  });

  it("max: every argument reaches Azure", async () => {
    const { resources } = await capture(() =>
      job({
        resourceGroupName: "rg-other",
        location: "northeurope",
        tags: { extra: "yes" },
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
    expect(inputs).to.deep.include({ jobName: "job-other", location: "northeurope", tags: { extra: "yes" } });
    expect((inputs["configuration"] as Record<string, unknown>)["registries"]).to.deep.equal([
      { server: "registry.contoso.com", identity: "/identity" },
    ]);
  });

  it("hardened: whatever the arguments, it is reached by nobody, runs once when started, and holds no credential", async () => {
    const siem = { authorizationRuleId: "/rules/send", eventHubName: "siem" };

    const { resources } = await capture(() =>
      job({ registryServer: "registry.contoso.com", audit: { ...testPlatform().audit, siem }, databases: [] }),
    );

    expect(only(resources, "app:ManagedEnvironment").inputs).to.deep.include({
      publicNetworkAccess: "Disabled",
      vnetConfiguration: { internal: true, infrastructureSubnetId: "/subnet" },
      // The other way of logging would need the workspace's key.
      appLogsConfiguration: { destination: "azure-monitor" },
    });
    expect(ofType(resources, "azure-native:monitor:DiagnosticSetting")).to.have.length(2);
    const { inputs } = only(resources, "app:Job");
    expect(inputs["identity"]).to.deep.equal({ type: "UserAssigned", userAssignedIdentities: ["/identity"] });
    expect(inputs["configuration"]).to.deep.equal({
      triggerType: "Manual",
      manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 },
      replicaTimeout: 3600,
      replicaRetryLimit: 0,
      registries: [{ server: "registry.contoso.com", identity: "/identity" }],
      secrets: [{ name: "databases", value: "[]" }],
    });
    expect(grants(resources)).to.deep.equal([]);
  });

  for (const image of [
    "strongroom",
    "registry.contoso.com/strongroom:latest",
    `registry.contoso.com/strongroom@${DIGEST}0`,
  ]) {
    it(`refuses an image that can change: ${image.slice(0, 45)}`, async () => {
      expect(await refusal(() => job({ image }))).to.equal(
        `ReconcilerJob sql-reconciler-job: image: "${image}" is not pinned; write registry/repository@sha256:<64 hexadecimal digits>`,
      );
    });
  }

  for (const jobName of ["Job", "1job", "job--sql", `j${"o".repeat(32)}`, "job-"]) {
    it(`refuses the name ${jobName}`, async () => {
      expect(await refusal(() => job({ jobName }))).to.match(
        /^ReconcilerJob sql-reconciler-job: jobName: ".*" is no job name/,
      );
    });
  }
});
