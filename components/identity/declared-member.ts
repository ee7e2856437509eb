// A membership that a person carries out: the group is owned by people, and no pipeline may change who is in it. It is written
// down as a resource, so that a preview, the state and `strongroom access` say who is to be in the group.
import * as pulumi from "@pulumi/pulumi";

export interface DeclaredMemberArgs {
  /** Object id of the group. */
  readonly groupObjectId: pulumi.Input<string>;
  /** Object id of who is to be in it. */
  readonly memberObjectId: pulumi.Input<string>;
}

export class DeclaredMember extends pulumi.ComponentResource {
  constructor(name: string, args: DeclaredMemberArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:identity:DeclaredMember", name, args, opts);
    this.registerOutputs();
  }
}
