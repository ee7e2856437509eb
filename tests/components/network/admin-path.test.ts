import { expect } from "chai";
import { AdminPath, type AdminPathArgs } from "../../../components/network/admin-path.ts";
import { capture, ofType, only } from "../../support/capture.ts";
import { TAGS } from "../../support/fixtures.ts";
import { refusal } from "../vault/fixtures.ts";

const base: AdminPathArgs = {
  resourceGroupName: "rg-platform-dev",
  location: "westeurope",
  tags: TAGS,
  virtualNetworkName: "vnet-hub",
  virtualNetworkResourceGroupName: "rg-hub",
  after: [],
};
const RUNNERS = { subnetName: "snet-runners", addressPrefix: "10.20.1.0/24" };
const BASTION = { name: "bas-dev", addressPrefix: "10.20.2.0/26", allowedCidrs: ["203.0.113.0/24", "198.51.100.7"] };
const max: AdminPathArgs = { ...base, runners: RUNNERS, bastion: BASTION };

const path = (args: AdminPathArgs) => capture(() => new AdminPath("admin", args));

describe("AdminPath", () => {
  it("defaults: no way in that nobody asked for", async () => {
    const { resources } = await path(base);

    expect(resources.map(({ type }) => type)).to.deep.equal(["strongroom:network:AdminPath"]);
  });

  it("max: runners and Bastion in their subnets of the network, everything else in the group and region given", async () => {
    const { resources } = await path(max);

    const inHub = { virtualNetworkName: "vnet-hub", resourceGroupName: "rg-hub" };
    expect(only(resources, "network:Subnet", "admin-runners").inputs).to.include({ ...inHub, ...RUNNERS });
    expect(only(resources, "network:Subnet", "admin-bastion").inputs).to.include({
      ...inHub,
      subnetName: "AzureBastionSubnet",
      addressPrefix: "10.20.2.0/26",
    });
    expect(only(resources, "network:BastionHost").inputs["bastionHostName"]).to.equal("bas-dev");
    expect(only(resources, "network:NatGateway").inputs["natGatewayName"]).to.equal("ng-snet-runners");
    expect(
      ofType(resources, "network:PublicIPAddress").map(({ inputs }) => inputs["publicIpAddressName"]),
    ).to.have.members(["pip-ng-snet-runners", "pip-bas-dev"]);
    const others = resources.filter(({ custom, type }) => custom && !type.endsWith(":Subnet"));
    expect(others).to.have.length(6);
    for (const { name, inputs } of others) {
      expect(inputs, name).to.deep.include({
        resourceGroupName: "rg-platform-dev",
        location: "westeurope",
        tags: TAGS,
      });
    }
  });

  it("max: makes its subnets after those that the network has, one after the other", async () => {
    const { resources } = await capture(() => {
      const first = new AdminPath("first", { ...base, runners: { ...RUNNERS, subnetName: "snet-first" } });
      return new AdminPath("admin", { ...max, after: first.subnets });
    });

    expect(only(resources, "network:Subnet", "admin-runners").dependsOn).to.include("first-runners");
    expect(only(resources, "network:Subnet", "admin-bastion").dependsOn).to.include.members([
      "first-runners",
      "admin-runners",
    ]);
  });

  it("hardened: only named addresses reach Bastion, nothing is copied out of it, and runners leave by one address", async () => {
    const { resources } = await path(max);

    for (const { name, inputs } of ofType(resources, "network:Subnet")) {
      expect(inputs["defaultOutboundAccess"], name).to.equal(false);
    }
    for (const { name, inputs } of ofType(resources, "network:NetworkSecurityGroup")) {
      const rules = inputs["securityRules"] as Record<string, unknown>[];
      const inbound = rules.filter(({ direction, access }) => direction === "Inbound" && access === "Allow");
      expect(
        inbound.map(({ sourceAddressPrefix }) => sourceAddressPrefix),
        name,
      ).not.to.include.oneOf(["*", "Internet"]);
      expect(rules, name).to.deep.include(DENY_ALL);
    }
    expect(only(resources, "network:BastionHost").inputs).to.include({ disableCopyPaste: true });
    const address = only(resources, "network:PublicIPAddress", "admin-nat-address");
    expect(address.inputs["publicIPAllocationMethod"]).to.equal("Static");
    expect(only(resources, "network:NatGateway").inputs["publicIpAddresses"]).to.deep.equal([{ id: address.id }]);
  });

  it("hardened: refuses a Bastion that everybody reaches", async () => {
    const open = { ...BASTION, allowedCidrs: ["0.0.0.0/0", "198.51.100.7", "203.0.0.0/16"] };

    expect(await refusal(() => path({ ...base, bastion: open }))).to.equal(
      [
        'AdminPath admin: bastion.allowedCidrs: "0.0.0.0/0" is no IPv4 address or range of /24 or narrower',
        'AdminPath admin: bastion.allowedCidrs: "203.0.0.0/16" is no IPv4 address or range of /24 or narrower',
      ].join("\n"),
    );
    expect(await refusal(() => path({ ...base, bastion: { ...BASTION, allowedCidrs: [] } }))).to.equal(
      "AdminPath admin: bastion.allowedCidrs: name at least one address",
    );
  });
});

const DENY_ALL = {
  name: "deny-everything-else",
  priority: 4096,
  direction: "Inbound",
  access: "Deny",
  protocol: "*",
  sourceAddressPrefix: "*",
  sourcePortRange: "*",
  destinationAddressPrefix: "*",
  destinationPortRange: "*",
};
