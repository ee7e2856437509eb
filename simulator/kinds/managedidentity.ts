// Managed identities and what may act for them.
import { ageOf } from "../model/ages.ts";
import { AzureError } from "../model/errors.ts";
import { guidOf, keyOf, lastSegment, parentOf } from "../model/ids.ts";
import type { Draft, Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { textAt } from "../model/values.ts";

export const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
export const FEDERATED = "azure-native:managedidentity:FederatedIdentityCredential";

/** Federated credentials per identity (entra-docs: workload identity federation considerations). */
const MAX_CREDENTIALS = 20;

export const managedidentityKinds: readonly Kind[] = [
  {
    type: IDENTITY,
    path: arm("Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}"),
    apiVersion: "2023-01-31",
    located: true,
    replaceOn: ["location"],
    spelled: identityId,
    defaults: () => ({ tags: {} }),
    outputs: ({ id, cloud, caller }) => ({
      principalId: guidOf("principal", keyOf(id), cloud.generation(id)),
      clientId: guidOf("client", keyOf(id), cloud.generation(id)),
      tenantId: caller.tenantId,
    }),
    check: ({ id }) => {
      const name = lastSegment(id);
      if (!/^[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}$/.test(name)) {
        throw new AzureError(
          400,
          "BadRequest",
          `The identity name '${name}' is invalid: 3 to 128 letters, digits, hyphens and underscores, a letter or digit first.`,
        );
      }
    },
  },
  {
    type: FEDERATED,
    path: arm(
      "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
    ),
    apiVersion: "2023-01-31",
    required: ["audiences", "issuer", "subject"],
    spelled: identityId,
    dwellMs: 25,
    exclusive: (id) => keyOf(parentOf(id) ?? ""),
    clash: (id) =>
      new AzureError(
        409,
        "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
        `Too many Federated Identity Credentials are written concurrently for the managed identity '${parentOf(id) ?? ""}'. Concurrent Federated Identity Credentials writes under the same managed identity are not supported.`,
      ),
    check: checkCredential,
  },
];

/** The provider of identities spells resource groups small (recorded). */
function identityId(id: string): string {
  return id.replace(/\/resourceGroups\//i, "/resourcegroups/");
}

function checkCredential({ cloud, caller, id, inputs, existing }: Draft): void {
  const identity = parentOf(id) ?? "";
  const parent = cloud.get(identity);
  if (!existing && parent && ageOf(parent, caller) < caller.ages.identity) {
    throw new AzureError(
      404,
      "ParentResourceNotFound",
      `Failed to perform 'write' on resource(s) of type 'userAssignedIdentities/federatedIdentityCredentials', because the parent resource '${identity}' could not be found.`,
    );
  }
  const others = cloud.childrenOf(identity, FEDERATED).filter((other) => keyOf(other.id) !== keyOf(id));
  const subject = textAt(inputs, "subject") ?? "";
  const issuer = textAt(inputs, "issuer") ?? "";
  if (others.length >= MAX_CREDENTIALS) {
    throw new AzureError(
      400,
      "BadRequest",
      `The managed identity '${identity}' has ${others.length} federated identity credentials; at most ${MAX_CREDENTIALS} are allowed.`,
    );
  }
  if (subject.includes("*") || issuer.includes("*")) {
    throw new AzureError(
      400,
      "BadRequest",
      `Federated identity credential '${lastSegment(id)}': wildcards are not supported in issuer or subject ('${subject}').`,
    );
  }
  const twin = others.find(
    (other) => textAt(other.properties, "subject") === subject && textAt(other.properties, "issuer") === issuer,
  );
  if (twin) {
    throw new AzureError(
      409,
      "Conflict",
      `Issuer and subject combination already exists for this Managed Identity: '${lastSegment(twin.id)}' has issuer '${issuer}' and subject '${subject}'.`,
    );
  }
}
