import { expect } from "chai";
import { AccessGroup, type AccessGroupArgs } from "../../../components/identity/access-group.ts";
import { capture, ofType, only } from "../../support/capture.ts";
import { refusal } from "../vault/fixtures.ts";

const ELIGIBLE = "44444444-4444-4444-8444-444444444444";
const APPROVERS = "55555555-5555-4555-8555-555555555555";
const ADOPTED = "66666666-6666-4666-8666-666666666666";

function group(overrides: Partial<AccessGroupArgs> = {}): AccessGroup {
  return new AccessGroup("break-glass", {
    displayName: "grp-payments-prod-break-glass",
    description: "Emergency",
    ...overrides,
  });
}

describe("AccessGroup", () => {
  it("defaults: a new security group whose members others decide", async () => {
    const { resources } = await capture(() => group());

    expect(only(resources, "GroupWithoutMembers").inputs).to.deep.include({
      displayName: "grp-payments-prod-break-glass",
      description: "Emergency",
      securityEnabled: true,
      preventDuplicateNames: true,
    });
    expect(resources).to.have.length(2);
  });

  it("adopts a group by its object id and creates none", async () => {
    const { resources, outputs } = await capture(() => {
      const { principalId } = group({ objectId: ADOPTED });
      return { principalId };
    });

    expect(resources.map(({ type }) => type)).to.deep.equal(["strongroom:identity:AccessGroup"]);
    expect(outputs["principalId"]).to.equal(ADOPTED);
  });

  it("max: membership that one asks for, that others approve, and that ends", async () => {
    const elevation = { eligibleObjectId: ELIGIBLE, approversObjectId: APPROVERS, hours: 4 };

    const { resources } = await capture(() => group({ objectId: ADOPTED, elevation }));

    expect(only(resources, "GroupRoleManagementPolicy").inputs).to.deep.include({
      groupId: ADOPTED,
      roleId: "member",
      activationRules: {
        maximumDuration: "PT4H",
        requireJustification: true,
        requireMultifactorAuthentication: true,
        requireApproval: true,
        approvalStage: { primaryApprovers: [{ objectId: APPROVERS, type: "groupMembers" }] },
      },
      eligibleAssignmentRules: { expirationRequired: false },
      activeAssignmentRules: {
        expirationRequired: true,
        expireAfter: "P15D",
        requireJustification: true,
        requireMultifactorAuthentication: true,
      },
    });
    const eligible = only(resources, "PrivilegedAccessGroupEligibilitySchedule");
    expect(eligible.inputs).to.deep.include({
      groupId: ADOPTED,
      principalId: ELIGIBLE,
      assignmentType: "member",
      permanentAssignment: true,
    });
    expect(eligible.dependsOn).to.include("break-glass-activation");
    expect(ofType(resources, "PrivilegedAccessGroupAssignmentSchedule")).to.deep.equal([]);
  });

  it("hardened: refuses approval by those who ask, and an emergency without an end", async () => {
    const elevation = { eligibleObjectId: ELIGIBLE, approversObjectId: ELIGIBLE, hours: 13 };

    expect((await refusal(() => capture(() => group({ elevation })))).split("\n")).to.deep.equal([
      "AccessGroup break-glass: elevation: approversObjectId: is the group that asks; nobody approves for themselves",
      "AccessGroup break-glass: elevation: hours: 13; allowed are 1 to 12",
    ]);
    expect(
      await refusal(() => capture(() => group({ elevation: { ...elevation, approversObjectId: "bob", hours: 1 } }))),
    ).to.equal('AccessGroup break-glass: elevation: approversObjectId: "bob" is no object id (a GUID)');
  });
});
