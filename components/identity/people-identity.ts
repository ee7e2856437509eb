// What deploys the groups of people. The pipeline may not: whoever grants to groups, or says who may ask to be in one, can put
// itself into one. So this identity is another, which a person starts and another one approves, and in Azure it holds one
// thing: the right to grant the three roles of people, to groups.
import * as pulumi from "@pulumi/pulumi";
import { customRole, type RoleHome } from "../authorization/custom-role.ts";
import { delegateGranting } from "../authorization/delegation.ts";
import { builtInRole, type RoleRef } from "../authorization/roles.ts";
import { WorkloadIdentity, type WorkloadIdentityArgs } from "./workload-identity.ts";

export interface PeopleIdentityArgs extends WorkloadIdentityArgs {
  /** Where it grants, with the definitions of our own roles. */
  readonly home: RoleHome;
}

export class PeopleIdentity extends pulumi.ComponentResource {
  readonly identity: WorkloadIdentity;

  constructor(name: string, args: PeopleIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:identity:PeopleIdentity", name, {}, opts);
    const { home, ...identity } = args;
    if (Object.keys(identity.federation ?? {}).length === 0) {
      throw new pulumi.RunError(
        `PeopleIdentity ${name}: federation: none; name what signs in as it, such as a GitHub environment that asks for approval`,
      );
    }
    this.identity = new WorkloadIdentity(name, identity, { parent: this });
    delegateGranting(
      `${name}-grants`,
      {
        to: this.identity,
        scope: `/subscriptions/${home.subscriptionId}`,
        subscriptionId: home.subscriptionId,
        granteesAre: "Group",
        roles: peopleRoles(home),
      },
      { parent: this, dependsOn: [...(home.roleDefinitions?.values() ?? [])] },
    );
    this.registerOutputs();
  }
}

/** What people hold on the vaults of an application. */
export function peopleRoles(home: RoleHome): readonly RoleRef[] {
  return [
    builtInRole("Key Vault Reader"),
    builtInRole("Key Vault Secrets User"),
    ...(home.roleDefinitions?.size === 0 ? [] : [customRole("Secret Operator", home)]),
  ];
}
