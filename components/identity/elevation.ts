// Access that nobody has until they need it (R4): Privileged Identity Management makes membership of a group something
// that one asks for, with a reason, that somebody else approves, and that ends by itself.
// Source: typings of azuread 6.9.1; entra-docs, id-governance/privileged-identity-management/concept-pim-for-groups.md
// ("One group can be an eligible member of another group"; activating is for the user who asked only).
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { patiently } from "../replication/replication.ts";

/** Hours; PIM's maximum is a day. A working day with its handover is enough for an emergency. */
const MAX_HOURS = 12;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface Elevation {
  /** Object id of the group whose members may ask; who they are is decided in Entra. */
  readonly eligibleObjectId: string;
  /** Object id of the group whose members approve. */
  readonly approversObjectId: string;
  /** Hours until it ends by itself, 1 to 12. */
  readonly hours: number;
}

export interface ElevationArgs extends Elevation {
  /** Object id of the group. */
  readonly group: pulumi.Input<string>;
}

/** Makes membership of a group something to be asked for. */
export function elevate(name: string, args: ElevationArgs, opts: pulumi.CustomResourceOptions): void {
  const problems = elevationProblems(args);
  if (problems.length > 0) {
    throw new pulumi.RunError(problems.map((problem) => `AccessGroup ${name}: elevation: ${problem}`).join("\n"));
  }

  const policy = new azuread.GroupRoleManagementPolicy(
    `${name}-activation`,
    {
      groupId: args.group,
      roleId: "member",
      activationRules: {
        maximumDuration: `PT${String(args.hours)}H`,
        requireJustification: true,
        requireMultifactorAuthentication: true,
        requireApproval: true,
        approvalStage: { primaryApprovers: [{ objectId: args.approversObjectId, type: "groupMembers" }] },
      },
      // Being eligible opens nothing, and an emergency on day 366 must not find it gone: Entra's access reviews end it.
      eligibleAssignmentRules: { expirationRequired: false },
      // A member who was put in by hand instead of by asking leaves again.
      activeAssignmentRules: {
        expirationRequired: true,
        expireAfter: "P15D",
        requireJustification: true,
        requireMultifactorAuthentication: true,
      },
    },
    patiently(opts),
  );
  new azuread.PrivilegedAccessGroupEligibilitySchedule(
    `${name}-eligible`,
    {
      groupId: args.group,
      principalId: args.eligibleObjectId,
      assignmentType: "member",
      permanentAssignment: true,
      justification: "Managed by Pulumi: members of this group may ask for access",
    },
    // The policy first: the one that Entra begins with allows no permanent eligibility.
    patiently({ ...opts, dependsOn: policy }),
  );
}

export function elevationProblems(args: Elevation): readonly string[] {
  const problems: string[] = [];
  for (const field of ["eligibleObjectId", "approversObjectId"] as const) {
    if (!GUID.test(args[field])) problems.push(`${field}: "${args[field]}" is no object id (a GUID)`);
  }
  if (args.eligibleObjectId.toLowerCase() === args.approversObjectId.toLowerCase()) {
    problems.push("approversObjectId: is the group that asks; nobody approves for themselves");
  }
  if (!Number.isInteger(args.hours) || args.hours < 1 || args.hours > MAX_HOURS) {
    problems.push(`hours: ${String(args.hours)}; allowed are 1 to ${String(MAX_HOURS)}`);
  }
  return problems;
}
