import { expect } from "chai";
import { type Azure, refusal, SUBSCRIPTION } from "./harness.ts";
import {
  ENDPOINT,
  SUBNET,
  VNET,
  ZONE,
  ZONE_GROUP,
  endpointInputs,
  inGroup,
  network,
  vault,
  freshAzure,
} from "./fixtures.ts";
import type { Made } from "./harness.ts";

const LINK = "azure-native:privatedns:VirtualNetworkLink";
const NSG = "azure-native:network:NetworkSecurityGroup";

describe("simulated networks", () => {
  let azure: Azure;
  let vnet: Made;
  let subnet: Made;

  freshAzure(async (started) => {
    azure = started;
    ({ vnet, subnet } = await network(azure));
  });

  const subnetInputs = (subnetName: string, addressPrefix: string): Record<string, string> => ({
    ...inGroup,
    virtualNetworkName: "vnet",
    subnetName,
    addressPrefix,
  });
  const zone = (name = "privatelink.vaultcore.azure.net"): Promise<Made> =>
    azure.create(ZONE, { ...inGroup, privateZoneName: name, location: "Global" });
  const endpoint = async (): Promise<Made> =>
    azure.create(ENDPOINT, endpointInputs(subnet, await vault(azure), "vault"));

  it("write the policies of a subnet that says nothing of them", () => {
    expect(subnet.outputs).to.include({
      privateEndpointNetworkPolicies: "Disabled",
      privateLinkServiceNetworkPolicies: "Enabled",
    });
  });

  it("refuse a subnet outside the network", async () => {
    expect(await refusal(azure.create(SUBNET, subnetInputs("far", "10.1.0.0/24")))).to.contain(
      "NetcfgSubnetRangeOutsideVnet",
    );
  });

  it("refuse a subnet that overlaps another", async () => {
    expect(await refusal(azure.create(SUBNET, subnetInputs("twin", "10.0.1.128/25")))).to.contain(
      "NetcfgSubnetRangesOverlap",
    );
  });

  it("take subnets written at the same time, one after the other, as azure-native retries", async () => {
    const made = await Promise.all(
      [2, 3, 4].map((index) => azure.create(SUBNET, subnetInputs(`s${index}`, `10.0.${index}.0/24`))),
    );

    expect(made.map(({ outputs }) => outputs["provisioningState"])).to.deep.equal([
      "Succeeded",
      "Succeeded",
      "Succeeded",
    ]);
  });

  it("refuse an address space that is none", async () => {
    const inputs = { ...inGroup, virtualNetworkName: "odd", addressSpace: { addressPrefixes: ["10.0.0.0/40"] } };

    expect(await refusal(azure.create(VNET, inputs))).to.contain("InvalidAddressPrefixFormat");
  });

  it("keep a subnet that an endpoint is in", async () => {
    await endpoint();

    expect(await refusal(azure.delete(SUBNET, subnet))).to.contain("InUseSubnetCannotBeDeleted");
    expect(await refusal(azure.delete(VNET, vnet))).to.contain("InUseSubnetCannotBeDeleted");
  });

  it("keep a security group that a subnet uses", async () => {
    const nsg = await azure.create(NSG, { ...inGroup, networkSecurityGroupName: "nsg" });
    await azure.update(SUBNET, subnet, {
      ...subnetInputs("endpoints", "10.0.1.0/24"),
      networkSecurityGroup: { id: nsg.id },
    });

    expect(await refusal(azure.delete(NSG, nsg))).to.contain("InUseNetworkSecurityGroupCannotBeDeleted");
  });

  it("refuse two security rules with one priority and direction", async () => {
    const rule = (name: string): Record<string, string | number> => ({
      name,
      priority: 200,
      direction: "Inbound",
      access: "Deny",
      protocol: "*",
      sourceAddressPrefix: "*",
      sourcePortRange: "*",
      destinationAddressPrefix: "*",
      destinationPortRange: "*",
    });
    const inputs = { ...inGroup, networkSecurityGroupName: "nsg", securityRules: [rule("a"), rule("b")] };

    expect(await refusal(azure.create(NSG, inputs))).to.contain("SecurityRuleConflict");
  });

  it("refuse an endpoint whose group does not fit its target", async () => {
    const message = await refusal(azure.create(ENDPOINT, endpointInputs(subnet, await vault(azure), "sqlServer")));

    expect(message).to.contain(`do not fit 'Microsoft.KeyVault/vaults'`).and.contain(`["vault"]`);
  });

  it("refuse an endpoint to nothing, or in no subnet", async () => {
    const target = await vault(azure);
    const nothing = { id: `${target.id}-none`, outputs: {} };

    expect(await refusal(azure.create(ENDPOINT, endpointInputs(subnet, nothing, "vault")))).to.contain(
      "InvalidResourceReference",
    );
    expect(await refusal(azure.create(ENDPOINT, endpointInputs(nothing, target, "vault")))).to.contain(
      "InvalidResourceReference",
    );
  });

  it("replace an endpoint that moves to another subnet", async () => {
    const { replaces } = await azure.diff(ENDPOINT, { subnet: { id: "a" } }, { subnet: { id: "b" } });

    expect(replaces).to.deep.equal(["subnet.id"]);
  });

  it("refuse a zone that would never resolve the target", async () => {
    const made = await endpoint();
    const wrong = await zone("privatelink.database.windows.net");
    const inputs = {
      ...inGroup,
      privateEndpointName: "pe",
      privateDnsZoneGroupName: "default",
      privateDnsZoneConfigs: [{ name: "z", privateDnsZoneId: wrong.id }],
    };

    expect(made.id).to.contain("/privateEndpoints/pe");
    expect(await refusal(azure.create(ZONE_GROUP, inputs))).to.contain("privatelink.vaultcore.azure.net");
  });

  it("take one zone group per endpoint", async () => {
    await endpoint();
    const right = await zone();
    const inputs = (name: string): Record<string, unknown> => ({
      ...inGroup,
      privateEndpointName: "pe",
      privateDnsZoneGroupName: name,
      privateDnsZoneConfigs: [{ name: "z", privateDnsZoneId: right.id }],
    });
    await azure.create(ZONE_GROUP, inputs("default") as never);

    expect(await refusal(azure.create(ZONE_GROUP, inputs("second") as never))).to.contain(
      "Cannot create more than one private dns zone groups",
    );
  });

  it("take no zone group beside one that a policy of the landing zone made", async () => {
    await azure.close();
    await azure.open({ caller: { landingZone: { zoneGroups: true } } });
    await endpoint();
    const right = await zone();
    const inputs = {
      ...inGroup,
      privateEndpointName: "pe",
      privateDnsZoneGroupName: "default",
      privateDnsZoneConfigs: [{ name: "z", privateDnsZoneId: right.id }],
    };

    expect(await refusal(azure.create(ZONE_GROUP, inputs))).to.contain("'deployedByPolicy' is there");
  });

  it("keep the range of a subnet that an endpoint lies in", async () => {
    await endpoint();
    const subnet = {
      id: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-a/providers/Microsoft.Network/virtualNetworks/vnet/subnets/endpoints`,
      outputs: {},
    };
    const inputs = { ...inGroup, virtualNetworkName: "vnet", subnetName: "endpoints", addressPrefix: "10.0.2.0/24" };

    expect(await refusal(azure.update(SUBNET, subnet, inputs))).to.contain("InUsePrefixCannotBeDeleted");
  });

  it("refuse tag names that DNS zones do not take", async () => {
    for (const name of ["cost centre", "1st", "kostenträger"]) {
      const tagged = { ...inGroup, privateZoneName: "example.com", location: "global", tags: { [name]: "x" } };
      expect(await refusal(azure.create(ZONE, tagged))).to.contain("is not valid for a DNS zone");
    }
  });

  it("link a network once to a zone, and keep a zone that is linked", async () => {
    const made = await zone();
    const link = (name: string): Record<string, unknown> => ({
      ...inGroup,
      privateZoneName: "privatelink.vaultcore.azure.net",
      virtualNetworkLinkName: name,
      location: "Global",
      registrationEnabled: false,
      virtualNetwork: { id: vnet.id },
    });
    await azure.create(LINK, link("one") as never);

    expect(await refusal(azure.create(LINK, link("two") as never))).to.contain("overlapping namespaces");
    expect(await refusal(azure.delete(ZONE, made))).to.contain("CannotDeleteResource");
  });

  it("have zones in no region", async () => {
    const inputs = { ...inGroup, privateZoneName: "privatelink.database.windows.net" };

    expect(await refusal(azure.create(ZONE, inputs))).to.contain("LocationNotAvailableForResourceType");
  });
});
