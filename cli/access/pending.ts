// Grants that a deployed cell still owes, since the workload is of a cell that was not there yet: nobody should take a missing
// line for a refused one.
import { order, text } from "../../text/values.ts";
import type { Snapshot } from "../snapshot/records.ts";

export function pendingGrants({ stack, resources }: Snapshot): string[] {
  return resources
    .filter(({ kind }) => kind === "strongroom:stack:PendingGrant")
    .map(({ inputs }) => {
      const of = (key: string): string => text(inputs[key]) ?? "?";
      return `stack ${stack}: pending: ${of("app")}, ${of("object")}: ${of("workload")} is let in by the next "pulumi up" after its own cell is deployed`;
    })
    .sort(order);
}
