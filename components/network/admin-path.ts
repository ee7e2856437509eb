// How administrators and pipelines reach what has no public address. It removes the temptation to open a firewall "for a
// moment": a subnet for self-hosted runners with one known address to go out by, and Azure Bastion for people.
import * as network from "../azure/network.ts";
import * as pulumi from "@pulumi/pulumi";
import { sendLogs } from "../observability/diagnostics.ts";
import type { PlatformAudit } from "../platform.ts";
import { narrowRangeProblems } from "./public-range.ts";
import { securedSubnet } from "./secured-subnet.ts";
import { bastionRules, RUNNER_RULES } from "./security-rules.ts";

export interface AdminPathArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly virtualNetworkName: pulumi.Input<string>;
  readonly virtualNetworkResourceGroupName: pulumi.Input<string>;
  /** A subnet for self-hosted runners; the runners themselves are the platform team's. @default none */
  readonly runners?: { readonly subnetName: string; readonly addressPrefix: string };
  /** Azure Bastion; its subnet is /26 or larger (learn: Bastion configuration settings). @default none */
  readonly bastion?: {
    readonly name: string;
    readonly addressPrefix: string;
    /** Public IPv4 addresses or ranges, /24 or narrower, that people come from; nobody else reaches its sign-in page. */
    readonly allowedCidrs: readonly string[];
  };
  /** Where it is written down who came through the bastion. @default nowhere */
  readonly audit?: PlatformAudit;
  /** Subnets made before: a network takes one change at a time. */
  readonly after: readonly pulumi.Resource[];
}

/**
 * A way in for administrators and pipelines to what has no public address.
 *
 * @example
 * const path = new AdminPath("admin", {
 *   ...here,
 *   virtualNetworkName: vnet.name,
 *   virtualNetworkResourceGroupName: group.name,
 *   runners: { subnetName: "snet-runners", addressPrefix: "10.20.0.64/26" },
 *   after: [],
 * });
 */
export class AdminPath extends pulumi.ComponentResource {
  readonly subnets: readonly network.Subnet[];
  readonly runnerSubnetId: pulumi.Output<string> | undefined;

  constructor(name: string, args: AdminPathArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:network:AdminPath", name, {}, opts);
    const problems = args.bastion === undefined ? [] : narrowRangeProblems(args.bastion.allowedCidrs);
    if (problems.length > 0) {
      const where = `AdminPath ${name}: bastion.allowedCidrs`;
      throw new pulumi.RunError(problems.map((problem) => `${where}: ${problem}`).join("\n"));
    }
    const subnets: network.Subnet[] = [];

    if (args.runners !== undefined) {
      const runners = this.#runners(name, args, args.runners);
      subnets.push(runners);
      this.runnerSubnetId = runners.id;
    }
    if (args.bastion !== undefined) subnets.push(this.#bastion(name, args, args.bastion, subnets));

    this.subnets = subnets;
    this.registerOutputs({ runnerSubnetId: this.runnerSubnetId });
  }

  #runners(name: string, args: AdminPathArgs, runners: NonNullable<AdminPathArgs["runners"]>): network.Subnet {
    const { resourceGroupName, location, tags } = args;
    const gateway = new network.NatGateway(
      `${name}-nat`,
      {
        natGatewayName: `ng-${runners.subnetName}`,
        resourceGroupName,
        location,
        sku: { name: "Standard" },
        publicIpAddresses: [{ id: this.#address(`${name}-nat`, args, `pip-ng-${runners.subnetName}`).id }],
        tags,
      },
      { parent: this },
    );
    return securedSubnet(
      `${name}-runners`,
      { ...args, ...runners, rules: RUNNER_RULES, natGatewayId: gateway.id },
      { parent: this, dependsOn: [...args.after] },
    );
  }

  #bastion(
    name: string,
    args: AdminPathArgs,
    bastion: NonNullable<AdminPathArgs["bastion"]>,
    after: readonly pulumi.Resource[],
  ): network.Subnet {
    const { resourceGroupName, location, tags } = args;
    const subnet = securedSubnet(
      `${name}-bastion`,
      // Azure looks for its subnet by this name.
      {
        ...args,
        subnetName: "AzureBastionSubnet",
        addressPrefix: bastion.addressPrefix,
        rules: bastionRules(bastion.allowedCidrs),
      },
      { parent: this, dependsOn: [...args.after, ...after] },
    );
    const host = new network.BastionHost(
      `${name}-bastion-host`,
      {
        bastionHostName: bastion.name,
        resourceGroupName,
        location,
        sku: { name: "Standard" },
        // Native clients sign in with Entra; copying out of a session is off.
        enableTunneling: true,
        disableCopyPaste: true,
        ipConfigurations: [
          {
            name: "bastion",
            subnet: { id: subnet.id },
            publicIPAddress: { id: this.#address(`${name}-bastion`, args, `pip-${bastion.name}`).id },
            privateIPAllocationMethod: "Dynamic",
          },
        ],
        tags,
      },
      { parent: this },
    );
    if (args.audit !== undefined) {
      sendLogs(
        `${name}-bastion-host`,
        { target: host.id, audit: args.audit, logs: [{ category: "BastionAuditLogs" }], metrics: false },
        { parent: this },
      );
    }
    return subnet;
  }

  #address(name: string, args: AdminPathArgs, publicIpAddressName: string): network.PublicIPAddress {
    return new network.PublicIPAddress(
      `${name}-address`,
      {
        publicIpAddressName,
        resourceGroupName: args.resourceGroupName,
        location: args.location,
        sku: { name: "Standard" },
        publicIPAllocationMethod: "Static",
        tags: args.tags,
      },
      // Azure says here which gateway uses it, and a refresh takes that for an input (arm-template-whatif#59).
      { parent: this, ignoreChanges: ["natGateway"] },
    );
  }
}
