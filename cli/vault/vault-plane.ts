// The one road to a vault. It has no way to read a value or to write one: what is not here cannot go wrong.
import type { ActualCertificate, ActualKey, ActualSecret, Assignment, Listed, RotationPolicy } from "./actual.ts";
import type { DesiredCertificate, DesiredVault } from "./desired.ts";

export interface SecretChange {
  readonly tags?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly expires?: Date;
  readonly enabled?: boolean;
}

export interface NewAssignment extends Assignment {
  readonly principalType: "ServicePrincipal" | "Group";
}

export interface VaultPlane {
  listSecrets(): Promise<readonly Listed[]>;
  listKeys(): Promise<readonly Listed[]>;
  listCertificates(): Promise<readonly Listed[]>;
  /** Names of deleted secrets, keys and certificates. */
  listDeleted(): Promise<readonly string[]>;
  newestSecret(name: string): Promise<ActualSecret>;
  key(name: string): Promise<ActualKey>;
  certificate(name: string): Promise<ActualCertificate>;
  updateSecret(name: string, version: string, change: SecretChange): Promise<void>;
  updateKey(name: string, change: { readonly tags: Readonly<Record<string, string>> }): Promise<void>;
  setRotationPolicy(name: string, policy: RotationPolicy): Promise<void>;
  /** Ends when the certificate is there, or when it waits for somebody to sign it. */
  issue(certificate: DesiredCertificate): Promise<void>;
  setCertificatePolicy(certificate: DesiredCertificate): Promise<void>;
  updateCertificate(
    name: string,
    version: string,
    change: { readonly tags: Readonly<Record<string, string>> },
  ): Promise<void>;
  /** E-mail addresses that the vault tells of its certificates. */
  contacts(): Promise<readonly string[]>;
  /** Beside those that are there. */
  addContact(email: string): Promise<void>;
  /** Exactly at this scope, not above it. */
  assignments(scope: string): Promise<readonly Assignment[]>;
  assign(scope: string, assignment: NewAssignment): Promise<void>;
  unassign(scope: string, name: string): Promise<void>;
}

export type OpenVault = (vault: DesiredVault) => VaultPlane;

/** A refusal by Azure, whichever of its services it came from. */
export class VaultFailure extends Error {
  override readonly name = "VaultFailure";
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** Azure's, or Node's, such as `Forbidden` and `ENOTFOUND`. */
  readonly code: string | undefined;

  constructor(message: string, status?: number, code?: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
