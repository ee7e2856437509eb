// The policy pack where it counts: in the real engine, started by --policy-pack, before anything exists and with values that
// only Azure will know.
import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { DEFAULT_CONFIG, parseConfig, type PolicyConfig } from "../../policy/config.ts";
import { fromPlan } from "../../policy/from-plan.ts";
import { fromState } from "../../policy/from-state.ts";
import { judge, type Verdict } from "../../policy/judge.ts";
import { toPackConfig } from "../../policy/pack-config.ts";
import { plainUrn } from "../../facts/local-packages.ts";
import { planStack } from "../../cli/plan/evaluate-stack.ts";
import { withSession, type RunResult } from "../../simulator/engine/session.ts";
import { ROOT, tinyProject, type TinyProject } from "../support/tiny-project.ts";

const PACK = path.join(ROOT, "policy");

/** A vault as anybody might write it, without any component of ours. */
const PROGRAM = `
import * as authorization from "@pulumi/azure-native/authorization/index.js";
import * as keyvault from "@pulumi/azure-native/keyvault/index.js";
import * as monitor from "@pulumi/azure-native/monitor/index.js";
import * as network from "@pulumi/azure-native/network/index.js";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights/index.js";
import * as privatedns from "@pulumi/azure-native/privatedns/index.js";
import * as resources from "@pulumi/azure-native/resources/index.js";
import * as pulumi from "@pulumi/pulumi";

const careless = new pulumi.Config().getBoolean("careless") ?? false;
const tags = { owner: "payments-team@contoso.com" };
const location = "westeurope";
const group = new resources.ResourceGroup("group", { resourceGroupName: "rg-policy", location, tags });
const here = { resourceGroupName: group.name, location, tags };

const vault = new keyvault.Vault("vault", {
  ...here,
  vaultName: "kv-policy-test",
  properties: {
    tenantId: authorization.getClientConfigOutput().tenantId,
    sku: { family: "A", name: "standard" },
    enableSoftDelete: true,
    softDeleteRetentionInDays: 90,
    enablePurgeProtection: careless ? undefined : true,
    enableRbacAuthorization: true,
    publicNetworkAccess: careless ? "enabled" : "disabled",
    networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
  },
});

if (!careless) {
  const workspace = new operationalinsights.Workspace("logs", {
    ...here, workspaceName: "log-policy", sku: { name: "PerGB2018" }, features: { disableLocalAuth: true },
  });
  const nsg = new network.NetworkSecurityGroup("nsg", { ...here, networkSecurityGroupName: "nsg-policy" });
  const vnet = new network.VirtualNetwork("network", {
    ...here, virtualNetworkName: "vnet-policy", addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
  }, { ignoreChanges: ["subnets"] });
  const subnet = new network.Subnet("subnet", {
    resourceGroupName: group.name, virtualNetworkName: vnet.name, subnetName: "endpoints",
    addressPrefix: "10.0.1.0/24", networkSecurityGroup: { id: nsg.id }, defaultOutboundAccess: false,
  });
  const zone = new privatedns.PrivateZone("zone", {
    resourceGroupName: group.name, privateZoneName: "privatelink.vaultcore.azure.net", location: "global", tags,
  });
  const endpoint = new network.PrivateEndpoint("endpoint", {
    ...here, privateEndpointName: "pe-policy", subnet: { id: subnet.id },
    privateLinkServiceConnections: [{ name: "vault", privateLinkServiceId: vault.id, groupIds: ["vault"] }],
  });
  new network.PrivateDnsZoneGroup("endpoint-dns", {
    resourceGroupName: group.name, privateEndpointName: endpoint.name, privateDnsZoneGroupName: "default",
    privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: zone.id }],
  });
  new monitor.DiagnosticSetting("diagnostics", {
    name: "audit", resourceUri: vault.id, workspaceId: workspace.id, logs: [{ categoryGroup: "allLogs", enabled: true }],
  });
  new authorization.ManagementLockByScope("lock", { scope: vault.id, lockName: "keep", level: "CanNotDelete" });
}
`;

const CONFIG: PolicyConfig = {
  ...DEFAULT_CONFIG,
  settings: { ...DEFAULT_CONFIG.settings, allowedRegions: ["westeurope"] },
};

describe("the policy pack in the real engine", function () {
  this.timeout(180_000);
  let project: TinyProject;

  afterEach(() => {
    project.remove();
  });

  /** Runs one command with the pack and the given configuration. */
  async function run(command: readonly string[], careless: boolean, config: PolicyConfig): Promise<RunResult> {
    project = tinyProject(`config:\n  tiny:careless: ${String(careless)}\n`, PROGRAM);
    const packConfig = path.join(path.dirname(project.programDir), "pack.json");
    writeFileSync(packConfig, JSON.stringify(toPackConfig(config, "dev")));
    return withSession({ root: ROOT, programDir: project.programDir, stateDir: project.stateDir }, (session) =>
      session.pulumi([...command, "--policy-pack", PACK, "--policy-pack-config", packConfig], { events: true }),
    );
  }

  const violated = (result: RunResult): string[] =>
    [
      ...new Set(
        result.events.flatMap(({ policyEvent }) =>
          policyEvent === undefined
            ? []
            : [`${String(policyEvent["enforcementLevel"])} ${String(policyEvent["policyName"])}`],
        ),
      ),
    ].toSorted();

  it("lets a sound vault through a first preview, unknown ids and all", async () => {
    const result = await run(["preview"], false, CONFIG);

    expect(violated(result), result.stdout + result.stderr).to.deep.equal([]);
    expect(result.exitCode, result.stdout + result.stderr).to.equal(0);
  });

  it("lets it through the deployment itself", async () => {
    const result = await run(["up", "--yes", "--skip-preview"], false, CONFIG);

    expect(violated(result), result.stdout + result.stderr).to.deep.equal([]);
    expect(result.exitCode, result.stdout + result.stderr).to.equal(0);
  });

  it("stops a careless one before Azure is asked, and says what to change", async () => {
    const result = await run(["preview"], true, CONFIG);

    expect(violated(result), result.stdout + result.stderr).to.include.members([
      "mandatory vault-public-access",
      "mandatory vault-purge-protection",
      "mandatory vault-private-endpoint",
      "mandatory vault-diagnostics",
    ]);
    expect(result.exitCode).to.not.equal(0);
    expect(result.stdout).to.include("To mend it: set properties.publicNetworkAccess to disabled");
  });

  it("heeds levels and exceptions, and not an exception that has ended", async () => {
    const exception = { resource: "kv-policy-*", reason: "a test", owner: "us" };

    const result = await run(["preview"], true, {
      ...CONFIG,
      enforcement: { default: "advisory", environments: {}, rules: {} },
      exceptions: [
        { rule: "vault-public-access", until: "2999-12-31", ...exception },
        { rule: "vault-diagnostics", until: "2020-12-31", ...exception },
      ],
    });

    expect(violated(result), result.stdout + result.stderr).to.include.members([
      "advisory exception-ended",
      "advisory vault-diagnostics",
      "advisory vault-purge-protection",
    ]);
    expect(violated(result)).to.not.include("advisory vault-public-access");
    expect(result.exitCode, result.stdout + result.stderr).to.equal(0);
  });
});

describe("the three ways to judge this project's own dev stack", function () {
  this.timeout(240_000);
  const stateDir = mkdtempSync(path.join(tmpdir(), "strongroom-"));

  after(() => {
    rmSync(stateDir, { recursive: true, force: true });
  });

  it("agree: the engine, the plan and the deployed state", async () => {
    const config = parseConfig(readFileSync(path.join(ROOT, "policy.yaml"), "utf8"), "policy.yaml");
    const packConfig = path.join(stateDir, "pack.json");
    writeFileSync(packConfig, JSON.stringify(toPackConfig(config, "dev")));
    const said = (verdicts: readonly Verdict[]) =>
      verdicts.map(({ level, rule, urn }) => `${level} ${rule} ${urn}`).toSorted();

    const { deployed, exported } = await withSession({ root: ROOT, stateDir }, async (session) => ({
      deployed: await session.pulumi(
        ["up", "--yes", "--skip-preview", "--policy-pack", PACK, "--policy-pack-config", packConfig],
        { events: true },
      ),
      exported: await session.pulumi(["stack", "export"]),
    }));
    const plan = await planStack({ programDir: ROOT, stack: "dev" });

    const byEngine = deployed.events.flatMap(({ policyEvent: event }) =>
      event === undefined
        ? []
        : [["enforcementLevel", "policyName", "resourceUrn"].map((key) => String(event[key])).join(" ")],
    );
    const byPlan = said(judge(fromPlan(plan), config, "dev"));
    const byState = said(judge(fromState(JSON.parse(exported.stdout)), config, "dev"));
    expect(deployed.exitCode, deployed.stderr + deployed.stdout).to.equal(0);
    expect(byEngine.toSorted()).to.deep.equal(byState);
    // A plan names the plain type, whichever package the program took it from.
    expect(byPlan).to.deep.equal(byState.map(plainUrn).toSorted());
  });
});
