// The real road to a vault: Azure's own clients for what is inside it, and Azure Resource Manager for the roles on its
// certificates. Loaded only by a command that connects.
import { X509Certificate } from "node:crypto";
import type { TokenCredential } from "@azure/identity";
import {
  CertificateClient,
  type CertificatePolicy as SdkPolicy,
  type CertificatePolicyProperties,
} from "@azure/keyvault-certificates";
import { KeyClient } from "@azure/keyvault-keys";
import { SecretClient, type SecretClientOptions, type SecretProperties } from "@azure/keyvault-secrets";
import type { ActualCertificate, ActualKey, ActualSecret, CertificatePolicy, Listed } from "./actual.ts";
import { roleAssignments } from "./arm.ts";
import { addContact, readContacts } from "./contacts.ts";
import { cloudOf, type DesiredCertificate } from "./desired.ts";
import { desiredPolicy } from "./drift-certificates.ts";
import { call, NOTING_INNER_CODES } from "./azure-failure.ts";
import { VaultFailure, type OpenVault, type VaultPlane } from "./vault-plane.ts";

/** Milliseconds that issuing may take; "Self" takes seconds, an integrated authority minutes. */
const ISSUE_TIMEOUT = 5 * 60_000;

/** What a certificate of an application is for: proving a server, and a client, over TLS. */
const ENHANCED_KEY_USAGE = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"];

/** How requests leave this machine; tests put a vault of their own in its place. */
export interface Transport {
  readonly httpClient?: NonNullable<SecretClientOptions["httpClient"]>;
  readonly fetch?: typeof fetch;
}

export function azureVaults(credential: TokenCredential, { httpClient, fetch }: Transport = {}): OpenVault {
  return (vault) => {
    const options = {
      additionalPolicies: NOTING_INNER_CODES,
      ...(httpClient === undefined ? {} : { httpClient }),
    };
    const secrets = new SecretClient(vault.uri, credential, options);
    const keys = new KeyClient(vault.uri, credential, options);
    const certificates = new CertificateClient(vault.uri, credential, options);
    const roles = roleAssignments(credential, cloudOf(vault), fetch);

    const plane: VaultPlane = {
      listSecrets: () => collect(secrets.listPropertiesOfSecrets(), listed),
      listKeys: () => collect(keys.listPropertiesOfKeys(), listed),
      listCertificates: () =>
        collect(certificates.listPropertiesOfCertificates({ includePending: true }), ({ name, enabled, tags }) =>
          listed({ name: name ?? "", enabled, tags }),
        ),
      listDeleted: async () => {
        const names = await Promise.all([
          collect(secrets.listDeletedSecrets(), ({ name }) => name),
          collect(keys.listDeletedKeys(), ({ name }) => name),
          collect(certificates.listDeletedCertificates(), ({ name }) => name),
        ]);
        return names.flat();
      },
      newestSecret: async (name) => {
        // The versions are listed, since to get a secret is to read its value.
        const versions = await collect(secrets.listPropertiesOfSecretVersions(name), actualSecret);
        const newest = versions.toSorted((a, b) => b.created.getTime() - a.created.getTime())[0];
        if (newest === undefined) throw new VaultFailure(`secret ${name} has no version`, 404, "SecretNotFound");
        return newest;
      },
      key: (name) => call(() => readKey(keys, name)),
      certificate: (name) => call(() => readCertificate(certificates, name)),
      updateSecret: (name, version, { tags, contentType, expires, enabled }) =>
        call(async () => {
          await secrets.updateSecretProperties(name, version, {
            ...(tags && { tags }),
            ...(contentType !== undefined && { contentType }),
            ...(expires && { expiresOn: expires }),
            ...(enabled !== undefined && { enabled }),
          });
        }),
      updateKey: (name, { tags }) =>
        call(async () => {
          await keys.updateKeyProperties(name, { tags });
        }),
      setRotationPolicy: (name, { expiresIn, actions }) =>
        call(async () => {
          await keys.updateKeyRotationPolicy(name, {
            ...(expiresIn !== undefined && { expiresIn }),
            lifetimeActions: actions.map((action) => ({ ...action })),
          });
        }),
      issue: (certificate) => call(() => issue(certificates, certificate)),
      setCertificatePolicy: (certificate) =>
        call(async () => {
          await certificates.updateCertificatePolicy(certificate.name, sdkPolicy(certificate));
        }),
      updateCertificate: (name, version, { tags }) =>
        call(async () => {
          await certificates.updateCertificateProperties(name, version, { tags });
        }),
      contacts: () => call(() => readContacts(certificates)),
      addContact: (email) => call(() => addContact(certificates, email)),
      assignments: (scope) => call(() => roles.list(scope)),
      assign: (scope, assignment) => call(() => roles.put(scope, assignment)),
      unassign: (scope, name) => call(() => roles.delete(scope, name)),
    };
    return plane;
  };
}

function listed({
  name,
  managed,
  enabled,
  tags,
}: {
  name: string;
  managed?: boolean;
  enabled?: boolean | undefined;
  tags?: Readonly<Record<string, string>> | undefined;
}): Listed {
  return { name, managed: managed ?? false, enabled: enabled ?? true, tags: tags ?? {} };
}

function actualSecret({
  name,
  version,
  enabled,
  contentType,
  createdOn,
  expiresOn,
  tags,
}: SecretProperties): ActualSecret {
  return {
    name,
    version: version ?? "",
    enabled: enabled ?? true,
    contentType,
    created: createdOn ?? new Date(0),
    expires: expiresOn,
    tags: tags ?? {},
  };
}

async function readKey(keys: KeyClient, name: string): Promise<ActualKey> {
  const [{ key, keyType, properties }, policy] = await Promise.all([
    keys.getKey(name),
    keys.getKeyRotationPolicy(name),
  ]);
  return {
    name,
    enabled: properties.enabled ?? true,
    type: keyType ?? "?",
    size: key?.n === undefined ? undefined : key.n.length * 8,
    curve: key?.crv,
    tags: properties.tags ?? {},
    policy: { expiresIn: policy.expiresIn, actions: policy.lifetimeActions ?? [] },
  };
}

async function readCertificate(certificates: CertificateClient, name: string): Promise<ActualCertificate> {
  const { cer, properties, policy } = await certificates.getCertificate(name);
  return {
    name,
    version: properties.version ?? "",
    enabled: properties.enabled ?? true,
    expires: properties.expiresOn,
    // The rest of the chain is in the secret of the same name, beside the private key, and is not read.
    signed: cer === undefined || cer.length === 0 ? undefined : new X509Certificate(cer),
    tags: properties.tags ?? {},
    policy: actualPolicy(policy),
  };
}

function actualPolicy(policy: SdkPolicy | undefined): CertificatePolicy {
  const action = policy?.lifetimeActions?.[0];
  return {
    subject: policy?.subject ?? "",
    dnsNames: policy?.subjectAlternativeNames?.dnsNames ?? [],
    issuer: policy?.issuerName ?? "",
    validityMonths: policy?.validityInMonths,
    before: action?.daysBeforeExpiry,
    then: action?.action,
    exportable: policy?.exportable ?? true,
  };
}

function sdkPolicy(wanted: DesiredCertificate): SdkPolicy {
  const { subject, dnsNames, issuer, validityMonths, before, then, exportable } = desiredPolicy(wanted);
  const properties: CertificatePolicyProperties = {
    issuerName: issuer,
    ...(validityMonths !== undefined && { validityInMonths: validityMonths }),
    contentType: "application/x-pkcs12",
    keyType: "RSA",
    keySize: 3072,
    exportable,
    // Each renewal is a new key: an old one that leaked opens nothing new.
    reuseKey: false,
    keyUsage: ["digitalSignature", "keyEncipherment"],
    enhancedKeyUsage: ENHANCED_KEY_USAGE,
    ...(then !== undefined &&
      before !== undefined && { lifetimeActions: [{ action: then, daysBeforeExpiry: before }] }),
  };
  const [first, ...others] = dnsNames;
  return first === undefined
    ? { ...properties, subject }
    : { ...properties, subject, subjectAlternativeNames: { dnsNames: [first, ...others] } };
}

async function issue(certificates: CertificateClient, wanted: DesiredCertificate): Promise<void> {
  const poller = await certificates.beginCreateCertificate(wanted.name, sdkPolicy(wanted), { tags: wanted.tags });
  // Signed outside: the request waits in the vault until somebody brings the signature.
  if (wanted.issuer === "Unknown") return;
  const timer = setTimeout(() => {
    poller.stopPolling();
  }, ISSUE_TIMEOUT);
  try {
    await poller.pollUntilDone();
  } finally {
    clearTimeout(timer);
  }
}

async function collect<T, R>(pages: AsyncIterable<T>, map: (item: T) => R): Promise<R[]> {
  return call(async () => {
    const items: R[] = [];
    for await (const item of pages) items.push(map(item));
    return items;
  });
}
