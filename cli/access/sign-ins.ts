// Access by becoming somebody else: signing in as an identity from outside Azure, and being in a group or asking to be.
import { text } from "../../text/values.ts";
import { labelOf, type Principal } from "./principals.ts";
import type { ResourceRecord } from "../snapshot/records.ts";
import { row, type AccessRow, type Reading } from "./row.ts";

/** Who outside Azure may become an identity: access like any other. */
export function signIn(record: ResourceRecord, reading: Reading): AccessRow {
  const issuer = text(record.props["issuer"]) ?? "an issuer that is not known yet";
  const subject = text(record.props["subject"]) ?? "a subject that is not known yet";
  const name = text(record.props["resourceName"]) ?? text(record.inputs["resourceName"]);
  const [source] = record.madeOf["resourceName"] ?? [];
  const identity =
    (name === undefined ? undefined : reading.principals.identityCalled(name)) ??
    (source === undefined ? undefined : reading.principals.byUrn(source));
  const into = identity?.label ?? name ?? labelOf(record, reading.byUrn);
  const principal: Principal = { label: `${subject} of ${issuer}`, kind: "federated" };
  return row(record, reading, principal, {
    role: "signs in as",
    object: `identity ${into}`,
    breadth: "object",
    scope: record.id ?? `${into}/${text(record.props["name"]) ?? record.name}`,
    via: "sign-in",
  });
}

export function membership(
  record: ResourceRecord,
  reading: Reading,
  groupKey: string,
  memberKey: string,
  via: "group membership" | "eligible membership",
): AccessRow {
  const group = reading.principals.of(record, groupKey);
  const owner = record.props["assignmentType"] === "owner" ? "owner" : "member";
  const member = reading.principals.of(record, memberKey);
  return row(record, reading, declaredGroup(record, member, memberKey, reading), {
    role: via === "eligible membership" ? `may ask to be ${owner}` : owner,
    object: group.label,
    breadth: "object",
    scope: group.label,
    ...(group.id === undefined ? {} : { groupId: group.id }),
    via,
  });
}

/** Who may ask for access is a group that settings or a manifest name by its id. */
export function declaredGroup(
  record: ResourceRecord,
  member: Principal,
  memberKey: string,
  { byUrn }: Pick<Reading, "byUrn">,
): Principal {
  const parent = byUrn.get(record.parent ?? "");
  if (member.stranger !== true || parent?.type !== "strongroom:identity:AccessGroup") return member;
  const id = text(record.props[memberKey]) ?? text(record.inputs[memberKey]);
  return {
    label: member.label.replace(/^\w+/, "group"),
    kind: "group",
    ...(id === undefined ? {} : { id: id.toLowerCase() }),
  };
}
