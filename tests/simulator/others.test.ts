import { expect } from "chai";
import { type Azure, refusal } from "./harness.ts";
import {
  ASSIGNMENT,
  DATABASE,
  ENDPOINT,
  SECRETS_USER,
  SUBNET,
  group,
  inGroup,
  network,
  server,
  vault,
  freshAzure,
} from "./fixtures.ts";
import { KINDS } from "../../simulator/kinds/index.ts";
import { LENIENT } from "../../simulator/model/ages.ts";
import { AzureError } from "../../simulator/model/errors.ts";
import type { Draft } from "../../simulator/model/kind.ts";
import type { Props } from "../../simulator/model/values.ts";

describe("other simulated resources", () => {
  let azure: Azure;

  freshAzure((started) => {
    azure = started;
  });

  it("a bastion stands in a subnet of its own", async () => {
    const { subnet } = await network(azure);
    const address = await azure.create("azure-native:network:PublicIPAddress", {
      ...inGroup,
      publicIpAddressName: "ip",
      sku: { name: "Standard" },
    });
    const inputs = {
      ...inGroup,
      bastionHostName: "bastion",
      ipConfigurations: [{ name: "c", subnet: { id: subnet.id }, publicIPAddress: { id: address.id } }],
    };

    expect(await refusal(azure.create("azure-native:network:BastionHost", inputs))).to.contain("AzureBastionSubnet");
  });

  it("a gateway needs its address", async () => {
    const inputs = {
      ...inGroup,
      natGatewayName: "nat",
      publicIpAddresses: [{ id: "/subscriptions/s/resourceGroups/rg-a/none" }],
    };

    expect(await refusal(azure.create("azure-native:network:NatGateway", inputs))).to.contain(
      "InvalidResourceReference",
    );
  });

  it("a subnet has an address", async () => {
    await network(azure);

    expect(
      await refusal(azure.create(SUBNET, { ...inGroup, virtualNetworkName: "vnet", subnetName: "none" })),
    ).to.contain("no address prefix");
  });

  it("an outbound rule needs a server that restricts what goes out", async () => {
    await server(azure);
    const inputs = { ...inGroup, serverName: "sql-payments", outboundRuleFqdn: "example.org" };

    expect(await refusal(azure.create("azure-native:sql:OutboundFirewallRule", inputs))).to.contain(
      "OutboundNetworkAccessNotRestricted",
    );
  });

  it("a database is in a pool of its own server", async () => {
    await server(azure);
    const other = await server(azure, {}, "sql-other");
    const pool = await azure.create("azure-native:sql:ElasticPool", {
      ...inGroup,
      serverName: "sql-other",
      elasticPoolName: "pool",
    });
    const inputs = { ...inGroup, serverName: "sql-payments", databaseName: "ledger", elasticPoolId: pool.id };

    expect(other.id).to.contain("sql-other");
    expect(await refusal(azure.create(DATABASE, inputs))).to.contain("ElasticPoolNotFound");
  });

  it("a container is not public where its account forbids it", async () => {
    await azure.create("azure-native:storage:StorageAccount", {
      ...inGroup,
      accountName: "stpackages",
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
    });
    const inputs = { ...inGroup, accountName: "stpackages", containerName: "packages", publicAccess: "Blob" };

    expect(await refusal(azure.create("azure-native:storage:BlobContainer", inputs))).to.contain(
      "PublicAccessNotPermitted",
    );
  });

  it("a site needs its plan and has a name that the world shares", async () => {
    const plan = await azure.create("azure-native:web:AppServicePlan", {
      ...inGroup,
      name: "plan",
      sku: { name: "FC1", tier: "FlexConsumption" },
    });
    const inputs = { ...inGroup, name: "func-rotator", kind: "functionapp,linux", serverFarmId: plan.id };
    const early = await refusal(
      azure.create("azure-native:web:WebApp", { ...inputs, serverFarmId: `${plan.id}-none` }),
    );
    await azure.create("azure-native:web:WebApp", inputs);
    await group(azure, "rg-b");

    const taken = await refusal(azure.create("azure-native:web:WebApp", { ...inputs, resourceGroupName: "rg-b" }));

    expect(early).to.contain("Cannot find ServerFarm with name plan-none");
    expect(taken).to.contain("WebsiteNameUnavailable");
  });

  it("a job runs in an environment that exists", async () => {
    const inputs = { ...inGroup, jobName: "migrate", environmentId: "/subscriptions/s/resourceGroups/rg-a/none" };

    expect(await refusal(azure.create("azure-native:app:Job", inputs))).to.contain("ManagedEnvironmentNotFound");
  });

  it("a subscription has a plan of Defender from the start, to be taken over", async () => {
    const scopeId = "subscriptions/11111111-1111-4111-8111-111111111111";

    const made = await azure.create("azure-native:security:Pricing", {
      scopeId,
      pricingName: "KeyVaults",
      pricingTier: "Standard",
    });
    await azure.delete("azure-native:security:Pricing", made);

    expect((await azure.read("azure-native:security:Pricing", made))?.outputs["pricingTier"]).to.equal("Free");
  });

  it("an eligibility ends, or says that it does not", async () => {
    const type = "azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule";
    const inputs = {
      groupId: "33333333-3333-4333-8333-333333333333",
      principalId: "44444444-4444-4444-8444-444444444444",
      assignmentType: "member",
    };

    expect(await refusal(azure.create(type, inputs))).to.contain("must be specified");
    expect((await azure.create(type, { ...inputs, duration: "P90D" })).outputs["status"]).to.equal("Provisioned");
  });

  it("a group has a kind and an owner", async () => {
    const type = "azuread:index/group:Group";

    expect(await refusal(azure.create(type, { displayName: "none" }))).to.contain("must be true");
    expect(await refusal(azure.create(type, { displayName: "alone", securityEnabled: true, owners: [] }))).to.contain(
      "owners cannot be empty",
    );
  });

  describe("limits of a subscription", () => {
    /** The rule alone, in a cloud that says how full it is: thousands of requests would only test patience. */
    const judge = (type: string, draft: Props, cloud: object): string => {
      const kind = KINDS.get(type);
      try {
        kind?.check?.({
          kind,
          existing: undefined,
          secrets: new Set(),
          preview: false,
          caller: { ages: LENIENT },
          ...draft,
          cloud,
        } as unknown as Draft);
      } catch (error) {
        if (error instanceof AzureError) return error.code;
        throw error;
      }
      return "accepted";
    };
    const scope = "/subscriptions/s";
    const assignment = {
      id: `${scope}/providers/Microsoft.Authorization/roleAssignments/0f8fad5b-d9cb-469f-a165-70867728950e`,
      names: { scope, roleAssignmentName: "0f8fad5b-d9cb-469f-a165-70867728950e" },
      inputs: {
        principalId: "33333333-3333-4333-8333-333333333333",
        principalType: "Group",
        roleDefinitionId: SECRETS_USER,
      },
    };
    const holding = (count: number): object => ({
      get: () => undefined,
      count: () => count,
      childrenOf: () => [],
      principal: () => undefined,
    });

    it("are 4,000 role assignments", () => {
      expect(judge(ASSIGNMENT, assignment, holding(3999))).to.equal("accepted");
      expect(judge(ASSIGNMENT, assignment, holding(4000))).to.equal("RoleAssignmentLimitExceeded");
    });

    it("are 100 activity log alerts", () => {
      const alert = { id: "/a", names: {}, inputs: { scopes: [scope] } };

      expect(judge("azure-native:monitor:ActivityLogAlert", alert, holding(99))).to.equal("accepted");
      expect(judge("azure-native:monitor:ActivityLogAlert", alert, holding(100))).to.equal("QuotaExceeded");
    });

    it("are 1,000 private endpoints per network", () => {
      const ENDPOINT_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/pe";
      const vnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v";
      const target = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv";
      const inputs = {
        subnet: { id: `${vnet}/subnets/a` },
        privateLinkServiceConnections: [{ name: "l", privateLinkServiceId: target, groupIds: ["vault"] }],
      };
      const crowded = (count: number): object => ({
        get: () => ({}),
        ofType: () => Array.from({ length: count }, () => ({ properties: { subnet: { id: `${vnet}/subnets/b` } } })),
      });

      expect(judge(ENDPOINT, { id: ENDPOINT_ID, inputs }, crowded(999))).to.equal("accepted");
      expect(judge(ENDPOINT, { id: ENDPOINT_ID, inputs }, crowded(1000))).to.equal("PrivateEndpointLimitExceeded");
    });
  });

  it("a server needs the primary among its identities", async () => {
    const made = await vault(azure);
    const message = await refusal(server(azure, { primaryUserAssignedIdentityId: made.id }));

    expect(message).to.contain("PrimaryUserAssignedIdentityNotAssigned");
  });
});
