import { expect } from "chai";
import { capture, grants, ofType, only } from "../../support/capture.ts";
import { TAGS, testPlatform } from "../../support/fixtures.ts";
import { certificate, key, refusal, secret, vault, workload } from "./fixtures.ts";

const VAULT = "azure-native:keyvault:Vault";

describe("AppVault", () => {
  it("defaults: private, recoverable for 90 days, roles only, watched", async () => {
    const { resources } = await capture(() => vault());

    const { inputs, protect, retainOnDelete } = only(resources, VAULT);
    expect(inputs["properties"]).to.deep.equal({
      tenantId: "11111111-1111-4111-8111-111111111111",
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      enablePurgeProtection: true,
      enabledForDeployment: false,
      enabledForDiskEncryption: false,
      enabledForTemplateDeployment: false,
      publicNetworkAccess: "Disabled",
      networkAcls: { defaultAction: "Deny", bypass: "AzureServices", ipRules: [], virtualNetworkRules: [] },
    });
    expect({ protect, retainOnDelete, location: inputs["location"] }).to.deep.equal({
      protect: false,
      retainOnDelete: false,
      location: "westeurope",
    });
    expect(only(resources, "azure-native:network:PrivateEndpoint").inputs["privateEndpointName"]).to.equal(
      "pep-kv-payments-dev-x1",
    );
    expect(ofType(resources, "azure-native:network:PrivateDnsZoneGroup")).to.have.length(1);
    expect(only(resources, "azure-native:monitor:DiagnosticSetting").inputs["logs"]).to.deep.equal([
      { categoryGroup: "audit", enabled: true },
      { categoryGroup: "allLogs", enabled: true },
    ]);
    expect(grants(resources)).to.deep.equal([]);
  });

  it("max: every argument reaches Azure", async () => {
    const siem = { authorizationRuleId: "/subscriptions/s/rule", eventHubName: "siem" };
    const platform = testPlatform({
      audit: { workspaceId: "/workspace", siem },
      protection: { protect: true, lock: true },
      environment: "staging",
    });

    const { resources } = await capture(() =>
      vault({
        platform,
        vaultName: "kv-other",
        resourceGroupName: "rg-other",
        tags: { ...TAGS, extra: "yes" },
        sku: "premium",
        publicAccess: { allowedCidrs: ["203.0.113.0/24"], reason: "Migration", until: "2026-02-01" },
      }),
    );

    const { inputs, protect, retainOnDelete } = only(resources, VAULT);
    expect(inputs["vaultName"]).to.equal("kv-other");
    expect(inputs["resourceGroupName"]).to.equal("rg-other");
    expect(inputs["properties"]).to.deep.include({
      sku: { family: "A", name: "premium" },
      publicNetworkAccess: "Enabled",
      networkAcls: {
        defaultAction: "Deny",
        bypass: "AzureServices",
        ipRules: [{ value: "203.0.113.0/24" }],
        virtualNetworkRules: [],
      },
    });
    expect(inputs["tags"]).to.deep.equal({
      ...TAGS,
      extra: "yes",
      "public-access-reason": "Migration",
      "public-access-until": "2026-02-01",
    });
    expect({ protect, retainOnDelete }).to.deep.equal({ protect: true, retainOnDelete: true });
    expect(
      ofType(resources, "azure-native:monitor:DiagnosticSetting").map(({ inputs: setting }) => setting["eventHubName"]),
    ).to.have.members([undefined, "siem"]);
  });

  it("hardened: in prod nothing is deleted by accident, and yet every grant can be taken away", async () => {
    const platform = testPlatform({
      environment: "prod",
      isProduction: true,
      protection: { protect: true, lock: true },
    });

    const { resources } = await capture(() => vault({ platform, sku: "premium" }));

    expect(only(resources, VAULT).protect).to.equal(true);
    expect(ofType(resources, "ManagementLockByScope")).to.deep.equal([]);
  });

  it("lies in the paired region with its endpoint in the network there, and logs to the workspace only", async () => {
    const pairedNetwork = { ...testPlatform().network, location: "northeurope", endpointSubnetId: "/paired/subnet" };
    const platform = testPlatform({
      pairedNetwork,
      audit: { workspaceId: "/workspace", siem: { authorizationRuleId: "/rule", eventHubName: "siem" } },
    });

    const { resources } = await capture(() => vault({ platform, place: "paired" }, "payments-paired"));

    expect(only(resources, VAULT).inputs["location"]).to.equal("northeurope");
    const endpoint = only(resources, "azure-native:network:PrivateEndpoint").inputs;
    expect(endpoint["location"]).to.equal("northeurope");
    expect(endpoint["subnet"]).to.deep.include({ id: "/paired/subnet" });
    expect(only(resources, "azure-native:monitor:DiagnosticSetting").inputs["workspaceId"]).to.equal("/workspace");
  });

  it("streams to the event hub of its own region, which is another one in the paired region", async () => {
    const hub = (name: string) => ({ authorizationRuleId: `/rules/${name}`, eventHubName: name });
    const platform = testPlatform({
      audit: { workspaceId: "/workspace", siem: { ...hub("here"), paired: hub("there") } },
    });
    const hubs = async (place: "home" | "paired") => {
      const { resources } = await capture(() => vault({ platform, place }));
      return ofType(resources, "azure-native:monitor:DiagnosticSetting").flatMap(({ inputs }) =>
        inputs["eventHubName"] === undefined ? [] : [[inputs["eventHubName"], inputs["eventHubAuthorizationRuleId"]]],
      );
    };

    expect(await hubs("home")).to.deep.equal([["here", "/rules/here"]]);
    expect(await hubs("paired")).to.deep.equal([["there", "/rules/there"]]);
  });

  it("grants on the whole vault to software only, and with a reason", async () => {
    const { resources } = await capture(() =>
      vault().grantReadEverySecretInVault(workload("backup"), { reason: "Copies the vault every night" }),
    );

    expect(grants(resources)).to.deep.equal([
      { principal: "id-of-backup", role: "Key Vault Secrets User", scope: "…/vaults/kv-payments-dev-x1" },
    ]);
    expect(only(resources, "RoleAssignment").inputs["description"]).to.equal("Copies the vault every night");
    const nobody = { ...workload("people"), principalType: "Group" as const };
    // @ts-expect-error a group of people is no workload
    const people: Parameters<ReturnType<typeof vault>["grantReadEverySecretInVault"]>[0] = nobody;
    expect(people.principalType).to.equal("Group");
    expect(
      await refusal(() => capture(() => vault().grantReadEverySecretInVault(workload("backup"), { reason: " " }))),
    ).to.equal(
      "AppVault payments: grantReadEverySecretInVault: backup: reason: is empty; say why one secret at a time does not do",
    );
  });

  it("says what it refuses, all at once", async () => {
    const prod = testPlatform({ environment: "prod", isProduction: true });

    const message = await refusal(() =>
      capture(() =>
        vault({
          platform: prod,
          vaultName: "1-bad--name",
          publicAccess: { allowedCidrs: ["0.0.0.0/0", "10.0.0.0/8"], reason: "", until: "2025-12-31" },
        }),
      ),
    );

    expect(message.split("\n")).to.deep.equal([
      'AppVault payments: vaultName: "1-bad--name" is no vault name; use 3 to 24 letters, digits and single hyphens, starting with a letter',
      "AppVault payments: publicAccess: is never allowed in production; reach the vault through its private endpoint",
      'AppVault payments: publicAccess.allowedCidrs: "0.0.0.0/0" is no IPv4 address or range of /24 or narrower',
      'AppVault payments: publicAccess.allowedCidrs: "10.0.0.0/8" is no IPv4 address or range of /24 or narrower',
      "AppVault payments: publicAccess.reason: is empty; say why",
    ]);
  });

  it("shows what ARM cannot change as one component, the same on every day", async () => {
    const declare = (now: Date) =>
      capture(() => {
        const payments = vault({ platform: testPlatform({ now }) });
        payments.secret("stripe-key", secret());
        payments.key("cards", key());
        payments.certificate("callback", certificate());
        payments.connection("ledger", {
          secretName: "payments-dev-ledger-sql-conn",
          purpose: "Connects",
          owner: "a@b.co",
          connectionString: "Server=x",
        });
        return { declared: payments.declareContents() };
      });

    const today = await declare(new Date("2026-01-15T12:00:00Z"));
    const tomorrow = await declare(new Date("2026-01-16T12:00:00Z"));

    const contents = only(today.resources, "strongroom:vault:Contents");
    expect(contents.inputs).to.deep.equal(only(tomorrow.resources, "strongroom:vault:Contents").inputs);
    expect(contents.inputs["secrets"]).to.deep.equal({
      "payments-dev-stripe-key": {
        name: "payments-dev-stripe-key",
        contentType: "text/plain",
        lifetimeDays: 120,
        tags: { ...TAGS, purpose: "Charges cards", "rotation-days": "90", "rotated-by": "owner" },
      },
    });
    expect(today.outputs["declared"]).to.deep.include({ connections: ["payments-dev-ledger-sql-conn"] });
  });
});
