// Whoever can be granted something: a workload's identity or a group. Never a person (R4).
import type * as pulumi from "@pulumi/pulumi";

export interface Grantee {
  /** What a reader calls it: `payments-api`. Part of the grant's logical name, so it must be known and stable. */
  readonly granteeName: string;
  /** Object id in Entra. */
  readonly principalId: pulumi.Input<string>;
  /** Azure looks a new principal up only when it is not told what it is, and then may not find it yet. */
  readonly principalType: "ServicePrincipal" | "Group";
}

/** An identity that software runs as. What is too broad for people takes this and not a `Grantee`. */
export interface WorkloadGrantee extends Grantee {
  readonly principalType: "ServicePrincipal";
}

/** An Entra group. */
export interface GroupGrantee extends Grantee {
  readonly principalType: "Group";
}
