// Who has what a group has: its members, those who may ask to be, whoever a rule lets in, and its owners, who put themselves in.
import { at, fields, list, text, texts } from "../../text/values.ts";
import { declaredGroup } from "../access/sign-ins.ts";
import type { Principal, Principals } from "../access/principals.ts";
import type { ResourceRecord, Snapshot } from "../snapshot/records.ts";
import { whoOf } from "./grants.ts";
import { edgeOfRecord as edge, type Edge, type Who } from "./way.ts";

export function groupEdges(snapshot: Snapshot, snapshots: readonly Snapshot[], principals: Principals): Edge[] {
  const { resources, stack } = snapshot;
  const byUrn = new Map(resources.map((record) => [record.urn, record]));
  const policies = resources.filter(({ kind }) => kind === "azuread:GroupRoleManagementPolicy");
  return resources.flatMap((record): Edge[] => {
    const { kind, props } = record;
    const member = (groupKey: string, memberKey: string, eligible: boolean): Edge[] => {
      const group = principals.of(record, groupKey);
      const who = declaredGroup(record, principals.of(record, memberKey), memberKey, { byUrn });
      const owner = props["assignmentType"] === "owner";
      const of = owner ? `an owner of ${group.label}, and puts itself into it` : `a member of ${group.label}`;
      const how = eligible ? `asks to be ${of}` : `is ${of}`;
      const condition = eligible ? approvalOf(group, policies, principals) : undefined;
      const kindOf = eligible ? "eligible" : owner ? "owner" : "member";
      return [edge(record, stack, kindOf, whoOf(who), whoOf(group), how, "Entra's audit log", condition)];
    };
    switch (kind) {
      case "strongroom:identity:DeclaredMember":
      case "azuread:GroupMember":
        return member("groupObjectId", "memberObjectId", false);
      case "azuread:PrivilegedAccessGroupEligibilitySchedule":
        return member("groupId", "principalId", true);
      case "azuread:PrivilegedAccessGroupAssignmentSchedule":
        return member("groupId", "principalId", false);
      case "azuread:Group":
      case "azuread:GroupWithoutMembers":
        return ofGroup(record, snapshot, snapshots, principals);
      default:
        return [];
    }
  });
}

/** Members that the group itself names, whoever a rule lets in, and its owners. */
function ofGroup(
  record: ResourceRecord,
  { stack, environment }: Snapshot,
  snapshots: readonly Snapshot[],
  principals: Principals,
): Edge[] {
  const group = principals.byUrn(record.urn);
  if (group === undefined) return [];
  const into = whoOf(group);
  const named = (key: string): Who[] => {
    const ids = texts(record.props[key] ?? record.inputs[key]);
    const known = ids.map(
      (id): Principal => principals.byId(id) ?? { label: `unknown ${id}`, kind: "unknown", stranger: true },
    );
    const sources = (record.madeOf[key] ?? []).flatMap((urn) => principals.byUrn(urn) ?? []);
    return [...new Map([...known, ...sources].map((one) => [whoOf(one).key, whoOf(one)])).values()];
  };
  const rule = text(at(record.props, "dynamicMembership.rule"));
  const dynamic = list(record.props["types"]).includes("DynamicMembership") || rule !== undefined;
  const everybody = whoOf({ label: `whoever the rule of ${group.label} lets in`, kind: "unknown", environment });
  const owners = named("owners");
  const makers = owners.length > 0 ? owners : creators(environment, snapshots, principals);
  return [
    ...named("members").map((who) =>
      edge(record, stack, "member", who, into, `is a member of ${group.label}`, "Entra's audit log"),
    ),
    ...(dynamic
      ? [
          edge(
            record,
            stack,
            "member",
            everybody,
            into,
            `becomes a member of ${group.label}`,
            "Entra's audit log",
            rule,
          ),
        ]
      : []),
    ...makers.map((who) =>
      edge(
        record,
        stack,
        "owner",
        who,
        into,
        `is an owner of ${group.label}, and puts itself into it`,
        "Entra's audit log: Add member to group",
        owners.length > 0 ? undefined : "whoever creates a group owns it, until Entra says otherwise",
      ),
    ),
  ];
}

/** Entra makes the creator of a group its owner: the pipeline, or whoever deployed first. */
function creators(environment: string, snapshots: readonly Snapshot[], principals: Principals): Who[] {
  const pipelines = snapshots
    .filter((snapshot) => snapshot.environment === environment)
    .flatMap(({ resources }) => {
      const byUrn = new Map(resources.map((record) => [record.urn, record]));
      return resources.filter(
        (record) => record.kind === "managedidentity:UserAssignedIdentity" && isPipeline(record, byUrn),
      );
    })
    .flatMap(({ urn }) => principals.byUrn(urn) ?? []);
  const first: Principal = { label: "whoever ran the first up", kind: "unknown", environment };
  return [...pipelines, first].map((one) => whoOf(one));
}

/** Whether it is the identity that deploys. */
export function isPipeline(record: ResourceRecord, byUrn: ReadonlyMap<string, ResourceRecord>): boolean {
  for (let above = byUrn.get(record.parent ?? ""); above !== undefined; above = byUrn.get(above.parent ?? "")) {
    if (above.type === "strongroom:identity:DeployIdentity") return true;
  }
  return false;
}

/** Who has to agree before a member that may ask becomes one. */
function approvalOf(group: Principal, policies: readonly ResourceRecord[], principals: Principals): string {
  const key = whoOf(group).key;
  const policy = policies.find((one) => whoOf(principals.of(one, "groupId")).key === key);
  const rules = fields(policy?.props["activationRules"]);
  if (policy === undefined) return "after asking; whether somebody approves is not known here";
  if (rules["requireApproval"] !== true) return "after asking; nobody has to approve";
  const approvers = list(at(rules, "approvalStage.primaryApprovers")).map((one) => {
    const id = text(fields(one)["objectId"]) ?? "?";
    return principals.byId(id)?.label ?? `group ${id}`;
  });
  return `after asking; ${approvers.join(", ")} approves`;
}
