// Which workspace keeps the logs of a stack. One that the stack made says so itself; an adopted one is known by its ARM id.
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { at, number, text } from "../../text/values.ts";
import type { Snapshot } from "../snapshot/records.ts";

/** By the GUID that the service calls it, or by its ARM id. */
export type WorkspaceRef = { readonly customerId: string } | { readonly id: string };

export interface StackWorkspace {
  readonly ref: WorkspaceRef;
  /** Days that logs stay searchable; undefined where somebody else decides that. */
  readonly retentionDays?: number;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const WORKSPACE =
  /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.operationalinsights\/workspaces\/[^/]+$/i;

/** What `--workspace` names. */
export function workspaceNamed(given: string): WorkspaceRef {
  if (GUID.test(given)) return { customerId: given.toLowerCase() };
  if (WORKSPACE.test(given)) return { id: given };
  throw new UserError(
    `--workspace: "${printable(given)}" is neither the GUID of a workspace nor its ARM id (/subscriptions/…/workspaces/…)`,
  );
}

/** Of a deployed stack: its own, or the one that its diagnostic settings name. */
export function workspaceOf({ resources, stack }: Snapshot): StackWorkspace {
  const own = resources.find(({ kind }) => kind === "operationalinsights:Workspace");
  const customerId = text(own?.props["customerId"]);
  const days = number(own?.props["retentionInDays"]);
  const retention = days === undefined ? {} : { retentionDays: days };
  if (customerId !== undefined && GUID.test(customerId)) return { ref: { customerId }, ...retention };
  const named = resources
    .filter(({ kind }) => kind === "monitor:DiagnosticSetting")
    .map((record) => text(at(record.props, "workspaceId")) ?? text(at(record.inputs, "workspaceId")))
    .find((id) => id !== undefined && WORKSPACE.test(id));
  const id = own?.id ?? named;
  if (id === undefined || !WORKSPACE.test(id)) {
    throw new UserError(
      `stack ${printable(stack)}: nothing of it sends logs to a workspace; name the one that keeps them with --workspace`,
    );
  }
  return { ref: { id }, ...retention };
}
