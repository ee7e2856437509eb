// What a vault really holds, as far as it can be told without reading a single value. The real vault and the tests' double
// are the same to everything else.
import type { X509Certificate } from "node:crypto";
import type { Chain } from "./chain.ts";

export interface ActualSecret {
  readonly name: string;
  /** The newest. */
  readonly version: string;
  readonly enabled: boolean;
  readonly contentType: string | undefined;
  readonly created: Date;
  readonly expires: Date | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface LifetimeAction {
  readonly action: "Rotate" | "Notify";
  /** ISO 8601 duration. */
  readonly timeAfterCreate?: string;
  readonly timeBeforeExpiry?: string;
}

export interface RotationPolicy {
  /** ISO 8601 duration. */
  readonly expiresIn: string | undefined;
  readonly actions: readonly LifetimeAction[];
}

export interface ActualKey {
  readonly name: string;
  readonly enabled: boolean;
  readonly type: string;
  /** Bits, of an RSA key. */
  readonly size: number | undefined;
  readonly curve: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy: RotationPolicy;
}

export interface CertificatePolicy {
  readonly subject: string;
  readonly dnsNames: readonly string[];
  readonly issuer: string;
  readonly validityMonths: number | undefined;
  /** Days before its end that something happens, and what. */
  readonly before: number | undefined;
  readonly then: "AutoRenew" | "EmailContacts" | undefined;
  readonly exportable: boolean;
}

export interface ActualCertificate {
  readonly name: string;
  readonly version: string;
  readonly enabled: boolean;
  readonly expires: Date | undefined;
  /** The public part; undefined while it is not signed. */
  readonly signed: X509Certificate | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy: CertificatePolicy;
}

/** A role assignment exactly at a scope. */
export interface Assignment {
  /** GUID. */
  readonly name: string;
  readonly principalId: string;
  readonly roleDefinitionId: string;
}

/** Names; `managed`: belongs to a certificate. */
export interface Listed {
  readonly name: string;
  readonly managed: boolean;
  readonly enabled: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ActualVault {
  readonly listed: {
    readonly secrets: readonly Listed[];
    readonly keys: readonly Listed[];
    readonly certificates: readonly Listed[];
  };
  /** Names that are deleted, recoverable, and still taken. */
  readonly deleted: ReadonlySet<string>;
  /** Of what is declared. */
  readonly secrets: ReadonlyMap<string, ActualSecret>;
  readonly keys: ReadonlyMap<string, ActualKey>;
  readonly certificates: ReadonlyMap<string, ActualCertificate>;
  /** By the name of the certificate; of those that are signed. */
  readonly chains: ReadonlyMap<string, Chain>;
  /** Whom the vault tells of its certificates, by e-mail; read only where one of them is signed outside. */
  readonly contacts: readonly string[];
  /** By scope: each certificate of the vault, declared or not, and the secret of its name. */
  readonly assignments: ReadonlyMap<string, readonly Assignment[]>;
}
