// Who may do what inside a database is no Azure resource: it lives in the database. Declaring it as a component makes a
// grant show in the preview, the plan and the state like every other one; `strongroom sql` carries it out.
import * as pulumi from "@pulumi/pulumi";
import type { AccessLevel } from "./database-access.ts";

export interface DatabaseUserArgs {
  /** Host name of the server. */
  readonly server: string;
  readonly database: string;
  /** Name of the user: that of the identity or of the group. */
  readonly userName: string;
  readonly kind: "workload" | "group";
  /** Client id of an identity, object id of a group: the user's SID is made of it. */
  readonly principal: pulumi.Input<string>;
  readonly level: AccessLevel;
  /** This schema only; "migrate" holds for the whole database. @default the whole database */
  readonly schema?: string;
}

export class DatabaseUser extends pulumi.ComponentResource {
  readonly declared: DatabaseUserArgs;

  constructor(name: string, args: DatabaseUserArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:sql:DatabaseUser", name, args, opts);
    if (args.level === "migrate" && args.schema !== undefined) {
      throw new pulumi.RunError(
        `DatabaseUser ${name}: schema: "${args.schema}" does not confine "migrate"; allowed in a schema are read, readWrite and execute`,
      );
    }
    this.declared = args;
    this.registerOutputs();
  }
}
