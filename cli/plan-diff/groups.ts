// Who stands behind a group: the object id that settings give to its name, and who approves that somebody joins it. Neither
// is a grant, and either gives all that the group may do to other people.
import type { ResourceRecord } from "../snapshot/records.ts";
import { at, text } from "../../text/values.ts";
import type { ResourceChange } from "./changes.ts";
import { shown } from "./exposure.ts";

export interface GroupChange {
  /** In the program: `payments-break-glass`. */
  readonly group: string;
  /** In words, values included. */
  readonly message: string;
}

/** A component that stands for a group of Entra, made or adopted. */
const GROUP = "strongroom:identity:AccessGroup";

/** What one must do to become a member, and who approves it (pulumi-azuread: GroupRoleManagementPolicy). */
const RULES = "azuread:GroupRoleManagementPolicy";

export function groupChanges(
  before: readonly ResourceRecord[],
  after: readonly ResourceRecord[],
  changes: readonly ResourceChange[],
): GroupChange[] {
  const old = new Map(before.map((record) => [record.urn, record]));
  const exchanged = after.flatMap((record): GroupChange[] => {
    const [was, is] = [idOf(old.get(record.urn)), idOf(record)];
    if (was === undefined || is === undefined || was === is) return [];
    return [{ group: record.name, message: `another group: ${was} becomes ${is}` }];
  });
  return [...exchanged, ...changes.flatMap((change) => rulesChanged(change, after))];
}

function idOf(record: ResourceRecord | undefined): string | undefined {
  return record?.type === GROUP ? text(record.props["principalId"])?.toLowerCase() : undefined;
}

function rulesChanged({ record, what, changes }: ResourceChange, after: readonly ResourceRecord[]): GroupChange[] {
  if (record.kind !== RULES || what === "created") return [];
  const parent = after.find(({ urn }) => urn === record.parent);
  const group = parent?.type === GROUP ? parent.name : record.name;
  if (what === "destroyed" || what === "forgotten") {
    // With the group go those who could ask to join it.
    return parent === undefined ? [] : [{ group, message: "nothing says any more who approves that somebody joins" }];
  }
  return changes.map(({ path, before: was, after: is }) => {
    const [from, to] = [approverOf(was), approverOf(is)];
    return from === undefined || to === undefined
      ? { group, message: `${path}: ${shown(was)} becomes ${shown(is)}` }
      : { group, message: `who approves that somebody joins: ${from} becomes ${to}` };
  });
}

/** Of a list with one group of approvers, its id. */
function approverOf(value: unknown): string | undefined {
  return Array.isArray(value) && value.length === 1
    ? text(at({ approver: value[0] as unknown }, "approver.objectId"))
    : undefined;
}
