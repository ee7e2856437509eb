// The pipeline that deploys is the most powerful identity of an environment, so it is declared like a workload, signs in
// without any credential, and holds three narrow things instead of Owner: a role that creates the kinds of resource used
// here, a role that keeps vault objects without reading one, and the right to grant a few named roles to others.
//
// A person with the right to grant deploys the first time, since nobody can hand out what is created in the same moment;
// from then on the pipeline changes everything but its own rights and the roles' definitions, which it cannot.
import * as pulumi from "@pulumi/pulumi";
import { customRole, type CustomRoleName, type RoleHome } from "../authorization/custom-role.ts";
import { delegateGranting } from "../authorization/delegation.ts";
import { grant } from "../authorization/grant.ts";
import { wordRoles } from "../authorization/object-roles.ts";
import { builtInRole, type RoleName, type RoleRef } from "../authorization/roles.ts";
import { WorkloadIdentity, type WorkloadIdentityArgs } from "./workload-identity.ts";

export interface DeployIdentityArgs extends WorkloadIdentityArgs {
  /** Where it deploys, with the definitions of our own roles. */
  readonly home: RoleHome;
}

/**
 * The identity of a pipeline: signs in by federation alone, and grants a few named roles.
 *
 * @example
 * const deploy = new DeployIdentity("deploy", {
 *   identityName: "id-platform-prod-deploy",
 *   ...here,
 *   home: { environment: "prod", subscriptionId, roleDefinitions },
 *   federation: { github: { issuer: "https://token.actions.githubusercontent.com", subject: "repo:contoso/infra:environment:prod", audiences: ["api://AzureADTokenExchange"] } },
 * });
 */
export class DeployIdentity extends pulumi.ComponentResource {
  readonly identity: WorkloadIdentity;

  constructor(name: string, args: DeployIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:identity:DeployIdentity", name, {}, opts);
    const { home, ...identity } = args;
    if (Object.keys(identity.federation ?? {}).length === 0) {
      throw new pulumi.RunError(
        `DeployIdentity ${name}: federation: none; name the pipeline that signs in as it, such as a GitHub environment`,
      );
    }
    this.identity = new WorkloadIdentity(name, identity, { parent: this });

    const scope = `/subscriptions/${home.subscriptionId}`;
    const held = { to: this.identity, scope, subscriptionId: home.subscriptionId };
    const after = { parent: this, dependsOn: [...(home.roleDefinitions?.values() ?? [])] };
    grant(`${name}-deploys`, { ...held, role: customRole("Deployer", home) }, after);
    grant(`${name}-keeps-vaults`, { ...held, role: customRole("Vault Keeper", home) }, after);
    delegateGranting(
      `${name}-grants`,
      { ...held, granteesAre: "ServicePrincipal", roles: grantableRoles(home) },
      after,
    );

    this.registerOutputs();
  }
}

/** What the identity that rotates secrets holds, on what a manifest names. */
const ROTATOR_ROLES: readonly CustomRoleName[] = [
  "Secret Rotator",
  "Secret Retirer",
  "Account Key Rotator",
  "App Restarter",
];

/** What a deployment grants to software alone; not its own roles, no role of people, and none that grants. */
export function grantableRoles(home: RoleHome): readonly RoleRef[] {
  return [
    ...wordRoles(home),
    ...DEPLOYED_ROLES.map(builtInRole),
    ...ROTATOR_ROLES.map((role) => customRole(role, home)),
  ];
}

/** Azure's roles that a deployment grants whatever a manifest says: for the servers' keys, and for certificates. */
const DEPLOYED_ROLES: readonly RoleName[] = ["Key Vault Crypto Service Encryption User", "Key Vault Certificate User"];
