// Reads what a vault holds: the names of everything, and the details of what is declared. No value is read.
import type { X509Certificate } from "node:crypto";
import type { ActualVault } from "./actual.ts";
import type { Chain } from "./chain.ts";
import type { DesiredVault } from "./desired.ts";
import { readerScopes } from "./drift-certificates.ts";
import { isAnnounced } from "./drift-contacts.ts";
import type { VaultPlane } from "./vault-plane.ts";

/** `chainOf` finds who stands behind a certificate. */
export async function readVault(
  plane: VaultPlane,
  desired: DesiredVault,
  chainOf: (certificate: X509Certificate) => Promise<Chain>,
): Promise<ActualVault> {
  const [secrets, keys, certificates, deleted] = await Promise.all([
    plane.listSecrets(),
    plane.listKeys(),
    plane.listCertificates(),
    plane.listDeleted(),
  ]);
  const scopes = certificates.flatMap(({ name }) => readerScopes(desired.id, name));
  const [secretDetails, keyDetails, certificateDetails, contacts, assignments] = await Promise.all([
    details(desired.secrets, secrets, (name) => plane.newestSecret(name)),
    details(desired.keys, keys, (name) => plane.key(name)),
    details(desired.certificates, certificates, (name) => plane.certificate(name)),
    desired.certificates.some(isAnnounced) ? plane.contacts() : [],
    Promise.all(scopes.map(async (scope) => [scope, await plane.assignments(scope)] as const)),
  ]);
  const signed = [...certificateDetails].flatMap(([name, certificate]) =>
    certificate.signed === undefined ? [] : [[name, certificate.signed] as const],
  );
  const chains = await Promise.all(
    signed.map(async ([name, certificate]) => [name, await chainOf(certificate)] as const),
  );
  return {
    listed: { secrets, keys, certificates },
    deleted: new Set(deleted),
    secrets: secretDetails,
    keys: keyDetails,
    certificates: certificateDetails,
    chains: new Map(chains),
    contacts,
    assignments: new Map(assignments),
  };
}

/** Of what is both declared and there. */
async function details<T>(
  declared: readonly { readonly name: string }[],
  listed: readonly { readonly name: string }[],
  read: (name: string) => Promise<T>,
): Promise<ReadonlyMap<string, T>> {
  const there = new Set(listed.map(({ name }) => name));
  const wanted = declared.filter(({ name }) => there.has(name));
  return new Map(await Promise.all(wanted.map(async ({ name }) => [name, await read(name)] as const)));
}
