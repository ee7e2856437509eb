// People reach things through groups, so that joining and leaving is one change in one place (R4). A group is created
// here or adopted by its object id; who is in it is decided in Entra, never in this program.
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import type { GroupGrantee } from "../authorization/grantee.ts";
import { onceKnown } from "../replication/replication.ts";
import { elevate, type Elevation } from "./elevation.ts";

export interface AccessGroupArgs {
  readonly displayName: string;
  /** What its members may do; shown in Entra. */
  readonly description: string;
  /** Adopt the group that has this object id. @default a new group is created */
  readonly objectId?: string;
  /** Membership is only for a while, and only after approval. @default standing members */
  readonly elevation?: Elevation;
}

/**
 * A group of people, created or adopted, whose membership may be for a while only.
 *
 * @example
 * const analysts = new AccessGroup("analysts", { displayName: "payments-analysts", description: "May read the ledger" });
 */
export class AccessGroup extends pulumi.ComponentResource implements GroupGrantee {
  readonly granteeName: string;
  readonly displayName: string;
  readonly principalType = "Group";
  readonly principalId: pulumi.Output<string>;

  constructor(name: string, args: AccessGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:identity:AccessGroup", name, {}, opts);

    if (args.objectId === undefined) {
      // GroupWithoutMembers: the plain Group resource would remove the members that others add.
      const group = new azuread.GroupWithoutMembers(
        name,
        {
          displayName: args.displayName,
          description: args.description,
          securityEnabled: true,
          preventDuplicateNames: true,
        },
        onceKnown("group", { parent: this }),
      );
      this.principalId = group.objectId;
    } else {
      this.principalId = pulumi.output(args.objectId);
    }
    if (args.elevation !== undefined) {
      elevate(name, { group: this.principalId, ...args.elevation }, { parent: this });
    }

    this.granteeName = name;
    this.displayName = args.displayName;
    this.registerOutputs({ principalId: this.principalId });
  }
}
