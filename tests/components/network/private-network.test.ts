import { expect } from "chai";
import { VirtualNetworkPeering } from "../../../components/azure/network.ts";
import { PrivateNetwork, type PrivateNetworkArgs } from "../../../components/network/private-network.ts";
import { capture, ofType, only, SUBSCRIPTION } from "../../support/capture.ts";

const HUB = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub`;

const base: PrivateNetworkArgs = {
  resourceGroupName: "rg-platform-dev",
  location: "westeurope",
  subscriptionId: SUBSCRIPTION,
  tags: { owner: "platform@contoso.com" },
  virtualNetwork: { create: { name: "vnet-dev", addressPrefix: "10.20.0.0/16" } },
  endpointSubnet: { create: { name: "snet-endpoints", addressPrefix: "10.20.0.0/24" } },
  lock: false,
};

const max: PrivateNetworkArgs = {
  ...base,
  adminPath: {
    runners: { subnetName: "snet-runners", addressPrefix: "10.20.1.0/24" },
    bastion: { name: "bas-dev", addressPrefix: "10.20.2.0/26", allowedCidrs: ["203.0.113.0/24", "198.51.100.7"] },
  },
  lock: true,
};

const network = (args: PrivateNetworkArgs) => capture(() => new PrivateNetwork("network", args));

describe("PrivateNetwork", () => {
  it("defaults: a network, and a subnet that lets nothing out and only two ports in", async () => {
    const { resources } = await network(base);

    const subnet = only(resources, "network:Subnet");
    expect(subnet.inputs).to.include({
      subnetName: "snet-endpoints",
      addressPrefix: "10.20.0.0/24",
      virtualNetworkName: "vnet-dev",
      defaultOutboundAccess: false,
      privateEndpointNetworkPolicies: "Enabled",
    });
    expect(rules(only(resources, "network:NetworkSecurityGroup").inputs)).to.deep.equal([
      "100 Inbound Allow Tcp VirtualNetwork → VirtualNetwork 443,1433",
      "4096 Inbound Deny * * → * *",
    ]);
    expect(ofType(resources, "authorization:ManagementLockByScope")).to.be.empty;
  });

  it("leaves alone what others peer it with: a replica in the paired region is reached that way", async () => {
    const { resources } = await network(base);

    expect(only(resources, "network:VirtualNetwork").ignoreChanges).to.include("virtualNetworkPeerings");
  });

  it("max: runners with one address to go out by, Bastion with every rule that Azure requires, and a lock", async () => {
    const { resources } = await network(max);

    expect(ofType(resources, "network:Subnet").map(({ inputs }) => inputs["subnetName"])).to.have.members([
      "snet-endpoints",
      "snet-runners",
      "AzureBastionSubnet",
    ]);
    expect(only(resources, "network:Subnet", "network-admin-runners").inputs["natGateway"]).to.have.property("id");
    expect(rules(only(resources, "network:NetworkSecurityGroup", "network-admin-bastion-nsg").inputs)).to.deep.equal([
      "100 Inbound Allow Tcp 203.0.113.0/24,198.51.100.7 → * 443",
      "110 Inbound Allow Tcp GatewayManager → * 443",
      "120 Inbound Allow Tcp AzureLoadBalancer → * 443",
      "130 Inbound Allow * VirtualNetwork → VirtualNetwork 8080,5701",
      "4096 Inbound Deny * * → * *",
      "150 Outbound Allow * * → VirtualNetwork 22,3389",
      "160 Outbound Allow Tcp * → AzureCloud 443",
      "170 Outbound Allow * VirtualNetwork → VirtualNetwork 8080,5701",
      "180 Outbound Allow * * → Internet 80",
    ]);
    expect(only(resources, "network:BastionHost").inputs).to.include({ enableTunneling: true, disableCopyPaste: true });
    expect(only(resources, "authorization:ManagementLockByScope").inputs).to.include({ level: "CanNotDelete" });
  });

  it("hardened: every subnet has a security group of its own and no default way out", async () => {
    const { resources } = await network(max);

    const subnets = ofType(resources, "network:Subnet");
    const groups = subnets.map(({ inputs }) => (inputs["networkSecurityGroup"] as { id: string }).id);
    expect(new Set(groups).size).to.equal(subnets.length);
    expect(subnets.map(({ inputs }) => inputs["defaultOutboundAccess"])).to.deep.equal(subnets.map(() => false));
  });

  it("locks the network after all that is in it, peerings of others included: a lock that is made last goes first", async () => {
    const { resources } = await capture(() => {
      const here = new PrivateNetwork("network", { ...max, lock: "once-connected" });
      here.connected([
        new VirtualNetworkPeering("to-hub", {
          resourceGroupName: "rg-platform-dev",
          virtualNetworkName: "vnet-dev",
          remoteVirtualNetwork: { id: HUB },
        }),
      ]);
    });

    expect(only(resources, "authorization:ManagementLockByScope").dependsOn).to.include.members([
      "network",
      "network-endpoints",
      "network-admin-runners",
      "network-admin-bastion",
      "to-hub",
    ]);
  });

  it("makes one subnet after the other, since a network takes one change at a time", async () => {
    const { resources } = await network(max);

    expect(only(resources, "network:Subnet", "network-admin-runners").dependsOn).to.include("network-endpoints");
    expect(only(resources, "network:Subnet", "network-admin-bastion").dependsOn).to.include.members([
      "network-endpoints",
      "network-admin-runners",
    ]);
  });

  it("adopts a network and makes the subnet in it, in its own resource group", async () => {
    const { resources } = await network({ ...base, virtualNetwork: { adopt: { id: HUB } } });

    expect(ofType(resources, "network:VirtualNetwork")).to.be.empty;
    expect(only(resources, "network:Subnet").inputs).to.include({
      virtualNetworkName: "vnet-hub",
      resourceGroupName: "rg-hub",
    });
  });

  it("adopts a subnet and creates nothing in it", async () => {
    const { resources } = await network({
      ...base,
      virtualNetwork: { adopt: { id: HUB } },
      endpointSubnet: { adopt: { id: `${HUB}/subnets/snet-pe` } },
    });

    expect(resources.filter(({ custom }) => custom)).to.be.empty;
  });

  it("refuses a network and a subnet of another subscription: endpoints lie beside them", async () => {
    const id = HUB.replace(SUBSCRIPTION, "99999999-9999-4999-8999-999999999999");
    const args: PrivateNetworkArgs = {
      ...base,
      virtualNetwork: { adopt: { id } },
      endpointSubnet: { adopt: { id: `${id}/subnets/endpoints` } },
    };

    let message = "";
    await network(args).catch((error: unknown) => (message = String(error)));

    expect(message).to.match(/virtualNetwork\.adopt\.id: .* lies in another subscription/);
    expect(message).to.match(/endpointSubnet\.adopt\.id: .* lies in another subscription/);
  });
});

function rules(inputs: Readonly<Record<string, unknown>>): string[] {
  return (inputs["securityRules"] as Record<string, unknown>[]).map((rule) => {
    const ports = rule["destinationPortRanges"] ?? [rule["destinationPortRange"]];
    return [
      rule["priority"],
      rule["direction"],
      rule["access"],
      rule["protocol"],
      rule["sourceAddressPrefix"] ?? (rule["sourceAddressPrefixes"] as string[]).join(","),
      "→",
      rule["destinationAddressPrefix"],
      (ports as string[]).join(","),
    ].join(" ");
  });
}
