// An owner may let in a workload of another application, which another stack may have built: a grant asks for the identity by
// reference and does not care where it comes from.
import type * as pulumi from "@pulumi/pulumi";
import type { WorkloadRef } from "./app-spec.ts";

/** Finds the identity of a workload, of this application or another, in this stack or another. */
export type FindWorkload = (ref: WorkloadRef) => WorkloadPrincipal;

/** What a grant needs to know of a workload's identity. */
export interface WorkloadPrincipal {
  readonly granteeName: string;
  readonly principalType: "ServicePrincipal";
  readonly identityName: string;
  readonly principalId: pulumi.Input<string>;
  readonly clientId: pulumi.Input<string>;
}
