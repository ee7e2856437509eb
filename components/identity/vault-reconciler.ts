// What Azure's control plane cannot do inside a vault is done by somebody who reaches it. Where no runner of the pipeline
// stands in the network, a job does it, as an identity of its own: it keeps what is inside the vaults without reading a value,
// and lets in the readers of certificates, and nobody else. Like the deployer's, a person grants these two: no pipeline may
// hand out the right to grant.
import * as pulumi from "@pulumi/pulumi";
import { customRole, type RoleHome } from "../authorization/custom-role.ts";
import { delegateGranting } from "../authorization/delegation.ts";
import { grant } from "../authorization/grant.ts";
import { builtInRole } from "../authorization/roles.ts";
import { WorkloadIdentity, type WorkloadIdentityArgs } from "./workload-identity.ts";

export interface VaultReconcilerArgs extends WorkloadIdentityArgs {
  /** Where the vaults are, with the definitions of our own roles. */
  readonly home: RoleHome;
}

export class VaultReconciler extends pulumi.ComponentResource {
  readonly identity: WorkloadIdentity;

  constructor(name: string, args: VaultReconcilerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:identity:VaultReconciler", name, {}, opts);
    const { home, ...identity } = args;
    this.identity = new WorkloadIdentity(name, identity, { parent: this });

    const scope = `/subscriptions/${home.subscriptionId}`;
    const held = { to: this.identity, scope, subscriptionId: home.subscriptionId };
    const after = { parent: this, dependsOn: [...(home.roleDefinitions?.values() ?? [])] };
    grant(`${name}-keeps-vaults`, { ...held, role: customRole("Vault Keeper", home) }, after);
    delegateGranting(
      `${name}-grants`,
      { ...held, granteesAre: "ServicePrincipal", roles: [builtInRole("Key Vault Certificate User")] },
      after,
    );

    this.registerOutputs();
  }
}
