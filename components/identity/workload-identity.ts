// A workload's identity takes the place of its password. It removes the risk of a credential that can be copied: whoever
// runs as this identity proves it to Azure with a token that Azure itself, or a named issuer, has signed.
//
// It carries no delete lock (docs/adr/0011): a lock is inherited by the federated credentials below the identity, and would
// refuse to take one away. Nor an `isolationScope`: that property came with API version 2024-11-30, and the class of
// azure-native 3.28 calls 2023-01-31.
import * as managedidentity from "../azure/managedidentity.ts";
import * as pulumi from "@pulumi/pulumi";
import { parseArmId } from "../arm-id.ts";
import type { WorkloadGrantee } from "../authorization/grantee.ts";
import { onceKnown, patiently } from "../replication/replication.ts";
import { federationProblems, type FederatedCredentialArgs } from "./federation.ts";

/** Azure's REST definitions, managed identity 2023-01-31. */
const IDENTITY_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}$/;

export interface WorkloadIdentityArgs {
  /** 3 to 128 letters, digits, hyphens and underscores. */
  readonly identityName: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  /** By a stable name; each lets one issuer's subject sign in as this identity. @default none */
  readonly federation?: Readonly<Record<string, FederatedCredentialArgs>>;
}

/** An identity that somebody else made and keeps. */
export interface ExistingIdentityArgs {
  /** ARM id of the user-assigned identity. */
  readonly identityId: string;
}

const IDENTITY_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/[^/]+$/i;

/**
 * A user-assigned identity, with who may sign in as it.
 *
 * @example
 * const api = new WorkloadIdentity("payments-api", {
 *   identityName: "id-payments-prod-api",
 *   resourceGroupName: group.name,
 *   location: "westeurope",
 *   tags: { owner: "payments-team@contoso.com" },
 * });
 */
export class WorkloadIdentity extends pulumi.ComponentResource implements WorkloadGrantee {
  readonly granteeName: string;
  readonly principalType = "ServicePrincipal";
  readonly id: pulumi.Output<string>;
  readonly identityName: string;
  /** Object id of the service principal: what role assignments take. */
  readonly principalId: pulumi.Output<string>;
  /** Application id: what applications sign in with, and what a database user's SID is made of. */
  readonly clientId: pulumi.Output<string>;

  constructor(name: string, args: WorkloadIdentityArgs | ExistingIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:identity:WorkloadIdentity", name, {}, opts);
    const existing = "identityId" in args;
    const identity = existing ? this.#find(name, args) : this.#create(name, args);
    this.granteeName = name;
    this.identityName = existing ? parseArmId(args.identityId).name : args.identityName;
    this.id = identity.id;
    this.principalId = identity.principalId;
    this.clientId = identity.clientId;
    this.registerOutputs({ id: this.id, clientId: this.clientId, principalId: this.principalId });
  }

  /**
   * An identity that exists already: it can be granted something, and nothing about it is changed.
   *
   * @example
   * const api = WorkloadIdentity.fromExisting("payments-api", {
   *   identityId: "/subscriptions/…/resourceGroups/rg-old/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-old",
   * });
   */
  static fromExisting(
    name: string,
    args: ExistingIdentityArgs,
    opts?: pulumi.ComponentResourceOptions,
  ): WorkloadIdentity {
    return new WorkloadIdentity(name, args, opts);
  }

  #find(name: string, { identityId }: ExistingIdentityArgs): managedidentity.UserAssignedIdentity {
    if (!IDENTITY_ID.test(identityId)) {
      throw new pulumi.RunError(
        `WorkloadIdentity ${name}: identityId: ${JSON.stringify(identityId)} is not the ARM id of a user-assigned identity; use "/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<name>"`,
      );
    }
    return managedidentity.UserAssignedIdentity.get(name, identityId, { parent: this });
  }

  #create(name: string, args: WorkloadIdentityArgs): managedidentity.UserAssignedIdentity {
    const federation = args.federation ?? {};
    validate(name, args.identityName, federation);

    const identity = new managedidentity.UserAssignedIdentity(
      name,
      {
        resourceName: args.identityName,
        resourceGroupName: args.resourceGroupName,
        location: args.location,
        tags: args.tags,
      },
      onceKnown("identity", { parent: this }),
    );

    // One after the other: Entra refuses two writes at once on one identity (pulumi-azure-native issue 4343).
    let previous: pulumi.Resource[] = [];
    for (const [key, credential] of Object.entries(federation)) {
      previous = [
        new managedidentity.FederatedIdentityCredential(
          `${name}-${key}`,
          {
            federatedIdentityCredentialResourceName: key,
            resourceName: identity.name,
            resourceGroupName: args.resourceGroupName,
            issuer: credential.issuer,
            subject: credential.subject,
            audiences: [...credential.audiences],
          },
          patiently({ parent: this, dependsOn: previous }),
        ),
      ];
    }
    return identity;
  }
}

function validate(
  name: string,
  identityName: string,
  federation: Readonly<Record<string, FederatedCredentialArgs>>,
): void {
  const problems = federationProblems(federation).map((problem) => `federation: ${problem}`);
  if (!IDENTITY_NAME.test(identityName)) {
    problems.unshift(
      `identityName: "${identityName}" is no identity's name; use 3 to 128 letters, digits, hyphens and underscores, starting with a letter or digit`,
    );
  }
  if (problems.length > 0) {
    throw new pulumi.RunError(problems.map((problem) => `WorkloadIdentity ${name}: ${problem}`).join("\n"));
  }
}
