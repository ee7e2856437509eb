// The identity, who may sign in as it, and what it is attached to.
import { z } from "zod";
import type { CredentialSeen, Evidence, IdentitySeen, Present } from "../evidence.ts";
import type { Asked } from "../evidence.ts";
import type { Promised } from "../promise.ts";
import type { Arm } from "./arm.ts";

/** Microsoft.ManagedIdentity (azure-rest-api-specs, msi). */
const VERSION = "2023-01-31";
/** The only version that lists what an identity is attached to. */
const ASSOCIATED_VERSION = "2021-09-30-preview";

const identity = z.object({ properties: z.object({ clientId: z.string(), principalId: z.string() }) });
const credential = z.object({
  properties: z.object({ issuer: z.string(), subject: z.string(), audiences: z.array(z.string()) }),
  systemData: z.object({ createdAt: z.coerce.date().optional() }).optional(),
});

export async function identityEvidence(
  arm: Arm,
  promised: Promised,
): Promise<Pick<Evidence, "identity" | "credentials" | "hosts">> {
  const { resourceId } = promised.identity;
  const [found, credentials, hosts] = await Promise.all([
    arm.get(resourceId, VERSION, identity),
    arm.list(`${resourceId}/federatedIdentityCredentials`, VERSION, credential),
    arm.list(`${resourceId}/listAssociatedResources`, ASSOCIATED_VERSION, z.object({ id: z.string() }), "", "POST"),
  ]);
  return {
    identity: mapped(found, ({ properties: { clientId, principalId } }): IdentitySeen => ({ clientId, principalId })),
    credentials: listed(credentials, ({ properties: { issuer, subject, audiences }, systemData }): CredentialSeen => ({
      issuer,
      subject,
      audiences,
      created: systemData?.createdAt,
    })),
    hosts: listed(hosts, ({ id }) => id),
  };
}

export function mapped<T, R>(asked: Asked<Present<T>>, as: (value: T) => R): Asked<Present<R>> {
  if ("unseen" in asked) return asked;
  return asked.seen === "absent" ? { seen: "absent" } : { seen: as(asked.seen) };
}

export function listed<T, R>(asked: Asked<readonly T[]>, as: (value: T) => R): Asked<readonly R[]> {
  return "unseen" in asked ? asked : { seen: asked.seen.map(as) };
}
