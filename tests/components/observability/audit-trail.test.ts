import { expect } from "chai";
import { AuditTrail, type AuditTrailArgs } from "../../../components/observability/audit-trail.ts";
import { capture, ofType, only, SUBSCRIPTION } from "../../support/capture.ts";
import { TAGS } from "../../support/fixtures.ts";

const WORKSPACE = "azure-native:operationalinsights:Workspace";
const LOCK = "azure-native:authorization:ManagementLockByScope";
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-central/providers`;
const SIEM = {
  authorizationRuleId: `${GROUP}/Microsoft.EventHub/namespaces/siem/authorizationRules/send`,
  eventHubName: "vaults",
};

function trail(overrides: Partial<AuditTrailArgs> = {}): AuditTrail {
  return new AuditTrail("audit", {
    resourceGroupName: "rg-strongroom-dev",
    location: "westeurope",
    tags: TAGS,
    workspace: { create: { name: "log-dev", retentionDays: 30 } },
    protection: { protect: false, lock: false },
    ...overrides,
  });
}

describe("AuditTrail", () => {
  it("defaults: one workspace that only identities may read, and nothing that keeps it", async () => {
    const { resources } = await capture(() => trail());

    const { inputs, protect } = only(resources, WORKSPACE);
    expect(inputs).to.deep.equal({
      workspaceName: "log-dev",
      resourceGroupName: "rg-strongroom-dev",
      location: "westeurope",
      sku: { name: "PerGB2018" },
      retentionInDays: 30,
      features: { disableLocalAuth: true },
      tags: TAGS,
    });
    expect(protect).to.equal(false);
    expect(ofType(resources, LOCK)).to.deep.equal([]);
  });

  it("max: logs are kept as long as asked, and stream to the event hub", async () => {
    const { resources, outputs } = await capture(() => ({
      siem: trail({ workspace: { create: { name: "log-prod", retentionDays: 730 } }, siem: SIEM }).siem,
    }));

    expect(only(resources, WORKSPACE).inputs).to.deep.include({ workspaceName: "log-prod", retentionInDays: 730 });
    expect(outputs["siem"]).to.deep.equal(SIEM);
  });

  it("hardened: neither Pulumi nor the portal deletes it by accident", async () => {
    const { resources } = await capture(() => trail({ protection: { protect: true, lock: true } }));

    expect(only(resources, WORKSPACE).protect).to.equal(true);
    const { inputs, propertyDependencies } = only(resources, LOCK);
    expect(inputs["level"]).to.equal("CanNotDelete");
    expect(propertyDependencies["scope"]).to.deep.equal(["audit"]);
  });

  it("adopts a workspace by its id, and neither changes nor locks what is another's", async () => {
    const id = `${GROUP}/Microsoft.OperationalInsights/workspaces/log-central`;

    const { resources, outputs } = await capture(() => ({
      id: trail({ workspace: { adopt: { id } }, protection: { protect: true, lock: true } }).workspaceId,
    }));

    expect(resources.map(({ type }) => type)).to.deep.equal(["strongroom:observability:AuditTrail"]);
    expect(outputs["id"]).to.equal(id);
  });
});
