// Rules that recorded answers of real Azure showed (azure-cli and azure-service-operator, 2022 to 2025). tests/conformance holds
// simulated Azure to the whole of them; these few hold where nobody has the recordings.
import { expect } from "chai";
import {
  ENDPOINT,
  SUBNET,
  VAULT,
  VNET,
  endpointInputs,
  freshAzure,
  inGroup,
  network,
  server,
  vault,
  vaultInputs,
} from "./fixtures.ts";
import { type Azure, SUBSCRIPTION, refusal } from "./harness.ts";
import type { Made } from "./harness.ts";
import type { Props } from "../../simulator/model/values.ts";

const ENVIRONMENT = "azure-native:app:ManagedEnvironment";
const JOB = "azure-native:app:Job";
const ADDRESS = "azure-native:network:PublicIPAddress";
const group = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-a`;

describe("simulated Azure, as recorded", () => {
  let azure: Azure;

  freshAzure((started) => {
    azure = started;
  });

  const job = (environmentId: string): Promise<Made> =>
    azure.create(JOB, {
      ...inGroup,
      jobName: "migrate",
      environmentId,
      configuration: { triggerType: "Manual", replicaTimeout: 10 },
      template: { containers: [{ name: "one", image: "image", resources: { cpu: 0.25, memory: "0.5Gi" } }] },
    });
  const subnet = async (more: Props): Promise<Props> => {
    await azure.create(VNET, {
      ...inGroup,
      virtualNetworkName: "vnet",
      addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
    });
    const made = await azure.create(SUBNET, {
      ...inGroup,
      virtualNetworkName: "vnet",
      subnetName: "s",
      addressPrefix: "10.0.0.0/24",
      ...more,
    });
    return made.outputs;
  };

  it("gives an environment with profiles the one that is paid by use, and its jobs run there", async () => {
    const workloadProfiles = [{ name: "large", workloadProfileType: "D4" }];
    const made = await azure.create(ENVIRONMENT, { ...inGroup, environmentName: "env", workloadProfiles });

    expect(made.outputs["workloadProfiles"]).to.deep.equal([
      { enableFips: false, name: "large", workloadProfileType: "D4" },
      { enableFips: false, name: "Consumption", workloadProfileType: "Consumption" },
    ]);
    expect((await job(made.id)).outputs["workloadProfileName"]).to.equal("Consumption");
  });

  it("says the size of a job's disk where the environment has no profiles", async () => {
    const made = await azure.create(ENVIRONMENT, { ...inGroup, environmentName: "env" });
    const { outputs } = await job(made.id);

    expect(outputs).not.to.have.property("workloadProfileName");
    expect(JSON.stringify(outputs["template"])).to.contain('"ephemeralStorage":"1Gi"');
  });

  it("reaches Azure SQL from a subnet in the network's region, and other services everywhere", async () => {
    const outputs = await subnet({
      serviceEndpoints: [{ service: "Microsoft.Sql" }, { service: "Microsoft.KeyVault" }],
    });

    expect(JSON.stringify(outputs["serviceEndpoints"])).to.match(/"westeurope".*"\*"/);
  });

  it("lets a service join its delegated subnet, and some do more", async () => {
    const delegations = ["Microsoft.DBforMySQL/flexibleServers", "Microsoft.ApiManagement/service"].map(
      (serviceName, at) => ({ name: String(at), serviceName }),
    );
    const outputs = await subnet({ delegations });

    expect(JSON.stringify(outputs["delegations"]).match(/subnets\/join\/action/g)).to.have.length(2);
    expect(JSON.stringify(outputs["delegations"]).match(/prepareNetworkPolicies/g)).to.have.length(1);
  });

  it("takes a vault without soft delete and gives it soft delete", async () => {
    const made = await azure.create(VAULT, vaultInputs({ enableSoftDelete: false }));

    expect(JSON.stringify(made.outputs)).to.contain('"enableSoftDelete":true');
  });

  it("names a role of a grant, and a role's own definition, by the subscription", async () => {
    const guid = "0a0a0a0a-0000-4000-8000-00000000000a";
    const made = await azure.create("azure-native:authorization:RoleDefinition", {
      scope: group,
      roleDefinitionId: guid,
      roleName: "own",
      assignableScopes: [group],
      permissions: [{ actions: ["Microsoft.Resources/subscriptions/resourceGroups/resources/read"] }],
    });

    expect(made.id).to.equal(
      `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
    );
  });

  it("makes a workbook's title a tag of it", async () => {
    const made = await azure.create("azure-native:applicationinsights:Workbook", {
      ...inGroup,
      resourceName: "0a0a0a0a-0000-4000-8000-00000000000b",
      category: "workbook",
      displayName: "Ours",
      serializedData: "{}",
    });

    expect(made.outputs["tags"]).to.deep.equal({ "hidden-title": "Ours" });
    expect(made.id).to.contain("/resourcegroups/rg-a/providers/microsoft.insights/workbooks/");
  });

  it("refuses an alert rule whose identity may read nothing of what it asks", async () => {
    const identity = await azure.create("azure-native:managedidentity:UserAssignedIdentity", {
      ...inGroup,
      resourceName: "id-rule",
    });
    const workspace = await azure.create("azure-native:operationalinsights:Workspace", {
      ...inGroup,
      workspaceName: "log-own",
    });
    const rule = azure.create("azure-native:monitor:ScheduledQueryRule", {
      ...inGroup,
      ruleName: "rule",
      scopes: [workspace.id],
      criteria: { allOf: [] },
      identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
    });

    expect(await refusal(rule)).to.contain("insufficient access");
  });

  it("makes a copy of a database with its source's size and place of backups", async () => {
    await server(azure);
    const common = { ...inGroup, serverName: "sql-payments" };
    const sku = { name: "HS_Gen5", capacity: 4 };
    const source = await azure.create("azure-native:sql:Database", {
      ...common,
      databaseName: "one",
      sku,
      requestedBackupStorageRedundancy: "Local",
    });
    const copy = await azure.create("azure-native:sql:Database", {
      ...common,
      databaseName: "two",
      createMode: "Copy",
      sourceDatabaseId: source.id,
    });

    expect(copy.outputs).to.deep.include({
      sku: { name: "HS_Gen5", tier: "Hyperscale", family: "Gen5", capacity: 4 },
      requestedBackupStorageRedundancy: "Local",
    });
  });

  it("gives a pool without a size the smallest by cores", async () => {
    await server(azure);
    const made = await azure.create("azure-native:sql:ElasticPool", {
      ...inGroup,
      serverName: "sql-payments",
      elasticPoolName: "pool",
    });

    expect(made.outputs["sku"]).to.deep.equal({ name: "GP_Gen5", tier: "GeneralPurpose", family: "Gen5", capacity: 2 });
    expect(made.outputs).to.include({ licenseType: "LicenseIncluded", maxSizeBytes: 32 * 1024 ** 3 });
  });

  it("approves the endpoint of a vault without a word, and of a server in its own", async () => {
    const { subnet: place } = await network(azure);
    const ends = [
      await azure.create(ENDPOINT, endpointInputs(place, await vault(azure), "vault")),
      await azure.create(ENDPOINT, {
        ...endpointInputs(place, await server(azure), "sqlServer"),
        privateEndpointName: "pep-sql",
      }),
    ];
    const words = ends.map(({ outputs }) => /"description":"([^"]*)"/.exec(JSON.stringify(outputs))?.[1]);

    expect(words).to.deep.equal(["", "Auto-approved"]);
  });

  it("says whose configuration uses an address", async () => {
    const address = {
      ...inGroup,
      publicIpAddressName: "ip",
      publicIPAllocationMethod: "Static",
      sku: { name: "Standard" },
    };
    const made = await azure.create(ADDRESS, address);
    await subnet({});
    const bastion = await azure.create(SUBNET, {
      ...inGroup,
      virtualNetworkName: "vnet",
      subnetName: "AzureBastionSubnet",
      addressPrefix: "10.0.1.0/26",
    });
    await azure.create("azure-native:network:BastionHost", {
      ...inGroup,
      bastionHostName: "bas",
      ipConfigurations: [{ name: "one", subnet: { id: bastion.id }, publicIPAddress: { id: made.id } }],
    });

    const after = await azure.update(ADDRESS, made, { ...address, tags: { a: "b" } });

    expect(JSON.stringify(after.outputs["ipConfiguration"])).to.contain("/bastionHosts/bas/");
  });

  for (const [what, inputs, said] of [
    ["of a prefix that is not there", { publicIPPrefix: { id: `${group}/none` } }, "not found"],
    ["for all regions that is basic", { sku: { name: "Basic", tier: "Global" } }, "GlobalPublicIPAddressNotSupported"],
  ] as const) {
    it(`refuses an address ${what}`, async () => {
      expect(await refusal(azure.create(ADDRESS, { ...inGroup, publicIpAddressName: "ip", ...inputs }))).to.contain(
        said,
      );
    });
  }
});
