// The identities of the platform itself, declared like an application's workloads: who deploys, and who reconciles the
// users inside the databases. With them, the roles of our own that they and the operators hold.
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadSpec } from "../components/app/app-spec.ts";
import type { RoleDefinitions } from "../components/authorization/custom-role.ts";
import { DeployIdentity } from "../components/identity/deploy-identity.ts";
import { DeclaredMember } from "../components/identity/declared-member.ts";
import { defineEnvironmentRoles } from "../components/identity/environment-roles.ts";
import { VaultReconciler } from "../components/identity/vault-reconciler.ts";
import { PeopleIdentity } from "../components/identity/people-identity.ts";
import { WorkloadIdentity, type WorkloadIdentityArgs } from "../components/identity/workload-identity.ts";
import { patiently } from "../components/replication/replication.ts";
import type { SqlAdministrators } from "../components/sql/sql-administrators.ts";
import type { PlatformFacts } from "./platform-facts.ts";
import type { PlatformSpec } from "./platform-spec.ts";

export interface PlatformIdentitiesArgs {
  readonly spec: PlatformSpec;
  readonly facts: PlatformFacts;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly sqlAdministrators: SqlAdministrators;
}

/** What the pipelines sign in as. */
export interface PlatformIdentityOutput {
  readonly identity: string;
  readonly clientId: pulumi.Input<string>;
}

export class PlatformIdentities extends pulumi.ComponentResource {
  /** The roles of our own, which a grant waits for. */
  readonly roleDefinitions: RoleDefinitions;
  readonly deploy: WorkloadIdentity | undefined;
  readonly people: WorkloadIdentity | undefined;
  readonly sqlReconciler: WorkloadIdentity | undefined;
  readonly vaultReconciler: WorkloadIdentity | undefined;
  readonly rotator: WorkloadIdentity | undefined;

  constructor(name: string, args: PlatformIdentitiesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:platform:Identities", name, {}, opts);
    const { spec, facts } = args;
    // A tenant that takes no roles of one's own has none of these, and nobody here is granted one.
    this.roleDefinitions =
      facts.builtInRoles === undefined ? defineEnvironmentRoles(facts, { parent: this }) : new Map();
    const home = { ...facts, roleDefinitions: this.roleDefinitions };

    this.deploy =
      spec.deployIdentity &&
      new DeployIdentity("deploy", { ...identityArgs(args, spec.deployIdentity), home }, { parent: this }).identity;

    this.people =
      spec.peopleIdentity &&
      new PeopleIdentity("people", { ...identityArgs(args, spec.peopleIdentity), home }, { parent: this }).identity;

    if (spec.sqlReconciler !== undefined) {
      this.sqlReconciler = new WorkloadIdentity("sql-reconciler", identityArgs(args, spec.sqlReconciler), {
        parent: this,
      });
      // Membership is all that it needs: inside a database the group may do everything, in Azure the group holds nothing.
      const member = {
        groupObjectId: args.sqlAdministrators.principalId,
        memberObjectId: this.sqlReconciler.principalId,
      };
      // An adopted group is its owners' to change: one of them adds the member (docs/operate.md).
      if (spec.sqlAdministrators.objectId === undefined) {
        new azuread.GroupMember("sql-reconciler-administers", member, patiently({ parent: this }));
      } else {
        new DeclaredMember("sql-reconciler-administers", member, { parent: this });
      }
    }
    this.vaultReconciler =
      spec.vaultReconciler &&
      new VaultReconciler("vault-reconciler", { ...identityArgs(args, spec.vaultReconciler), home }, { parent: this })
        .identity;
    // What it may do stands with each secret that it rotates.
    this.rotator = spec.rotator && new WorkloadIdentity("rotator", identityArgs(args, spec.rotator), { parent: this });
    this.registerOutputs();
  }

  outputs(): Readonly<Record<string, PlatformIdentityOutput>> {
    return Object.fromEntries(
      Object.entries({
        deploy: this.deploy,
        people: this.people,
        sqlReconciler: this.sqlReconciler,
        vaultReconciler: this.vaultReconciler,
        rotator: this.rotator,
      }).flatMap(([key, identity]) =>
        identity === undefined ? [] : [[key, { identity: identity.identityName, clientId: identity.clientId }]],
      ),
    );
  }
}

function identityArgs(args: PlatformIdentitiesArgs, workload: WorkloadSpec): WorkloadIdentityArgs {
  const { spec, facts, resourceGroupName } = args;
  return {
    resourceGroupName,
    location: spec.location,
    tags: workload.purpose === undefined ? spec.tags : { ...spec.tags, purpose: workload.purpose },
    identityName: workload.identityName,
    federation: Object.fromEntries(
      Object.entries(workload.federation).map(([credential, { issuer, subject, audiences }]) => [
        credential,
        { issuer, subject, audiences: audiences ?? [facts.cloud.tokenExchangeAudience] },
      ]),
    ),
  };
}
