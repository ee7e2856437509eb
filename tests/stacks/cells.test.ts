// Splitting an environment into cells moves its applications in the state. What a cell registers must be recognised there, or
// the next `up` would delete every vault and make it anew.
import { expect } from "chai";
import { deployAs } from "../../stacks/environment.ts";
import type { Part } from "../../stacks/environment-args.ts";
import { capture, SUBSCRIPTION, type Captured } from "../support/capture.ts";
import { NOW, testApp, testPlatformSpec } from "../support/fixtures.ts";

const dev = deployAs("dev");

const PLATFORM_STACK = "organization/strongroom/dev-platform";

const network = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network`;
const subnetId = `${network}/virtualNetworks/vnet/subnets/snet`;
const built = {
  endpointSubnetId: subnetId,
  pairedEndpointSubnetId: subnetId,
  zoneIds: { vault: `${network}/privateDnsZones/vault`, sqlServer: `${network}/privateDnsZones/sql` },
  workspaceId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log`,
  sqlAdministratorsObjectId: "33333333-3333-4333-8333-333333333333",
};

async function applications(part: Part): Promise<readonly Captured[]> {
  const { resources } = await capture(
    async () => {
      await dev({ platform: testPlatformSpec(), applications: [testApp()], part, now: NOW, keepAliases: false });
    },
    { providerAliases: true, stackOutputs: { [PLATFORM_STACK]: { platform: built } } },
  );
  // Those of Key Vault carry the type that another package gives them (components/azure/keyvault.ts), moved or not.
  return resources.filter(
    ({ urn, type }) => urn.includes("strongroom:app:AppEnvironment") && !type.startsWith("azure-native:keyvault:"),
  );
}

describe("an application that was moved into a cell", () => {
  it("is known there by where the move put it; the engine then finds what belongs to it", async () => {
    const moved = await applications({ kind: "cell", platformStack: PLATFORM_STACK });

    expect(moved.length).to.be.greaterThan(4);
    expect(moved.filter(({ aliases }) => aliases > 0).map(({ type, aliases }) => [type, aliases])).to.deep.equal([
      ["strongroom:app:AppEnvironment", 1],
    ]);
  });

  it("carries nothing of the kind where nothing was moved", async () => {
    const whole = await applications({ kind: "whole" });

    expect(whole.length).to.be.greaterThan(4);
    expect(whole.filter(({ aliases }) => aliases > 0).map(({ urn }) => urn)).to.deep.equal([]);
  });
});
